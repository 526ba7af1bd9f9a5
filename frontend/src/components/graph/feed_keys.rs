//! The keys of a feed, as the ARIA Authoring Practices give them: Page Down and Page Up go from row to row, Ctrl+End
//! past the list and Ctrl+Home before it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Moves the focus, where the key asks for it and there is somewhere to go.
pub fn on_key(event: KeyboardEvent) {
    let target = match (event.key().as_str(), event.ctrl_key()) {
        ("PageDown", false) => row(&event, 1),
        ("PageUp", false) => row(&event, -1),
        ("End", true) => outside(&event, |_, document| document.get_element_by_id("foot")),
        ("Home", true) => outside(&event, |feed, _| feed.previous_element_sibling()),
        _ => None,
    };
    if let Some(Ok(target)) = target.map(|target| target.dyn_into::<HtmlElement>()) {
        event.prevent_default();
        // Where the browser refuses, the focus stays where it was.
        drop(target.focus());
    }
}

fn row(event: &KeyboardEvent, step: i64) -> Option<Element> {
    let here = event.target()?.dyn_into::<Element>().ok()?.closest("article").ok()??;
    let place: i64 = here.get_attribute("aria-posinset")?.parse().ok()?;
    let feed = here.closest("[role=feed]").ok()??;
    feed.query_selector(&format!("[aria-posinset=\"{}\"]", place + step)).ok()?
}

fn outside(
    event: &KeyboardEvent,
    find: fn(&Element, &web_sys::Document) -> Option<Element>,
) -> Option<Element> {
    let feed = event.target()?.dyn_into::<Element>().ok()?.closest("[role=feed]").ok()??;
    find(&feed, &feed.owner_document()?)
}
