//! What the viewer chooses, and their lists as files.

use crate::components::export::Export;
use crate::components::import::Import;
use crate::components::privacy::PrivacySwitches;
use crate::language::t;
use crate::pages::Shown;
use crate::route::Route;
use crate::state::own_lists::Own;
use common::transfers::Which;
use yew::prelude::*;

/// The page.
pub fn settings(shown: &Shown) -> Html {
    let viewer = shown.viewer.map(|viewer| viewer.to_string()).unwrap_or_default();
    html! {
        <div class="settings">
            <h1>{t("Settings")}</h1>
            <section class="card">
                <h2>{t("Privacy")}</h2>
                <PrivacySwitches user={viewer} is_shown={shown.is_shown}/>
                <p><a href={Route::own(Own::Blocked)}>{t("Blocked people")}</a></p>
            </section>
            <section class="card">
                <h2>{t("Take your lists along")}</h2>
                <p class="note">{t("As CSV files, which Mastodon reads too.")}</p>
                <Export list={Which::Followed} name="followed.csv" label={t("Save whom you follow")}/>
                <Export list={Which::Followers} name="followers.csv" label={t("Save your followers")}/>
            </section>
            <section class="card">
                <h2>{t("Bring a list")}</h2>
                <Import entry={shown.entry.id}/>
            </section>
        </div>
    }
}
