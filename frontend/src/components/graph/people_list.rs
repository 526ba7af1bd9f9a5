//! An endless list of people: the next page comes when the reader nears the end, or asks for it.

use super::feed_keys;
use super::list_ends::{above, below, fresh};
use super::person_row::Rows;
use crate::hooks::app::use_app;
use crate::hooks::graph::looks::use_rows_again;
use crate::hooks::list::address::use_address;
use crate::hooks::list::growth::{use_growth, use_steady_footer};
use crate::hooks::list::leaving::use_leaving;
use crate::hooks::list::loading::{OnTotal, use_loading};
use crate::hooks::list::mounted::use_mounted;
use crate::hooks::list::news::{Occasion, use_news};
use crate::hooks::list::restoring::{Restoring, use_restoring};
use crate::lists::Source;
use crate::own_lists::OwnList;
use crate::state::app::App;
use crate::state::list::batches::Batch;
use crate::state::list::people::{Action, Next, People, Phase};
use crate::state::list::window::Window;
use crate::state::ptr_eq::PtrEq;
use crate::storage;
use js_sys::{Number, Object};
use std::rc::Rc;
use yew::prelude::*;

/// Which list, and what to say when it is empty.
#[derive(PartialEq, Properties)]
pub struct PeopleListProps {
    /// Where the people come from; a list for another source needs another key.
    pub source: Source,
    /// For screen readers.
    pub label: AttrValue,
    /// Shown instead of no rows.
    pub empty: AttrValue,
    /// Where the whole list is, if this is a part of it: a part cannot be opened in its middle.
    #[prop_or_default]
    pub whole: Option<AttrValue>,
    /// The page to open it at.
    pub start: i64,
    /// When to look for what is new, where that comes first.
    #[prop_or_default]
    pub occasion: Option<Occasion>,
    /// Tells how many rows there are, as each page says.
    #[prop_or_default]
    pub on_total: OnTotal,
    /// It is on screen; else it is kept for Back.
    pub is_shown: bool,
}

/// The list.
#[component]
pub fn PeopleList(props: &PeopleListProps) -> Html {
    let app = use_app();
    let restoring = use_memo((), |()| Restoring::begin(props.is_shown));
    let start = Next { page: props.start, cursor: None };
    let list = use_reducer(|| People::starting_at(restoring.start().unwrap_or(start)));
    let trouble = use_loading(&list, &props.source, &props.on_total);
    // A page that is kept for Back waits until it is seen again.
    let trouble = trouble.map(|error| (error.message(), if props.is_shown { error.wait() } else { 0 }));
    let ask = use_callback(list.dispatcher(), |want, list| list.dispatch(Action::Ask(want)));
    let by_hand = use_state(storage::loads_by_hand);
    let on_end = use_growth(&list, *by_hand, &ask);
    let feed = use_node_ref();
    let window = use_mounted(&feed, &list, props.is_shown, on_end);
    let is_there = use_restoring(&list, &feed, restoring, props.is_shown, &ask);
    use_address(&list, &feed, window.top, props.is_shown && is_there, props.whole.is_none());
    use_steady_footer(&list, window);
    use_rows_again(&list, &props.source, window.top, props.whole.is_some(), props.is_shown);
    let own = props.source.own();
    use_news(&list, &props.source, props.occasion, &props.on_total, props.is_shown);
    use_leaving(&list, &props.source, &app, &feed);
    let is_busy = matches!(list.phase, Phase::Loading(_));
    // A feed has articles, or is busy getting some.
    let role = (is_busy || list.len() > 0).then_some("feed");
    html! {
        <>
            {fresh(&list, &ask)}
            {above(&list, props.whole.is_some(), trouble.as_ref(), &by_hand, &ask)}
            <section ref={feed} class="list" {role} aria-label={&props.label} aria-busy={is_busy.to_string()}
                onkeydown={feed_keys::on_key}>
                {rows(&app, &list, own, window)}
            </section>
            {below(&list, props.whole.as_ref(), trouble.as_ref(), &props.empty, &ask)}
        </>
    }
}

/// The rows near the screen, with as much space above and below them as the others would take.
fn rows(
    app: &UseReducerHandle<App>,
    list: &People,
    own: Option<OwnList>,
    Window { first, end, .. }: Window,
) -> Html {
    let (first, end) = (first.min(list.batches.len()), end.min(list.batches.len()));
    let before: usize = list.batches[..first].iter().map(|batch| batch.rows.len()).sum();
    let mut place = list.before() + before as i64 + 1;
    let setsize = list.total.unwrap_or(-1);
    let (viewer, follows) = (app.viewer(), PtrEq(app.follows.clone()));
    let batch = |batch: &Rc<Batch>| {
        let rows = html! {
            <Rows key={batch.key} batch={PtrEq(batch.clone())} {own} first={place} {setsize} {viewer} follows={follows.clone()}
                language={app.language} app={app.dispatcher()}/>
        };
        place += batch.rows.len() as i64;
        rows
    };
    let mounted = list.batches[first..end].iter().map(batch).collect::<Html>();
    html! { <>{space(&list.batches[..first])}{mounted}{space(&list.batches[end..])}</> }
}

/// In an attribute and not in a style, which a strict policy would refuse. The browser writes the number: what Rust has for
/// fractions would be 5 KB more to download.
fn space(batches: &[Rc<Batch>]) -> Html {
    let height = batches.iter().fold(0.0, |sum, batch| sum + batch.height());
    let height = String::from(Object::to_string(&Number::from(height)));
    html! { <svg class="space" aria-hidden="true" width="1" {height}/> }
}
