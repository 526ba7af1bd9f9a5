//! How a list grows, without moving what is read or reached.

use crate::places;
use crate::state::list::people::{People, Phase, Want};
use crate::state::list::window::Window;
use yew::prelude::*;

/// What to do when the end of the list is near.
#[hook]
pub fn use_growth(list: &UseReducerHandle<People>, by_hand: bool, ask: &Callback<Want>) -> Callback<()> {
    let by_itself = list.phase == Phase::Idle && !by_hand;
    use_callback((ask.clone(), by_itself), |(), (ask, by_itself)| {
        if *by_itself && !footer_has_focus() {
            ask.emit(Want::Below);
        }
    })
}

/// The footer must not flee from a reader who has reached it: what comes above moves it, and so does what turns out to be
/// higher than it was thought to be.
#[hook]
pub fn use_steady_footer(list: &UseReducerHandle<People>, window: Window) {
    let is_end_drawn = window.end >= list.batches.len();
    use_effect_with((list.len(), is_end_drawn), |&(_, is_end_drawn)| {
        if is_end_drawn && footer_has_focus() {
            places::reveal("foot");
        }
    });
}

fn footer_has_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| matches!(document.query_selector("#foot:focus-within"), Ok(Some(_))))
}
