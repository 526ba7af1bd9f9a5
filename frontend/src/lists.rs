//! The lists there are, each read a page at a time.

use crate::api::Api;
use crate::route::Direction;
use crate::state::people::{Next, Page};
use crate::state::remote::CallError;
use common::Endpoint;
use common::avatars;
use common::lists::{self, Followed, Followers, ListOf};
use common::people::SearchPeople;
use common::rules::PAGE_ROWS;
use yew::AttrValue;

/// Where the people of a list come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of somebody's lists.
    Follows(AttrValue, Direction),
    /// Everybody whose username begins with a text.
    Search(AttrValue),
}

impl Source {
    /// A page of it.
    pub async fn page(&self, api: &Api, Next { page, cursor }: Next) -> Result<Page, CallError> {
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
    let mut page = api.call(request).await?;
    for row in &mut page.rows {
        // Half of what a row of a long list would take up in memory.
        if row.avatar == avatars::path(row.user_id) {
            row.avatar = "".into();
        }
    }
    // A page that leads to itself would never end.
    let next = page.next.filter(|next| *next != asked);
    Ok(Page {
        rows: page.rows,
        next: next.map(|page_number| Next { page: page_number, cursor: page.cursor }),
        total: page.total,
    })
}
