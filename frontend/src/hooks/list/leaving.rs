//! Rows that go: of people who have left a list that only the viewer sees, and the viewer's own on another person's list.

use crate::lists::Source;
use crate::state::app::App;
use crate::state::graph::follows::Follows;
use crate::state::list::people::{Action, People};
use crate::state::ptr_eq::PtrEq;
use common::graph::lists::Direction;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Takes them out as soon as the server has said so; until then they can come back.
#[hook]
pub fn use_leaving(
    list: &UseReducerHandle<People>,
    source: &Source,
    app: &UseReducerHandle<App>,
    feed: &NodeRef,
) {
    let (list, feed, source, viewer) = (list.clone(), feed.clone(), source.clone(), app.viewer());
    use_effect_with(PtrEq(app.follows.clone()), move |PtrEq(follows)| {
        let gone = gone(&list, &source, follows, viewer);
        if !gone.is_empty() {
            pass_on_focus(&feed);
            list.dispatch(Action::Left(gone));
        }
    });
}

fn gone(list: &People, source: &Source, follows: &Follows, viewer: Option<Uuid>) -> Vec<Uuid> {
    let rows = list.batches.rows();
    match (source.own(), source.owner(), viewer) {
        (Some(own), ..) => {
            let gone = rows.filter(|row| {
                let known = follows.known(row.user_id, row.relationship);
                row.relationship != Some(known) && !own.has(known)
            });
            gone.map(|row| row.user_id).collect()
        }
        (None, Some((owner, direction)), Some(viewer)) => {
            let is_off = follows.standing(owner).is_some_and(|now| match direction {
                Direction::Followers => !now.following,
                Direction::Followed => !now.followed_by,
            });
            let own = rows.map(|row| row.user_id).filter(|row| *row == viewer && is_off);
            own.collect()
        }
        _ => Vec::new(),
    }
}

/// Gives the focus of a row that goes to the one that comes in its place, to the last one, or to what is above the list.
fn pass_on_focus(feed: &NodeRef) -> Option<()> {
    let feed = feed.cast::<Element>()?;
    let place = |row: &Element| row.get_attribute("aria-posinset")?.parse::<i64>().ok();
    let here = place(&feed.query_selector("article.leaving:focus-within").ok()??);
    let staying = feed.query_selector_all("article:not(.leaving)").ok()?;
    let mut target = feed.previous_element_sibling()?;
    for at in 0..staying.length() {
        target = staying.item(at)?.unchecked_into();
        if place(&target) > here {
            break;
        }
    }
    target.unchecked_into::<HtmlElement>().focus().ok()
}
