//! What stands above and below the rows of a list, in each of its states.

use crate::components::notice::{Failed, loading, notice};
use crate::language::{count, fill, plural, t};
use crate::places;
use crate::state::list::people::{People, Phase, Want};
use crate::storage;
use common::rules::PAGE_ROWS;
use yew::prelude::*;

/// What was wrong with the last attempt, in words, and for how many seconds it is no use to try again.
pub type Trouble = (AttrValue, u32);

/// What is new since the list was opened, shown when asked for: it moves nothing that is being read.
pub fn fresh(list: &People, ask: &Callback<Want>) -> Html {
    let rows = list.fresh.len() as i64;
    let words = match list.has_more_fresh {
        true => fill("More than {} new", &count(rows)),
        false => plural("One new", "{} new", rows),
    };
    let ask = ask.reform(|want| {
        places::top();
        want
    });
    html! {
        <div class="fresh" role="status">
            if rows > 0 { {asking(Want::Newest, words, &ask)} }
        </div>
    }
}

/// How many were found in a part of a list, once that is known.
fn found(list: &People) -> Html {
    let rows = list.total.or_else(|| list.is_complete().then(|| list.rows()));
    let words = match rows {
        Some(0) => t("Nobody here is like that."),
        Some(rows) => plural("One person found", "{} people found", rows),
        None => AttrValue::default(),
    };
    html! { <p role="status">{words}</p> }
}

/// What comes before the rows, how many they are in a part of a list, a way past a long one, and whether it grows by itself.
pub fn above(
    list: &People,
    is_part: bool,
    trouble: Option<&Trouble>,
    by_hand: &UseStateHandle<bool>,
    ask: &Callback<Want>,
) -> Html {
    let is_long = list.first > 1 || list.len() as i64 >= PAGE_ROWS;
    html! {
        <div class="above" tabindex="-1">
            if is_part { {found(list)} }
            if is_long {
                <a class="skip" href="#foot">{t("Skip the list")}</a>
                {growth(by_hand)}
            }
            if list.first > 1 && list.len() > 0 { {asking(Want::Above, t("Show those before"), ask)} }
            if let (Phase::Failed(want @ (Want::Above | Want::Newest)), Some(trouble)) = (list.phase, trouble) {
                {failed(want, trouble, ask)}
            }
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
            <input type="checkbox" checked={!is_by_hand} {onchange}/>{t("Load more by itself")}
        </label>
    }
}

fn failed(want: Want, trouble: &Trouble, ask: &Callback<Want>) -> Html {
    let on_retry = ask.reform(move |()| want);
    html! { <Failed text={trouble.0.clone()} wait={trouble.1} {on_retry}/> }
}

fn asking(want: Want, words: AttrValue, ask: &Callback<Want>) -> Html {
    let onclick = ask.reform(move |_| want);
    html! { <button class="button small" {onclick}>{words}</button> }
}

/// What stands below the rows.
pub fn below(
    list: &People,
    whole: Option<&AttrValue>,
    trouble: Option<&Trouble>,
    empty: &AttrValue,
    ask: &Callback<Want>,
) -> Html {
    let words = match (list.phase, trouble) {
        (Phase::Failed(Want::Below), Some(trouble)) => failed(Want::Below, trouble, ask),
        _ if list.is_complete() && list.len() == 0 => match whole {
            Some(whole) => html! { <a class="button small" href={whole}>{t("Show everybody")}</a> },
            None => notice(empty),
        },
        _ if list.is_complete() => end(list),
        // In a place of its own, so that nothing on screen is pushed about when the rows come.
        (Phase::Loading(_), _) if list.batches.is_empty() => return skeleton(),
        // The same button, so that the focus stays on it.
        (Phase::Loading(_), _) => asking(Want::Below, t("Loading more…"), ask),
        _ => asking(Want::Below, t("Load more"), ask),
    };
    html! { <div class="sentinel">{words}</div> }
}

fn end(list: &People) -> Html {
    let rows = list.total.unwrap_or(list.rows());
    let words = plural("That is everyone: one person.", "That is everyone: {} people.", rows);
    html! { <p class="notice" role="status">{words}</p> }
}

/// The shape of rows to come. Another tag than what follows it, or Yew would make the one of the other, and a browser
/// would see it jump.
fn skeleton() -> Html {
    let row = html! { <div class="row skeleton"><span class="avatar"/><span class="bar"/></div> };
    html! { <section>{loading()}<div aria-hidden="true">{for std::iter::repeat_n(row, 12)}</div></section> }
}
