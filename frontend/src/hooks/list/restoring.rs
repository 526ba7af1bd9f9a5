//! Coming back to the row that one was at, after a reload or from another page.

use crate::history;
use crate::state::list::anchor::Anchor;
use crate::state::list::people::{People, Phase, Want};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Window};
use yew::prelude::*;

/// CSS pixels by which a row may be off.
const NEAR: f64 = 1.0;

/// The row to come back to, until that is done or the reader has gone elsewhere.
#[derive(Default)]
pub struct Restoring {
    anchor: Option<Anchor>,
    /// How far down the page was when it was last scrolled for that.
    down: Cell<Option<f64>>,
}

impl Restoring {
    /// What the browser's history says of the page on screen.
    pub fn begin(is_shown: bool) -> Self {
        Self { anchor: history::anchor().filter(|_| is_shown), down: Cell::default() }
    }

    /// The page to open the list at.
    pub fn start(&self) -> Option<crate::state::list::people::Next> {
        self.anchor.as_ref().map(|anchor| anchor.page.clone())
    }
}

/// Scrolls to the row as soon as it is there, and asks for what is missing. Tells whether the reader is where they were.
#[hook]
pub fn use_restoring(
    list: &UseReducerHandle<People>,
    feed: &NodeRef,
    restoring: Rc<Restoring>,
    is_shown: bool,
    ask: &Callback<Want>,
) -> bool {
    let is_done = use_state_eq(|| restoring.anchor.is_none());
    let (list, feed, ask, done) = (list.clone(), feed.clone(), ask.clone(), is_done.clone());
    use_effect(move || {
        let Some(anchor) = restoring.anchor.as_ref().filter(|_| is_shown && !*done) else { return };
        match step(&list, &feed, anchor, &restoring.down) {
            Step::Done => done.set(true),
            Step::More if list.phase == Phase::Idle => ask.emit(Want::Below),
            Step::More | Step::Wait => {}
        }
    });
    *is_done
}

enum Step {
    Done,
    /// Rows are missing.
    More,
    /// They are on their way, or about to be drawn.
    Wait,
}

fn step(list: &People, feed: &NodeRef, anchor: &Anchor, down: &Cell<Option<f64>>) -> Step {
    if list.is_opening() {
        return Step::Wait;
    }
    let (Some(window), Some(feed)) = (web_sys::window(), feed.cast::<Element>()) else { return Step::Done };
    let scrolled = |window: &Window| window.scroll_y().unwrap_or_default();
    let has_moved = down.get().is_some_and(|down| (scrolled(&window) - down).abs() > NEAR);
    if has_moved || list.len() == 0 {
        return Step::Done;
    }
    let more = if list.is_complete() { Step::Done } else { Step::More };
    let Some(place) = anchor.find(list) else { return more };
    let row = feed.query_selector(&format!("[aria-posinset=\"{place}\"]")).ok().flatten();
    let off = match &row {
        Some(row) => row.get_bounding_client_rect().top() - anchor.top,
        None => estimate(list, place, &feed) - anchor.top,
    };
    window.scroll_by_with_x_and_y(0.0, off);
    down.set(Some(scrolled(&window)));
    match row {
        Some(row) if (row.get_bounding_client_rect().top() - anchor.top).abs() < NEAR => Step::Done,
        // There is not enough below it yet.
        Some(_) => more,
        None => Step::Wait,
    }
}

/// Where the batch of a row that is not drawn begins, from the top of the screen.
fn estimate(list: &People, place: i64, feed: &Element) -> f64 {
    let at = usize::try_from(place - 1 - list.before()).unwrap_or_default();
    let batch = list.batches.batch_of(at).map_or(0, |(batch, _)| batch);
    let above: f64 = list.batches[..batch].iter().map(|batch| batch.height()).sum();
    feed.unchecked_ref::<Element>().get_bounding_client_rect().top() + above
}
