//! An endless list of people: the next page comes when the reader nears the end, or asks for it.

use super::feed_keys;
use super::list_ends::{above, below, fresh};
use super::person_row::{Rows, Same};
use crate::hooks::{
    height, use_address, use_app, use_growth, use_leaving, use_loading, use_mounted, use_rows_again,
    use_steady_footer,
};
use crate::lists::Source;
use crate::state::app::App;
use crate::state::own_lists::Own;
use crate::state::people::{Action, Batch, People, Phase};
use crate::state::window::Window;
use crate::storage;
use common::rules::PAGE_ROWS;
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
    /// Rows there are by now, where whatever is new comes first.
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
    let list = use_reducer(|| People::starting_at(props.start, props.source.order()));
    let trouble = use_loading(&list, &props.source, &props.on_total);
    // A page that is kept for Back waits until it is seen again.
    let trouble = trouble.map(|error| (error.message(), if props.is_shown { error.wait() } else { 0 }));
    let ask = use_callback(list.dispatcher(), |want, list| list.dispatch(Action::Ask(want)));
    let by_hand = use_state(storage::loads_by_hand);
    let on_end = use_growth(&list, props.count, *by_hand, &ask);
    let feed = use_node_ref();
    let window = use_mounted(&feed, &list, props.is_shown, on_end);
    use_address(&list, window.top, props.is_shown && props.whole.is_none());
    use_steady_footer(&list, window);
    use_rows_again(&list, &props.source, window.top, props.whole.is_some(), props.is_shown);
    let own = props.source.own();
    use_leaving(&list, own, &app, &feed);
    let is_busy = matches!(list.phase, Phase::Loading(_));
    // A feed has articles, or is busy getting some.
    let role = (is_busy || list.len() > 0).then_some("feed");
    html! {
        <>
            {fresh(&list, props.count, &ask)}
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
    own: Option<Own>,
    Window { first, end, .. }: Window,
) -> Html {
    let (first, end) = (first.min(list.batches.len()), end.min(list.batches.len()));
    let before: usize = list.batches[..first].iter().map(|batch| batch.rows.len()).sum();
    let mut place = (list.first - 1) * PAGE_ROWS + before as i64 + 1;
    let setsize = list.total.unwrap_or(-1);
    let (viewer, follows) = (app.viewer(), Same(app.follows.clone()));
    let batch = |batch: &Rc<Batch>| {
        let rows = html! {
            <Rows key={batch.key} batch={Same(batch.clone())} {own} first={place} {setsize} {viewer} follows={follows.clone()}
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
    let height = batches.iter().fold(0.0, |sum, batch| sum + height(batch));
    let height = String::from(Object::to_string(&Number::from(height)));
    html! { <svg class="space" aria-hidden="true" width="1" {height}/> }
}
