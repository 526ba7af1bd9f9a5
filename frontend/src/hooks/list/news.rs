//! Looking for people who are new on a list that is open.

use super::loading::{OnTotal, listed};
use crate::api::Api;
use crate::hooks::app::use_app;
use crate::hooks::graph::looks::use_look;
use crate::lists::Source;
use crate::state::graph::freshness::Moment;
use crate::state::list::people::{Action, Next, Page, People, Phase, Want};
use common::graph::lists::Direction;
use common::people::relationships::Relationship;
use common::rules::PAGE_LIMIT;
use gloo_timers::future::TimeoutFuture;
use uuid::Uuid;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What makes it worth looking: another value each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occasion {
    /// People who came onto a list of the viewer's, as far as it may be this one.
    pub arrivals: u32,
    /// Rows in the whole list, as last read, where that is known beside the list.
    pub rows: Option<i64>,
    /// When a call of the viewer's last changed it.
    pub changed: Option<Moment>,
    /// How the viewer stands to its owner, where that has changed in this tab.
    pub standing: Option<Relationship>,
}

/// The newest look that was answered.
#[derive(Default)]
struct Looks {
    begun: u32,
    answered: u32,
    /// Since when the list is settled, while there may be a look.
    settled: Option<Moment>,
}

/// Reads the beginning of the list again at each occasion, and whenever the viewer comes back to the tab. Who is new is told
/// by the rows: a number would not show that one came and another one went. A page that is kept for Back waits until it is seen.
#[hook]
pub fn use_news(
    list: &UseReducerHandle<People>,
    source: &Source,
    occasion: Option<Occasion>,
    on_total: &OnTotal,
    is_shown: bool,
) {
    let app = use_app();
    let returns = use_look(is_shown);
    let now = occasion.map(|occasion| (occasion, returns));
    let (looked, looks) = (use_mut_ref(|| now), use_mut_ref(Looks::default));
    let settled = source.settled(&app.follows, app.viewer());
    // What is read anew meanwhile may be newer.
    let is_renewed = list.phase == Phase::Loading(Want::Newest);
    let is_ready = is_shown && list.first == 1 && !list.is_opening() && !is_renewed;
    let settled = settled.filter(|_| is_ready);
    let (list, source, on_total) = (list.dispatcher(), source.clone(), on_total.clone());
    // The look that failed, after a pause.
    let failed = use_state_eq(|| 0);
    let again = failed.setter();
    use_effect_with((now, settled, *failed), move |&(now, settled, _)| {
        looks.borrow_mut().settled = settled;
        let is_due = settled.is_some() && *looked.borrow() != now;
        let Some((occasion, returns)) = now.filter(|_| is_due) else { return };
        looks.borrow_mut().begun += 1;
        let look = looks.borrow().begun;
        let (api, asked, viewer) = (Api::new(&app).quiet(), app.follows.now(), app.viewer());
        spawn_local(async move {
            let page = match source.page(&api, Next::FIRST, *PAGE_LIMIT.end()).await {
                Ok(page) => page,
                Err(error) => {
                    let Some(pause) = error.pause() else { return };
                    TimeoutFuture::new(pause).await;
                    return again.set(look);
                }
            };
            // A later look has been answered, or the list has changed since.
            if looks.borrow().answered > look || looks.borrow().settled != settled {
                return;
            }
            looks.borrow_mut().answered = look;
            let rows = occasion.rows.and(page.total);
            looked.replace(Some((Occasion { rows, ..occasion }, returns)));
            page.total.into_iter().for_each(|total| on_total.emit((asked, total)));
            api.dispatch(listed(asked, &page));
            let own = own_rows(&source, viewer, &page);
            list.dispatch(Action::Looked(page, own));
        });
    });
}

/// Rows that are there by the viewer's own doing: their own, and on their own list the people they follow.
fn own_rows(source: &Source, viewer: Option<Uuid>, page: &Page) -> Vec<Uuid> {
    match source.owner() {
        Some((owner, Direction::Followed)) if viewer == Some(owner) => {
            page.rows.iter().map(|row| row.user_id).collect()
        }
        _ => viewer.into_iter().collect(),
    }
}
