//! Follows everybody in a file that the viewer brings.

use super::import_report::report;
use crate::api::{Api, said};
use crate::hooks::use_app;
use crate::language::{count, plural, t};
use crate::state::app::{self, App};
use crate::state::changes::Change;
use crate::state::transfers::{Action, Progress};
use common::people::ViewProfile;
use common::transfers::{self, IMPORT_LIMIT, Mode};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, HtmlInputElement};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Where it stands.
#[derive(PartialEq, Properties)]
pub struct ImportProps {
    /// The entry of the history whose page it is on.
    pub entry: u64,
}

/// The form, then how far the file has come, then what became of it.
#[component]
pub fn Import(props: &ImportProps) -> Html {
    let app = use_app();
    let (mode, input) = (use_state_eq(Mode::default), use_node_ref());
    let progress = use_reducer(Progress::default);
    let onsubmit = {
        let (entry, is_running) = (props.entry, progress.is_running);
        let (app, mode, input, progress) = (app.clone(), *mode, input.clone(), progress.dispatcher());
        move |event: SubmitEvent| {
            event.prevent_default();
            let file = input.cast::<HtmlInputElement>().and_then(|input| input.files()?.get(0));
            let Some(file) = file.filter(|_| !is_running) else { return };
            let (app, progress) = (app.clone(), progress.clone());
            progress.dispatch(Action::Begin);
            spawn_local(async move {
                let complaint = import(&app, &file, mode, &progress).await;
                progress.dispatch(Action::Ended(complaint.to_string()));
                catch_up(&app, entry).await;
            });
        }
    };
    let choice = |wanted: Mode, words: AttrValue, note: AttrValue| {
        let set = mode.setter();
        html! {
            <label class="switch">
                <input type="radio" name="mode" checked={*mode == wanted} onchange={move |_| set.set(wanted)}/>
                <span>{words}<span class="note">{note}</span></span>
            </label>
        }
    };
    html! {
        <>
            <form class="import" {onsubmit}>
                <label class="field">
                    <span>{t("A CSV file, as Kith and Mastodon save it, or one name a line")}</span>
                    <input ref={input} type="file" required={true} accept=".csv,.txt,text/csv,text/plain"/>
                </label>
                {choice(Mode::Merge, t("Merge"), t("Follow everybody in the file, and keep those you follow already."))}
                {choice(Mode::Overwrite, t("Overwrite"), t("Follow everybody in the file, and nobody else any more."))}
                if *mode == Mode::Overwrite { {confirmation(&app)} }
                <button class="button" aria-disabled={progress.is_running.then_some("true")}>{t("Import")}</button>
            </form>
            {advance(&progress)}
            {report(&progress)}
        </>
    }
}

/// A box that must be ticked first.
fn confirmation(app: &UseReducerHandle<App>) -> Html {
    let mine = app.viewer().and_then(|viewer| app.follows.profile(&viewer.to_string()));
    let followed = mine.map_or(0, |mine| app.follows.counts(mine, app.viewer()).followed);
    let words = plural(
        "Yes, unfollow the one person I follow now, unless they are in the file",
        "Yes, unfollow those of the {} people I follow now who are not in the file",
        followed,
    );
    html! { <label class="switch"><input type="checkbox" required={true}/><span>{words}</span></label> }
}

/// Sends the file; gives what went wrong.
async fn import(
    app: &UseReducerHandle<App>,
    file: &Blob,
    mode: Mode,
    progress: &UseReducerDispatcher<Progress>,
) -> AttrValue {
    if file.size() > IMPORT_LIMIT as f64 {
        return t("The file is too large: 4 MB at the most.");
    }
    let csv = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    let (Some(csv), Ok(line)) = (csv, AbortController::new()) else { return t("The file could not be read.") };
    let refused = std::cell::Cell::new(None);
    let hear = |event| match said::<transfers::Import>(&event) {
        Ok(told) => progress.dispatch(Action::Told(told)),
        Err(error) => refused.set(Some(error)),
    };
    let heard = Api::new(app).listen(&transfers::Import { csv, mode }, &line, &hear).await;
    match heard.err().or(refused.take()) {
        Some(error) => error.message(),
        // It has ended of itself: unless all is done, in the middle.
        None => t("It broke off."),
    }
}

/// Lets the rest of the app know of what may have changed: the counts are asked for, and pages kept for Back are not kept.
async fn catch_up(app: &UseReducerHandle<App>, entry: u64) {
    let Some(viewer) = app.viewer() else { return };
    app.dispatch(app::Action::Outdated(entry));
    if let Ok(mine) = Api::new(app).quiet().call(&ViewProfile { user: viewer.to_string() }).await {
        app.dispatch(app::Action::Follows(Change::Seen(Some(viewer), mine)));
    }
}

/// How far it has come.
fn advance(progress: &Progress) -> Html {
    if !progress.is_running {
        return Html::default();
    }
    let Some(told) = &progress.told else { return html! { <progress aria-label={t("Loading…")}/> } };
    let (handled, total) = (told.handled, told.total);
    html! {
        <p class="export">
            <progress value={handled.to_string()} max={total.to_string()} aria-label={t("Loading…")}/>
            <span class="note">{count(handled as i64)}{" / "}{count(total as i64)}</span>
        </p>
    }
}
