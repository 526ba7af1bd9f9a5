//! Follows everybody in a file that the viewer brings.

use crate::api::{Api, said};
use crate::components::choice::choice;
use crate::hooks::people::profile::look_again;
use crate::language::{count, plural, t};
use crate::state::app::{Action, App};
use crate::state::graph::transfers::{Transfer, Transfers};
use crate::storage;
use common::graph::transfers::{IMPORT_LIMIT, Import, Mode};
use common::people::profiles::Profile;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, Element, File, HtmlInputElement};
use yew::platform::spawn_local;
use yew::prelude::*;

/// The form, and how far the file has come. It goes on wherever one goes in the app.
pub fn import(app: &UseReducerHandle<App>, mine: &Profile<'_>) -> Html {
    let (viewer, now) = (app.viewer(), app.transfers.mode);
    let state = app.clone();
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(file) = file(&event).filter(|_| !state.transfers.is_importing) {
            spawn_local(import_file(state.clone(), file));
        }
    };
    let mode = |mode: Mode, words: AttrValue, note: AttrValue| {
        let app = app.dispatcher();
        let choose = move |_| app.dispatch(Action::Transfer(Transfer::Mode(mode)));
        choice("radio", now == mode, words, note, Callback::from(choose))
    };
    html! {
        <form {onsubmit}>
            <label class="field">
                <span class="note">{t("A CSV file, as Kith and Mastodon save it, or one name a line")}</span>
                <input type="file" required={true} accept=".csv,.txt,text/csv,text/plain"/>
            </label>
            {mode(Mode::Merge, t("Merge"), t("Follow everybody in the file, and keep those you follow already."))}
            {mode(Mode::Overwrite, t("Overwrite"), t("Follow everybody in the file, and nobody else any more."))}
            if now == Mode::Overwrite { {confirmation(app.follows.counts(mine, viewer).followed)} }
            <p class="actions">
                <button class="button small">{t("Import")}</button>
                {advance(&app.transfers)}
            </p>
        </form>
    }
}

/// The file that was chosen in a form.
fn file(event: &SubmitEvent) -> Option<File> {
    let form = event.target()?.dyn_into::<Element>().ok()?;
    let input = form.query_selector("[type=file]").ok()??;
    input.unchecked_into::<HtmlInputElement>().files()?.get(0)
}

/// To be ticked before anybody is unfollowed.
fn confirmation(followed: i64) -> Html {
    let words = plural(
        "Yes, unfollow the one person I follow now, unless they are in the file",
        "Yes, unfollow those of the {} people I follow now who are not in the file",
        followed,
    );
    html! { <label class="choice"><input type="checkbox" required={true}/><span>{words}</span></label> }
}

/// How far it has come.
fn advance(transfers: &Transfers) -> Html {
    let numbers = transfers.told.as_ref().map(|told| (told.handled, told.total));
    let (value, max) = numbers.map(|(handled, total)| (handled.to_string(), total.to_string())).unzip();
    html! {
        if transfers.is_importing {
            <progress {value} {max} aria-label={t("Loading…")}/>
            if let Some((handled, total)) = numbers {
                <span class="note">{count(handled as i64)}{" / "}{count(total as i64)}</span>
            }
        }
    }
}

async fn import_file(app: UseReducerHandle<App>, file: File) {
    let (api, mode) = (Api::new(&app), app.transfers.mode);
    let tell = |transfer| api.dispatch(Action::Transfer(transfer));
    tell(Transfer::Begun);
    let complaint = send(&api, &file, mode, &|event| tell(event)).await;
    tell(Transfer::Ended(complaint.to_string()));
    storage::tell_change();
    // Many of the follows that are counted on every page are new.
    look_again(&app).await;
}

/// Sends the file, and tells what the server says; gives what went wrong.
async fn send(api: &Api, file: &Blob, mode: Mode, tell: &dyn Fn(Transfer)) -> AttrValue {
    if file.size() > IMPORT_LIMIT as f64 {
        return t("The file is too large: 4 MB at the most.");
    }
    let csv = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    let (Some(csv), Ok(line)) = (csv, AbortController::new()) else {
        return t("The file could not be read.");
    };
    let refused = Cell::new(None);
    let hear = |event| match said::<Import>(&event) {
        Ok(told) => tell(Transfer::Told(told)),
        Err(error) => refused.set(Some(error)),
    };
    let heard = api.listen(&Import { csv, mode }, &line, &hear).await;
    // Unless all is done, it has broken off even where it ended of itself.
    heard.err().or(refused.take()).map_or_else(|| t("It broke off."), |error| error.message())
}
