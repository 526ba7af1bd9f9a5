//! The only place that reads and writes the browser's history.

use crate::places;
use crate::route::Route;
use crate::state::app::{Action, App};
use crate::state::list::anchor::Anchor;
use crate::state::list::people::Next;
use crate::state::pages::Entry;
use gloo_events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, History, MouseEvent, ScrollRestoration, UrlSearchParams, Window};
use yew::UseReducerDispatcher;

/// The entry that the browser shows. An address of another spelling is put right first.
pub fn here() -> Entry {
    let Some(window) = web_sys::window() else { return Entry::default() };
    let id = history(&window).and_then(|history| id(&history.state().ok()?)).unwrap_or_default();
    let location = window.location();
    let query = location.search().unwrap_or_default();
    let mut path = location.pathname().unwrap_or_default();
    if let Some(canonical) = Route::canonical(&path) {
        rename(&format!("{canonical}{query}"), anchor().as_ref());
        path = canonical;
    }
    Entry { id: id as u64, path, query }
}

/// The id in what the history holds of an entry: it alone, or at the beginning of an array with the row on screen.
fn id(state: &JsValue) -> Option<f64> {
    state.as_f64().or_else(|| state.dyn_ref::<Array>()?.get(0).as_f64())
}

/// The row that was on screen when the entry was last shown. The browser keeps it through a reload.
pub fn anchor() -> Option<Anchor> {
    let state = history(&web_sys::window()?)?.state().ok()?;
    let state = state.dyn_ref::<Array>()?;
    let [person, place, top, page, cursor] = [1, 2, 3, 4, 5].map(|at| state.get(at));
    Some(Anchor {
        person: person.as_string()?.parse().ok()?,
        place: place.as_f64()? as i64,
        top: top.as_f64()?,
        page: Next { page: page.as_f64()? as i64, cursor: cursor.as_string() },
    })
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
    app.dispatch(Action::Navigated(here()));
}

/// Puts another address in the place of the one shown, and goes there.
pub fn replace(app: &UseReducerDispatcher<App>, address: &str) {
    rename(address, None);
    app.dispatch(Action::Navigated(here()));
}

/// Takes what the address says beside its path out of it: what is only for this page is then in no history. The page itself
/// keeps it.
pub fn conceal() {
    rename(&here().path, None);
}

/// Leaves the app for another site.
pub fn leave(address: &str) {
    if let Some(window) = web_sys::window() {
        tell(window.location().set_href(address));
    }
}

/// Loads the app anew, as it is on the server by now.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        tell(window.location().reload());
    }
}

/// Puts a value into the query of the address shown, and goes there: to the first page of what is then another list.
pub fn set(app: &UseReducerDispatcher<App>, name: &str, value: &str) {
    replace(app, &with(&[("page", ""), (name, value)]));
}

/// Notes in the address which page of a list is on screen, if it can be opened there, so that a shared link opens it there;
/// and beside the address which row is, so that a reload leads to it.
pub fn show_place(page: Option<i64>, anchor: Option<&Anchor>) {
    let Entry { path, query, .. } = here();
    let page = page.map(|page| if page == 1 { String::new() } else { page.to_string() });
    let address = page.map_or(path + &query, |page| with(&[("page", &page)]));
    rename(&address, anchor);
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

fn rename(address: &str, anchor: Option<&Anchor>) {
    if let Some(history) = web_sys::window().as_ref().and_then(history) {
        let state = history.state().unwrap_or_default();
        let state = anchor.map_or(id(&state).into(), |anchor| JsValue::from(noted(&state, anchor)));
        tell(history.replace_state_with_url(&state, "", Some(address)));
    }
}

fn noted(state: &JsValue, Anchor { person, place, top, page }: &Anchor) -> Array {
    let note = Array::of5(
        &id(state).into(),
        &person.to_string().into(),
        &(*place as f64).into(),
        &(*top).into(),
        &(page.page as f64).into(),
    );
    note.push(&page.cursor.clone().into());
    note
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
