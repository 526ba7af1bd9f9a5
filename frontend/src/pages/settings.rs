//! What the viewer chooses, and their lists as files.

use crate::components::export::export;
use crate::components::import::import;
use crate::components::import_report::import_report;
use crate::components::privacy::privacy;
use crate::language::t;
use crate::state::app::App;
use common::people::Profile;
use yew::prelude::*;

/// What stands in place of the viewer's lists.
pub fn settings(app: &UseReducerHandle<App>, mine: &Profile<'_>) -> Html {
    html! {
        <div class="settings">
            <h1>{t("Settings")}</h1>
            {section(t("Privacy"), privacy(app, mine))}
            {section(t("Take your lists along"), export(app))}
            {section(t("Bring a list"), html! { <>{import(app, mine)}{import_report(&app.transfers)}</> })}
        </div>
    }
}

fn section(title: AttrValue, content: Html) -> Html {
    html! { <section class="card"><h2>{title}</h2>{content}</section> }
}
