//! Saves what Kith keeps of the viewer as files.

use super::notice::{note, small_button};
use crate::api::Api;
use crate::files;
use crate::language::t;
use crate::state::app::{Action, App};
use crate::state::remote::CallError;
use crate::state::transfers::Transfer;
use common::Endpoint;
use common::downloads::Download;
use common::transfers::Export;
use yew::platform::spawn_local;
use yew::prelude::*;

/// A file that the viewer can save: what the server is asked for, and what the file is called.
#[derive(Clone, Copy)]
struct Wanted {
    path: &'static str,
    request: &'static str,
    name: &'static str,
}

const FOLLOWED: Wanted =
    Wanted { path: Export::PATH, request: r#"{"list":"followed"}"#, name: "followed.csv" };
const FOLLOWERS: Wanted =
    Wanted { path: Export::PATH, request: r#"{"list":"followers"}"#, name: "followers.csv" };
const EVERYTHING: Wanted = Wanted { path: Download::PATH, request: "{}", name: "kith.json" };

/// A button for each file, and how far the one that is being saved has come.
pub fn export(app: &UseReducerHandle<App>) -> Html {
    // Without a value, where it is not known how much there will be.
    let value = |now: u32| (now > 0).then(|| now.to_string());
    html! {
        <>
            {note(t("Your lists as CSV files, which Mastodon reads too, or all that Kith keeps of you as one JSON file."))}
            <p class="actions">
                {button(app, FOLLOWED, t("Save whom you follow"))}
                {button(app, FOLLOWERS, t("Save your followers"))}
                {button(app, EVERYTHING, t("Save everything"))}
                if let Some(now) = app.transfers.saving {
                    <progress max="100" value={value(now)} aria-label={t("Loading…")}/>
                }
            </p>
        </>
    }
}

fn button(app: &UseReducerHandle<App>, wanted: Wanted, words: AttrValue) -> Html {
    let app = app.clone();
    let begin = move |_| {
        if app.transfers.saving.is_none() {
            spawn_local(save(app.clone(), wanted));
        }
    };
    small_button(words, Callback::from(begin))
}

async fn save(app: UseReducerHandle<App>, Wanted { path, request, name }: Wanted) {
    let api = Api::new(&app);
    let tell = |now| api.dispatch(Action::Transfer(Transfer::Saving(now)));
    tell(Some(0));
    let come = api.file(path, request, &|hundredths| tell(Some(hundredths as u32))).await;
    tell(None);
    if let Err(error) = come.and_then(|file| files::save(name, &file).map_err(|_| CallError::Broken)) {
        api.dispatch(Action::Say(error.message().to_string()));
    }
}
