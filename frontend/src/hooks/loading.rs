//! Loading the pages of a list.

use super::use_app;
use crate::api::Api;
use crate::lists::Source;
use crate::state::app;
use crate::state::changes::Change;
use crate::state::people::{Action, Page, People, Phase};
use crate::state::remote::CallError;
use common::rules::PAGE_ROWS;
use uuid::Uuid;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Loads what the list awaits; gives what was wrong with the last attempt.
#[hook]
pub fn use_loading(
    list: &UseReducerHandle<People>,
    source: &Source,
    on_total: &Callback<i64>,
) -> Option<CallError> {
    let app = use_app();
    let trouble = use_state(|| None);
    use_effect_with(list.awaited(), {
        let api = Api::new(&app).for_page(list.len() == 0);
        let (list, trouble) = (list.dispatcher(), trouble.setter());
        let (source, on_total) = (source.clone(), on_total.clone());
        let (app, viewer) = (app.dispatcher(), app.viewer());
        move |awaited| {
            let Some((want, next)) = awaited.clone() else { return };
            spawn_local(async move {
                match source.page(&api, next, PAGE_ROWS).await {
                    Ok(page) => {
                        page.total.into_iter().for_each(|total| on_total.emit(total));
                        app.dispatch(listed(viewer, &page));
                        list.dispatch(Action::Came(want, page));
                    }
                    Err(error) => {
                        trouble.set(Some(error));
                        list.dispatch(Action::Failed(want));
                    }
                }
            });
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

fn listed(viewer: Option<Uuid>, page: &Page) -> app::Action {
    let told = page.rows.iter().filter_map(|row| Some((row.user_id, row.relationship?)));
    app::Action::Follows(Change::Listed(viewer, told.collect()))
}
