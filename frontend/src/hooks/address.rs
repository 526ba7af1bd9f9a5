//! The page of a list in the address.

use crate::history;
use crate::state::people::People;
use common::rules::PAGE_ROWS;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// Milliseconds of rest after which the address tells the page on screen: a browser takes only so many changes.
const REST: u32 = 300;

/// Lets the address tell which page of the list is on screen, once the reader rests.
#[hook]
pub fn use_address(list: &UseReducerHandle<People>, top: usize, is_shown: bool) {
    let above: usize = list.batches.iter().take(top).map(|batch| batch.rows.len()).sum();
    let page = list.first + above as i64 / PAGE_ROWS;
    let timer = use_mut_ref(|| None::<Timeout>);
    use_effect_with((page, is_shown), move |&(page, is_shown)| {
        let entry = history::here().id;
        let rested = move || {
            if history::is_at(entry) {
                history::show_page(page);
            }
        };
        let rest = is_shown.then(|| Timeout::new(REST, rested));
        *timer.borrow_mut() = rest;
    });
}
