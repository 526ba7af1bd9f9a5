//! Arriving at a page.

use crate::history;
use crate::places;
use crate::state::app::{Action, App};
use yew::prelude::*;

/// Shows the page that the browser's history tells of, as it was left, or else from its top.
#[hook]
pub fn use_arrival(app: &UseReducerHandle<App>) {
    use_effect_with(app.dispatcher(), |app| {
        let app = app.clone();
        let watch = history::watch(move |entry| app.dispatch(Action::Navigated(entry)));
        move || drop(watch)
    });
    let is_first = use_mut_ref(|| true);
    let shown = app.pages.shown().map(|entry| (entry.id, entry.path.clone()));
    use_effect_with(shown, move |shown| {
        if let (false, Some((id, _))) = (is_first.replace(false), shown) {
            places::arrive(*id);
        }
    });
}

/// Names the page in the tab and the history, while it is the one shown.
#[hook]
pub fn use_title(title: AttrValue, shown: bool) {
    use_effect_with((title, shown), |(title, shown)| {
        let document = web_sys::window().and_then(|window| window.document());
        if let (true, Some(document)) = (*shown, document) {
            document.set_title(&format!("{title} · Kith"));
        }
    });
}
