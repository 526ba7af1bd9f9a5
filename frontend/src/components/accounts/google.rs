//! The way to Google, or the provider in its place.

use crate::later::with;
use crate::state::app::App;
use crate::storage::Errand;
use yew::prelude::*;

/// Leads to Google, where the server is set up for it.
pub fn button(app: &UseReducerHandle<App>, errand: Errand, words: AttrValue) -> Html {
    if !app.features.is_some_and(|features| features.google) {
        return Html::default();
    }
    let app = app.clone();
    let onclick = move |_| with(&app, move |rest, app| (rest.leave)(app, errand));
    // In the settings it stands among small ones.
    let class = if errand == Errand::Link { "button small plain" } else { "button plain" };
    html! { <button type="button" {class} {onclick}>{words}</button> }
}
