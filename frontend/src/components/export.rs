//! Saves the viewer's lists as files.

use crate::api::Api;
use crate::files;
use crate::language::t;
use crate::state::app::{Action, App};
use crate::state::remote::CallError;
use crate::state::transfers::Transfer;
use common::transfers::Which;
use yew::platform::spawn_local;
use yew::prelude::*;

/// A button for each list, and how far the one that is being saved has come.
pub fn export(app: &UseReducerHandle<App>) -> Html {
    // Without a value, where it is not known how much there will be.
    let value = |(_, now): (Which, u32)| (now > 0).then(|| now.to_string());
    html! {
        <>
            <p class="note">{t("As CSV files, which Mastodon reads too.")}</p>
            <p class="actions">
                {button(app, Which::Followed, t("Save whom you follow"))}
                {button(app, Which::Followers, t("Save your followers"))}
                if let Some(now) = app.transfers.saving {
                    <progress max="100" value={value(now)} aria-label={t("Loading…")}/>
                }
            </p>
        </>
    }
}

fn button(app: &UseReducerHandle<App>, list: Which, words: AttrValue) -> Html {
    let app = app.clone();
    let onclick = move |_| {
        if app.transfers.saving.is_none() {
            spawn_local(save(app.clone(), list));
        }
    };
    html! { <button class="button small plain" {onclick}>{words}</button> }
}

async fn save(app: UseReducerHandle<App>, list: Which) {
    let viewer = app.viewer();
    let tell = |now| app.dispatch(Action::Transfer(viewer, Transfer::Saving(now)));
    tell(Some((list, 0)));
    let come = Api::new(&app).export(list, &|hundredths| tell(Some((list, hundredths as u32)))).await;
    tell(None);
    let name = if list == Which::Followers { "followers.csv" } else { "followed.csv" };
    if let Err(error) = come.and_then(|file| files::save(name, &file).map_err(|_| CallError::Broken)) {
        app.dispatch(Action::Say(error.message().to_string()));
    }
}
