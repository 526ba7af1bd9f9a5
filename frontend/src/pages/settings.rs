//! What the viewer chooses, and their lists as files.

use crate::components::export::export;
use crate::components::import::import;
use crate::components::import_report::import_report;
use crate::components::privacy::privacy;
use crate::language::t;
use crate::route::Route;
use crate::state::app::App;
use crate::state::own_lists::Own;
use common::people::Profile;
use yew::prelude::*;

/// What stands in place of the viewer's lists.
pub fn settings(app: &UseReducerHandle<App>, mine: &Profile<'_>) -> Html {
    html! {
        <div class="settings">
            <h1>{t("Settings")}</h1>
            <section class="card">
                <h2>{t("Privacy")}</h2>
                {privacy(app, mine)}
                <p><a href={Route::own(Own::Blocked)}>{t("Blocked people")}</a></p>
            </section>
            <section class="card">
                <h2>{t("Take your lists along")}</h2>
                <p class="note">{t("As CSV files, which Mastodon reads too.")}</p>
                {export(app)}
            </section>
            <section class="card">
                <h2>{t("Bring a list")}</h2>
                {import(app, mine)}
                {import_report(&app.transfers)}
            </section>
        </div>
    }
}
