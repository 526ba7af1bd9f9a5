//! Looking again at what is shown, where it may have changed in another tab or on another device.

use crate::api::Api;
use crate::hooks::app::use_app;
use crate::lists::Source;
use crate::own_lists::OwnList;
use crate::route::Route;
use crate::state::app::{Action, App};
use crate::state::graph::changes::Change;
use crate::state::graph::freshness::Subject;
use crate::state::list::people;
use crate::state::list::people::{Next, People};
use crate::storage;
use common::rules::PAGE_ROWS;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use uuid::Uuid;
use web_sys::VisibilityState;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Milliseconds from one look to the next at the least.
const PAUSE: f64 = 1_000.0;

/// Notices that the tab is looked at again, and that another tab has changed something; then looks at the viewer's own
/// profile, which is counted on every page.
#[hook]
pub fn use_looks(app: &UseReducerHandle<App>) {
    let last = use_mut_ref(js_sys::Date::now);
    let (dispatcher, looked) = (app.dispatcher(), last.clone());
    use_effect_with(app.look_due, move |&is_due| {
        let timer = is_due.then(|| {
            let pause = PAUSE - (js_sys::Date::now() - *looked.borrow());
            Timeout::new(pause.clamp(0.0, PAUSE) as u32, move || {
                looked.replace(js_sys::Date::now());
                dispatcher.dispatch(Action::Look);
            })
        });
        move || drop(timer)
    });
    use_effect_with(app.dispatcher(), |app| {
        let (app, told) = (app.clone(), app.clone());
        let look = Callback::from(move |()| {
            // A browser tells of it in two ways, one shortly after the other.
            if is_seen() && js_sys::Date::now() - *last.borrow() > PAUSE {
                app.dispatch(Action::Changed);
            }
        });
        let on_focus = look.clone();
        let window = web_sys::window();
        let document = window.as_ref().and_then(|window| window.document());
        let listeners = (
            window.map(|window| EventListener::new(&window, "focus", move |_| on_focus.emit(()))),
            document
                .map(|document| EventListener::new(&document, "visibilitychange", move |_| look.emit(()))),
            // A tab that cannot be seen looks once it can.
            storage::watch_changes(move || {
                if is_seen() {
                    told.dispatch(Action::Changed);
                }
            }),
        );
        move || drop(listeners)
    });
    let is_own =
        matches!(app.pages.shown().map(|entry| entry.route()), Some(Route::Home(_) | Route::Settings(_)));
    let me = app.viewer().filter(|me| !is_own && app.follows.profile(&me.to_string()).is_some());
    let app = app.clone();
    use_effect_with(app.looks, move |&looks| {
        if let Some(me) = me.filter(|_| looks > 0) {
            app.dispatch(Action::Follows(Change::Doubted(Subject::Person(me))));
        }
    });
}

/// Whether to look again: each time that there is something to look at, once it is shown.
#[hook]
pub fn use_look(is_shown: bool) -> u32 {
    let looks = use_app().looks;
    let seen = use_mut_ref(|| looks);
    if is_shown {
        *seen.borrow_mut() = looks;
    }
    *seen.borrow()
}

/// Reads the part of a list that is on screen once more. Of a part of a list only the first page can be read again.
#[hook]
pub fn use_rows_again(
    list: &UseReducerHandle<People>,
    source: &Source,
    top: usize,
    is_part: bool,
    is_shown: bool,
) {
    let (app, list, source) = (use_app(), list.clone(), source.clone());
    let first = use_mut_ref(|| app.looks);
    let looks = use_look(is_shown);
    use_effect_with(looks, move |&looks| {
        let above: usize = list.batches.iter().take(top).map(|batch| batch.rows.len()).sum();
        let page = if is_part { 1 } else { list.first + above as i64 / PAGE_ROWS };
        if first.replace(looks) == looks || list.len() == 0 || app.viewer().is_none() {
            return;
        }
        spawn_local(async move {
            let (api, asked) = (Api::new(&app).quiet(), app.follows.now());
            for page in page..page + 2 {
                let Ok(come) = source.page(&api, Next { page, cursor: None }, PAGE_ROWS).await else {
                    return;
                };
                let told = come.rows.iter().filter_map(|row| Some((row.user_id, row.relationship?)));
                api.dispatch(Action::Follows(Change::Looked(asked, told.collect())));
                let is_left = source.own().is_some_and(OwnList::is_left_by_absence);
                if is_left && come.next.is_none() && list.is_complete() && page == 1 {
                    // All of it has come: the others have left it.
                    let is_gone = |row: &Uuid| come.rows.iter().all(|there| there.user_id != *row);
                    let rows = list.batches.rows();
                    let gone = rows.map(|row| row.user_id).filter(is_gone);
                    list.dispatch(people::Action::Left(gone.collect()));
                }
                if come.next.is_none() || is_part {
                    return;
                }
            }
        });
    });
}

/// Whether the tab can be seen.
pub fn is_seen() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() == VisibilityState::Visible)
}
