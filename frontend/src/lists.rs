//! The lists there are, each read a page at a time.

use crate::api::Api;
use crate::route::Direction;
use crate::state::own_lists::Own;
use crate::state::people::{Next, Page};
use crate::state::remote::CallError;
use common::Endpoint;
use common::avatars;
use common::blocks::Blocked;
use common::lists::{Filter, Followed, Followers, ListOf, Order};
use common::people::SearchPeople;
use common::requests::{Requested, Requests};
use common::suggestions::{KnownFollowers, Suggestions};
use yew::AttrValue;

/// Where the people of a list come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of somebody's lists, or a part of it.
    Follows(AttrValue, Direction, Part),
    /// Followers of somebody whom the viewer follows.
    Known(AttrValue),
    /// A list that only the viewer sees.
    Own(Own),
    /// Everybody whose username begins with a text.
    Search(AttrValue),
}

/// Which of the people on a list, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// How their username or a word of their location begins.
    pub prefix: AttrValue,
    /// How they stand to the list's owner.
    pub filter: Option<Filter>,
    /// Whose follow comes first.
    pub order: Order,
}

impl Source {
    /// The list of the viewer's own that it is.
    pub fn own(&self) -> Option<Own> {
        if let Self::Own(own) = self { Some(*own) } else { None }
    }

    /// Whose row comes first.
    pub fn order(&self) -> Order {
        if let Self::Follows(.., part) = self { part.order } else { Order::Newest }
    }

    /// So many rows of it.
    pub async fn page(&self, api: &Api, Next { page, cursor }: Next, limit: i64) -> Result<Page, CallError> {
        let mut asked = ListOf { page, limit, cursor, ..ListOf::new("") };
        let path = match self {
            Self::Follows(user, direction, part) => {
                asked.user = user.to_string();
                asked.prefix = part.prefix.to_string();
                (asked.filter, asked.order) = (part.filter, part.order);
                if *direction == Direction::Followers { Followers::PATH } else { Followed::PATH }
            }
            Self::Known(user) => {
                asked.user = user.to_string();
                KnownFollowers::PATH
            }
            Self::Search(prefix) => {
                asked.prefix = prefix.to_string();
                SearchPeople::PATH
            }
            Self::Own(Own::Requests) => Requests::PATH,
            Self::Own(Own::Requested) => Requested::PATH,
            Self::Own(Own::Suggestions) => Suggestions::PATH,
            Self::Own(Own::Blocked) => Blocked::PATH,
        };
        let mut answer = api.page(path, &asked).await?;
        for row in &mut answer.rows {
            // Half of what a row of a long list would take up in memory.
            if row.avatar == avatars::path(row.user_id) {
                row.avatar = "".into();
            }
        }
        // A page that leads to itself would never end.
        let next = answer.next.filter(|next| *next != page);
        Ok(Page {
            rows: answer.rows,
            next: next.map(|page| Next { page, cursor: answer.cursor }),
            total: answer.total,
        })
    }
}
