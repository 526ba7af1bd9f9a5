//! Where on a page one was when one left it: how far down, and with the focus on what.

use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

struct Place {
    entry: u64,
    down: f64,
    focus: Option<HtmlElement>,
}

thread_local! {
    static HERE: Cell<u64> = const { Cell::new(0) };
    static PLACES: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
}

/// Begins on the page of an entry.
pub fn begin(entry: u64) {
    HERE.set(entry);
}

/// Notes the place on the page that is about to be left.
pub fn leave() {
    let entry = HERE.get();
    let Some(window) = web_sys::window() else { return };
    let focus = window.document().and_then(|document| document.active_element());
    let place = Place {
        entry,
        down: window.scroll_y().unwrap_or_default(),
        focus: focus.and_then(|element| element.dyn_into().ok()),
    };
    PLACES.with_borrow_mut(|places| {
        places.retain(|known| known.entry != entry);
        for place in places.iter_mut() {
            // It would keep the whole page that it was on.
            place.focus.take_if(|focus| !focus.is_connected());
        }
        places.push(place);
    });
}

/// Goes to the place on the page of an entry, which is in the document by now: to its top where it is new.
pub fn arrive(entry: u64) {
    HERE.set(entry);
    let Some(window) = web_sys::window() else { return };
    PLACES.with_borrow(|places| {
        let place = places.iter().find(|place| place.entry == entry);
        match place.and_then(|place| place.focus.clone()).filter(|focus| focus.is_connected()) {
            // Where the browser refuses, the focus stays where it was.
            Some(element) => drop(element.focus()),
            None => focus("main"),
        }
        window.scroll_to_with_x_and_y(0.0, place.map_or(0.0, |place| place.down));
    });
}

/// Goes to the top of the page.
pub fn top() {
    focus("main");
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Puts the focus on the part of the page that has this id, and so brings it on screen.
pub fn focus(id: &str) {
    if let Some(element) = part(id) {
        drop(element.focus());
    }
}

/// Brings the part of the page that has this id back on screen.
pub fn reveal(id: &str) {
    if let Some(element) = part(id) {
        element.scroll_into_view_with_bool(false);
    }
}

fn part(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}
