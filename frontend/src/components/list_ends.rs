//! What stands above and below the rows of a list, in each of its states.

use super::notice::{Failed, notice};
use crate::language::{plural, t};
use crate::state::people::{People, Phase, Want};
use crate::state::remote::CallError;
use crate::storage;
use yew::prelude::*;

/// What is new, what comes before, a way past the list, and whether it grows by itself.
pub fn above(
    list: &People,
    count: Option<i64>,
    by_hand: &UseStateHandle<bool>,
    ask: &Callback<Want>,
) -> Html {
    let fresh = count.or(list.total).zip(list.base).map_or(0, |(now, then)| now - then);
    let button = |want: Want, words: AttrValue| {
        let ask = ask.clone();
        let onclick = move |_| {
            ask.emit(want);
            if let (Want::Newest, Some(window)) = (want, web_sys::window()) {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
        };
        html! { <button class="button small" {onclick}>{words}</button> }
    };
    let (set, is_by_hand) = (by_hand.setter(), **by_hand);
    let onchange = move |_| {
        storage::load_by_hand(!is_by_hand);
        set.set(!is_by_hand);
    };
    html! {
        <>
        <div class="fresh" role="status">
            if fresh > 0 { {button(Want::Newest, plural("One new", "{} new", fresh))} }
        </div>
        <div class="above" tabindex="-1">
            <a class="skip" href="#foot">{t("Skip the list")}</a>
            <label class="note"><input type="checkbox" checked={!is_by_hand} {onchange}/>{" "}{t("Load more by itself")}</label>
            if list.first > 1 && !list.batches.is_empty() { {button(Want::Above, t("Show those before"))} }
        </div>
        </>
    }
}

/// What stands below the rows.
pub fn below(list: &People, trouble: Option<&CallError>, empty: &AttrValue, ask: &Callback<Want>) -> Html {
    let words = match (list.phase, trouble) {
        (Phase::Failed(want), Some(error)) => {
            let on_retry = ask.reform(move |()| want);
            html! { <Failed text={error.message()} wait={error.wait()} {on_retry}/> }
        }
        _ if list.is_complete() && list.len() == 0 => notice(empty),
        _ if list.is_complete() => end(list),
        // In a place of its own, so that nothing on screen is pushed about when the rows come.
        _ if list.batches.is_empty() => return skeleton(),
        (Phase::Loading(_), _) => notice(&t("Loading more…")),
        _ => {
            let ask = ask.clone();
            html! { <button class="button" onclick={move |_| ask.emit(Want::Below)}>{t("Load more")}</button> }
        }
    };
    html! { <div class="sentinel">{words}</div> }
}

fn end(list: &People) -> Html {
    let rows = list.total.unwrap_or(list.len() as i64);
    let words = plural("That is everyone: one person.", "That is everyone: {} people.", rows);
    html! { <p class="notice" role="status">{words}</p> }
}

/// The shape of rows to come. Another tag than what follows it, or Yew would make the one of the other, and a browser
/// would see it jump.
fn skeleton() -> Html {
    let row = html! { <div class="row skeleton"><span class="avatar"/><span class="bar"/></div> };
    html! { <section aria-hidden="true">{for std::iter::repeat_n(row, 12)}</section> }
}
