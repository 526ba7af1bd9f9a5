//! What stands above and below the rows of a list, in each of its states.

use super::notice::{Failed, loading, notice};
use crate::language::{plural, t};
use crate::state::people::{People, Phase, Want};
use crate::state::remote::CallError;
use crate::storage;
use common::rules::PAGE_ROWS;
use yew::prelude::*;

/// What is new since the list was opened, for whoever wants to see it: it moves nothing that is being read.
pub fn fresh(list: &People, count: Option<i64>, ask: &Callback<Want>) -> Html {
    let rows = count.or(list.total).zip(list.base).map_or(0, |(now, then)| now - then);
    let ask = ask.reform(|want| {
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
        want
    });
    html! {
        <div class="fresh" role="status">
            if rows > 0 { {asking(Want::Newest, plural("One new", "{} new", rows), &ask)} }
        </div>
    }
}

/// What comes before the rows, a way past a long list, and whether it grows by itself.
pub fn above(list: &People, by_hand: &UseStateHandle<bool>, ask: &Callback<Want>) -> Html {
    let is_long = list.first > 1 || list.len() as i64 >= PAGE_ROWS;
    html! {
        <div class="above" tabindex="-1">
            if is_long {
                <a class="skip" href="#foot">{t("Skip the list")}</a>
                {growth(by_hand)}
            }
            if list.first > 1 && list.len() > 0 { {asking(Want::Above, t("Show those before"), ask)} }
        </div>
    }
}

fn growth(by_hand: &UseStateHandle<bool>) -> Html {
    let (set, is_by_hand) = (by_hand.setter(), **by_hand);
    let onchange = move |_| {
        storage::load_by_hand(!is_by_hand);
        set.set(!is_by_hand);
    };
    html! {
        <label class="note">
            <input type="checkbox" checked={!is_by_hand} {onchange}/>{" "}{t("Load more by itself")}
        </label>
    }
}

fn asking(want: Want, words: AttrValue, ask: &Callback<Want>) -> Html {
    let onclick = ask.reform(move |_| want);
    html! { <button class="button small" {onclick}>{words}</button> }
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
        _ => asking(Want::Below, t("Load more"), ask),
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
    html! { <section>{loading()}<div aria-hidden="true">{for std::iter::repeat_n(row, 12)}</div></section> }
}
