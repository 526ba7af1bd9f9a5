//! The only place that reads and writes the browser's history.

use crate::places;
use crate::route::Route;
use crate::state::app::{Action, App};
use crate::state::pages::Entry;
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, History, MouseEvent, ScrollRestoration, UrlSearchParams, Window};
use yew::UseReducerDispatcher;

/// The entry that the browser shows. An address of another spelling is put right first.
pub fn here() -> Entry {
    let Some(window) = web_sys::window() else { return Entry::default() };
    let id = history(&window).and_then(|history| history.state().ok()?.as_f64()).unwrap_or_default();
    let location = window.location();
    let query = location.search().unwrap_or_default();
    let mut path = location.pathname().unwrap_or_default();
    if let Some(canonical) = Route::canonical(&path) {
        rename(&format!("{canonical}{query}"));
        path = canonical;
    }
    Entry { id: id as u64, path, query }
}

/// Whether the browser still shows this entry.
pub fn is_at(entry: u64) -> bool {
    here().id == entry
}

/// Goes to an address of the app; from there itself, to the top of its page.
pub fn go(app: &UseReducerDispatcher<App>, address: &str) {
    let Entry { path, query, .. } = here();
    if address == path + &query {
        return places::top();
    }
    places::leave();
    // A later entry has a greater id, also after a reload.
    let id = JsValue::from_f64(js_sys::Date::now());
    if let Some(history) = web_sys::window().as_ref().and_then(history) {
        tell(history.push_state_with_url(&id, "", Some(address)));
    }
    app.dispatch(Action::Went(here()));
}

/// Puts another address in the place of the one shown, and goes there.
pub fn replace(app: &UseReducerDispatcher<App>, address: &str) {
    rename(address);
    app.dispatch(Action::Went(here()));
}

/// Takes what the address says beside its path out of it: what is only for this page is then in no history. The page itself
/// keeps it.
pub fn conceal() {
    rename(&here().path);
}

/// Leaves the app for another site.
pub fn leave(address: &str) {
    if let Some(window) = web_sys::window() {
        tell(window.location().set_href(address));
    }
}

/// Puts a value into the query of the address shown, and goes there: to the first page of what is then another list.
pub fn set(app: &UseReducerDispatcher<App>, name: &str, value: &str) {
    replace(app, &with(&[("page", ""), (name, value)]));
}

/// Notes in the address which page of a list is on screen, so that a reload and a shared link open it there.
pub fn show_page(page: i64) {
    let page = if page == 1 { String::new() } else { page.to_string() };
    rename(&with(&[("page", &page)]));
}

/// The address shown with other values in its query, where an empty one is left out.
fn with(values: &[(&str, &str)]) -> String {
    let Entry { path, query, .. } = here();
    let Ok(parameters) = UrlSearchParams::new_with_str(&query) else { return path };
    for (name, value) in values {
        if value.is_empty() { parameters.delete(name) } else { parameters.set(name, value) }
    }
    let query = String::from(parameters.to_string());
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn rename(address: &str) {
    if let Some(history) = web_sys::window().as_ref().and_then(history) {
        let id = history.state().unwrap_or_default();
        tell(history.replace_state_with_url(&id, "", Some(address)));
    }
}

/// Follows a link within the app, when it is clicked like a link; anything else about links is the browser's.
pub fn follow_link(app: &UseReducerDispatcher<App>, event: &MouseEvent) {
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a[href^=\"/\"], a[href^=\"#\"]").ok().flatten());
    let (Some(link), false, 0) = (link, modified, event.button()) else { return };
    event.prevent_default();
    let address = link.get_attribute("href").unwrap_or_default();
    match address.strip_prefix('#') {
        // A place on the page is no page of its own for Back to return to.
        Some(place) => places::focus(place),
        None => go(app, &address),
    }
}

/// Tells of Back and Forward. Where on the page one was is the app's to restore, since only it knows when the page is
/// there.
pub fn watch(on_change: impl Fn(Entry) + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    if let Some(history) = history(&window) {
        tell(history.set_scroll_restoration(ScrollRestoration::Manual));
    }
    places::begin(here().id);
    Some(EventListener::new(&window, "popstate", move |_| {
        places::leave();
        on_change(here());
    }))
}

fn history(window: &Window) -> Option<History> {
    window.history().ok()
}

/// A browser refuses what comes too often; the app then goes on without the entry.
fn tell(done: Result<(), JsValue>) {
    if let Err(error) = done {
        web_sys::console::warn_1(&error);
    }
}
