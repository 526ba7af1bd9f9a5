//! An endless list of people: the next page comes when the reader nears the end, or asks for it.

use super::notice::{failed, notice};
use super::person_row::{Rows, SamePage};
use crate::api::{Api, use_api};
use crate::format::count;
use crate::hooks::{Sight, use_app, use_sight};
use crate::state::people::{Action, Next, Page, People, Phase};
use crate::state::remote::CallError;
use common::Endpoint;
use common::lists::{self, Followed, Followers, ListOf};
use common::people::SearchPeople;
use common::rules::PAGE_ROWS;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Which way a list of follows is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Who follows the person.
    Followers,
    /// Whom the person follows.
    Followed,
}

/// Where the people come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of somebody's lists.
    Follows(AttrValue, Direction),
    /// Everybody whose username begins with a text.
    Search(AttrValue),
}

impl Source {
    async fn page(&self, api: &Api, Next { page, cursor }: Next) -> Result<Page, CallError> {
        let limit = PAGE_ROWS;
        match self {
            Self::Search(prefix) => {
                fetch(api, page, &SearchPeople { prefix: prefix.to_string(), page, limit, cursor }).await
            }
            Self::Follows(user, direction) => {
                let list = ListOf { user: user.to_string(), page, limit, cursor };
                match direction {
                    Direction::Followers => fetch(api, page, &Followers(list)).await,
                    Direction::Followed => fetch(api, page, &Followed(list)).await,
                }
            }
        }
    }
}

async fn fetch<L>(api: &Api, asked: i64, request: &L) -> Result<Page, CallError>
where
    L: Endpoint<Success<'static> = lists::Page<'static, L>>,
{
    let page = api.call(request).await?;
    // A page that leads to itself would never end.
    let next = page.next.filter(|next| *next != asked);
    Ok(Page {
        rows: page.rows,
        next: next.map(|page_number| Next { page: page_number, cursor: page.cursor }),
        total: page.total,
    })
}

fn outcome(page: Result<Page, CallError>) -> Action {
    match page {
        Ok(page) => Action::Came(page),
        Err(error) => Action::Failed(error.message()),
    }
}

/// Which list, and what to say when it is empty.
#[derive(PartialEq, Properties)]
pub struct PeopleListProps {
    /// Where the people come from; a list for another source needs another key.
    pub source: Source,
    /// For screen readers.
    pub label: AttrValue,
    /// Shown instead of no rows.
    pub empty: AttrValue,
}

/// The list.
#[component]
pub fn PeopleList(props: &PeopleListProps) -> Html {
    let (api, attempt) = (use_api(), use_app().attempt);
    let list = use_reducer(People::default);
    let load = use_callback(list.dispatcher(), |(), list| list.dispatch(Action::Ask));
    use_effect_with(list.awaited(), {
        let (source, list) = (props.source.clone(), list.dispatcher());
        move |awaited| {
            if let Some(next) = awaited.clone() {
                spawn_local(async move { list.dispatch(outcome(source.page(&api, next).await)) });
            }
        }
    });
    let sentinel = use_node_ref();
    use_sight(sentinel.clone(), list.pages.len(), {
        let load = load.clone();
        Callback::from(move |Sight { near, .. }| {
            if near {
                load.emit(())
            }
        })
    });
    use_effect_with(attempt, {
        let (load, failed) = (load.clone(), matches!(list.phase, Phase::Failed(_)));
        move |_| {
            if failed {
                load.emit(())
            }
        }
    });
    html! {
        <>
            <section class="list" role="feed" aria-label={&props.label} aria-busy={(list.phase == Phase::Loading).to_string()}>
                {pages(&list)}
            </section>
            <div ref={sentinel} class="sentinel">{foot(&list, &load, &props.empty)}</div>
        </>
    }
}

fn pages(list: &People) -> Html {
    let (mut first, setsize) = (1, list.total.unwrap_or(-1));
    let page = |(index, page): (usize, &std::rc::Rc<Vec<_>>)| {
        let rows = html! { <Rows key={index} rows={SamePage(page.clone())} {first} {setsize}/> };
        first += page.len();
        rows
    };
    list.pages.iter().enumerate().map(page).collect()
}

/// What stands below the rows, in each state of the list.
fn foot(list: &People, load: &Callback<()>, empty: &AttrValue) -> Html {
    match &list.phase {
        Phase::Failed(why) => failed(why, load.clone()),
        _ if list.is_complete() && list.len() == 0 => notice(empty),
        _ if list.is_complete() => {
            html! { <p class="notice" role="status">{format!("That is everyone: {}.", count(list.len() as i64))}</p> }
        }
        _ if list.pages.is_empty() => skeleton(),
        Phase::Loading => html! { <p class="notice">{"Loading more…"}</p> },
        Phase::Idle => {
            let load = load.clone();
            html! { <button class="button" onclick={move |_| load.emit(())}>{"Load more"}</button> }
        }
    }
}

/// The shape of rows to come.
fn skeleton() -> Html {
    let row = html! { <div class="row skeleton"><span class="avatar"/><span class="bar"/></div> };
    html! { <div aria-hidden="true">{for std::iter::repeat_n(row, 8)}</div> }
}
