//! Loading the pages of a list.

use crate::api::Api;
use crate::hooks::app::use_app;
use crate::lists::Source;
use crate::state::app;
use crate::state::call_error::CallError;
use crate::state::graph::changes::Change;
use crate::state::graph::freshness::Moment;
use crate::state::list::people::{Action, Page, People, Phase};
use common::rules::PAGE_ROWS;
use std::cell::Cell;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Tells how many rows a list has, and as of when.
pub type OnTotal = Callback<(Moment, i64)>;

/// Loads what the list awaits; gives what was wrong with the last attempt. A page that was asked for before a call ended that
/// changes the list may be older than that change: it is dropped, and asked for again after the call.
#[hook]
pub fn use_loading(
    list: &UseReducerHandle<People>,
    source: &Source,
    on_total: &OnTotal,
) -> Option<CallError> {
    let app = use_app();
    let trouble = use_state(|| None);
    let settled = source.settled(&app.follows, app.viewer());
    use_effect_with((list.awaited(), settled), {
        let api = Api::new(&app).for_page(list.len() == 0);
        let (list, trouble) = (list.dispatcher(), trouble.setter());
        let (source, on_total) = (source.clone(), on_total.clone());
        let asked = app.follows.now();
        move |(awaited, settled)| {
            let is_awaited = Rc::new(Cell::new(true));
            if let (Some((want, next)), Some(_)) = (awaited.clone(), settled) {
                let is_awaited = is_awaited.clone();
                spawn_local(async move {
                    let came = source.page(&api, next, PAGE_ROWS).await;
                    match came {
                        _ if !is_awaited.get() => {}
                        Ok(page) => {
                            page.total.into_iter().for_each(|total| on_total.emit((asked, total)));
                            api.dispatch(listed(asked, &page));
                            list.dispatch(Action::Came(want, page));
                        }
                        Err(error) => {
                            trouble.set(Some(error));
                            list.dispatch(Action::Failed(want));
                        }
                    }
                });
            }
            move || is_awaited.set(false)
        }
    });
    use_effect_with((app.attempt, app.ended), {
        let list = list.clone();
        move |_| {
            if let Phase::Failed(want) = list.phase {
                list.dispatch(Action::Ask(want));
            }
        }
    });
    (*trouble).clone()
}

/// How the viewer stands to the people of a page.
pub fn listed(asked: Moment, page: &Page) -> app::Action {
    let told = page.rows.iter().filter_map(|row| Some((row.user_id, row.relationship?)));
    app::Action::Follows(Change::Listed(asked, told.collect()))
}
