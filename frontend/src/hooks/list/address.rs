//! The place in a list, in the address and in the browser's history.

use super::mounted::place;
use crate::history;
use crate::state::list::anchor::{Anchor, page_of};
use crate::state::list::people::People;
use crate::state::list::window::BAR;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// Milliseconds of rest after which the place is noted: a browser takes only so many changes.
const REST: u32 = 300;

/// Notes the page and the row on screen once the reader rests, but not before the reader is where they were.
#[hook]
pub fn use_address(
    list: &UseReducerHandle<People>,
    feed: &NodeRef,
    top: usize,
    is_noted: bool,
    is_whole: bool,
) {
    let latest = use_mut_ref(|| list.clone());
    *latest.borrow_mut() = list.clone();
    let timer = use_mut_ref(|| None::<Timeout>);
    // Without scrolling, too: a list that was opened past its end begins at its beginning.
    let occasion = (list.first, list.batches.is_empty(), top);
    use_effect_with((is_noted, is_whole, occasion), {
        let feed = feed.clone();
        move |&(is_noted, is_whole, _)| {
            let entry = history::here().id;
            let note = move || {
                if history::is_at(entry) {
                    note(&latest.borrow(), &feed, is_whole);
                }
            };
            let rest = {
                let timer = timer.clone();
                move || *timer.borrow_mut() = Some(Timeout::new(REST, note.clone()))
            };
            let listener = web_sys::window().filter(|_| is_noted).map(|window| {
                rest();
                EventListener::new(&window, "scroll", move |_| rest())
            });
            move || {
                timer.take();
                drop(listener);
            }
        }
    });
}

fn note(list: &People, feed: &NodeRef, is_whole: bool) {
    let row = top_row(feed);
    let page = row.map_or(list.first, |(place, _)| page_of(place));
    let anchor = row.and_then(|(place, top)| Anchor::of(list, place, top, is_whole));
    history::show_place(is_whole.then_some(page), anchor.as_ref());
}

/// The place of the row at the top of the screen, under the bar, and how far from the top of the screen it is.
fn top_row(feed: &NodeRef) -> Option<(i64, f64)> {
    place(feed)?;
    let rows = feed.cast::<Element>()?.query_selector_all("article").ok()?;
    (0..rows.length()).find_map(|at| {
        let row = rows.item(at)?.unchecked_into::<Element>();
        let rect = row.get_bounding_client_rect();
        let place = row.get_attribute("aria-posinset")?.parse().ok()?;
        (rect.bottom() > BAR).then_some((place, rect.top()))
    })
}
