//! Rows that go: of people who are on a list of the viewer's own no more.

use crate::components::person_row::Same;
use crate::state::app::App;
use crate::state::own_lists::Own;
use crate::state::people::{Action, People};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Takes them out as soon as the server has said so; until then they can come back.
#[hook]
pub fn use_leaving(
    list: &UseReducerHandle<People>,
    own: Option<Own>,
    app: &UseReducerHandle<App>,
    feed: &NodeRef,
) {
    let (list, feed) = (list.clone(), feed.clone());
    use_effect_with((own, Same(app.follows.clone())), move |(own, Same(follows))| {
        let Some(own) = own else { return };
        let rows = list.batches.iter().flat_map(|batch| &batch.rows);
        let gone = rows.filter(|row| {
            let known = follows.known(row.user_id, row.relationship);
            row.relationship != Some(known) && !own.has(known)
        });
        let gone: Vec<_> = gone.map(|row| row.user_id).collect();
        if !gone.is_empty() {
            pass_on_focus(&feed);
            list.dispatch(Action::Left(gone));
        }
    });
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
