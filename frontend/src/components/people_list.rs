//! An endless list of people: the next page comes when the reader nears the end, or asks for it.

use super::feed_keys;
use super::list_ends::{above, below, fresh};
use super::person_row::{Rows, Same};
use crate::api::Api;
use crate::history;
use crate::hooks::{height, use_app, use_mounted};
use crate::lists::Source;
use crate::places;
use crate::state::app::{self, App, Change};
use crate::state::people::{Action, Batch, Page, People, Phase, Want};
use crate::state::remote::CallError;
use crate::state::window::Window;
use crate::storage;
use common::rules::PAGE_ROWS;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use uuid::Uuid;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Milliseconds of rest after which the address tells the page on screen: a browser takes only so many changes.
const REST: u32 = 300;

/// Which list, and what to say when it is empty.
#[derive(PartialEq, Properties)]
pub struct PeopleListProps {
    /// Where the people come from; a list for another source needs another key.
    pub source: Source,
    /// For screen readers.
    pub label: AttrValue,
    /// Shown instead of no rows.
    pub empty: AttrValue,
    /// The page to open it at.
    pub start: i64,
    /// Rows there are by now, where others know it better than the list.
    #[prop_or_default]
    pub count: Option<i64>,
    /// Tells how many rows there are, as each page says.
    #[prop_or_default]
    pub on_total: Callback<i64>,
    /// It is on screen; else it is kept for Back.
    pub is_shown: bool,
}

/// The list.
#[component]
pub fn PeopleList(props: &PeopleListProps) -> Html {
    let app = use_app();
    let list = use_reducer(|| People::starting_at(props.start));
    let trouble = use_loading(&list, props);
    // A page that is kept for Back waits until it is seen again.
    let trouble = trouble.map(|error| (error.message(), if props.is_shown { error.wait() } else { 0 }));
    let ask = use_callback(list.dispatcher(), |want, list| list.dispatch(Action::Ask(want)));
    // Where there are no rows, nothing is moved by those that are new.
    let is_overtaken = list.is_complete() && list.len() == 0 && list.fresh(props.count) > 0;
    use_effect_with((is_overtaken, ask.clone()), |(is_overtaken, ask)| {
        if *is_overtaken {
            ask.emit(Want::Newest);
        }
    });
    let by_hand = use_state(storage::loads_by_hand);
    let feed = use_node_ref();
    let is_idle = list.phase == Phase::Idle && !*by_hand;
    let on_end = use_callback((ask.clone(), is_idle), |(), (ask, is_idle)| {
        if *is_idle && !footer_has_focus() {
            ask.emit(Want::Below);
        }
    });
    let Window { first, end, top } = use_mounted(&feed, &list, props.is_shown, on_end);
    use_address(&list, top, props.is_shown);
    // What comes above the footer moves it, and so does what turns out to be higher than it was thought to be.
    use_effect_with((list.len(), end >= list.batches.len()), |&(_, is_end_drawn)| {
        if is_end_drawn && footer_has_focus() {
            places::reveal("foot");
        }
    });
    let space = |batches: &[Rc<Batch>]| {
        let height = batches.iter().fold(0.0, |sum, batch| sum + height(batch));
        // An attribute and not a style, which a strict policy would refuse.
        html! { <svg class="space" aria-hidden="true" width="1" height={height.to_string()}/> }
    };
    let (first, end) = (first.min(list.batches.len()), end.min(list.batches.len()));
    let is_busy = matches!(list.phase, Phase::Loading(_));
    // A feed has articles, or is busy getting some.
    let role = (is_busy || list.len() > 0).then_some("feed");
    html! {
        <>
            {fresh(&list, props.count, &ask)}
            {above(&list, trouble.as_ref(), &by_hand, &ask)}
            <section ref={feed} class="list" {role} aria-label={&props.label} aria-busy={is_busy.to_string()}
                onkeydown={feed_keys::on_key}>
                {space(&list.batches[..first])}
                {rows(&app, &list, first..end)}
                {space(&list.batches[end..])}
            </section>
            {below(&list, trouble.as_ref(), &props.empty, &ask)}
        </>
    }
}

/// Loads what the list awaits; gives what was wrong with the last attempt.
#[hook]
fn use_loading(list: &UseReducerHandle<People>, props: &PeopleListProps) -> Option<CallError> {
    let app = use_app();
    let trouble = use_state(|| None);
    use_effect_with(list.awaited(), {
        let (api, list, trouble) = (Api::new(&app), list.dispatcher(), trouble.setter());
        let (source, on_total) = (props.source.clone(), props.on_total.clone());
        let (app, viewer) = (app.dispatcher(), app.viewer());
        move |awaited| {
            let Some((want, next)) = awaited.clone() else { return };
            spawn_local(async move {
                match source.page(&api, next).await {
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

/// Lets the address tell which page of the list is on screen, once the reader rests.
#[hook]
fn use_address(list: &UseReducerHandle<People>, top: usize, is_shown: bool) {
    let above: usize = list.batches.iter().take(top).map(|batch| batch.rows.len()).sum();
    let page = list.first + above as i64 / PAGE_ROWS;
    let timer = use_mut_ref(|| None::<Timeout>);
    use_effect_with((page, is_shown), move |&(page, is_shown)| {
        let entry = history::here().id;
        let rested = move || {
            if history::is_at(entry) {
                history::show_page(page);
            }
        };
        let rest = is_shown.then(|| Timeout::new(REST, rested));
        *timer.borrow_mut() = rest;
    });
}

fn rows(app: &UseReducerHandle<App>, list: &People, mounted: std::ops::Range<usize>) -> Html {
    let before: usize = list.batches[..mounted.start].iter().map(|batch| batch.rows.len()).sum();
    let mut first = (list.first - 1) * PAGE_ROWS + before as i64 + 1;
    let setsize = list.total.unwrap_or(-1);
    let (viewer, follows) = (app.viewer(), Same(app.follows.clone()));
    let batch = |batch: &Rc<Batch>| {
        let rows = html! {
            <Rows key={batch.key} batch={Same(batch.clone())} {first} {setsize} {viewer} follows={follows.clone()}
                app={app.dispatcher()}/>
        };
        first += batch.rows.len() as i64;
        rows
    };
    list.batches[mounted].iter().map(batch).collect()
}

/// Whoever has reached the footer is not to see it flee.
fn footer_has_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| matches!(document.query_selector("#foot:focus-within"), Ok(Some(_))))
}
