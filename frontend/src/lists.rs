//! The lists there are, each read a page at a time.

use crate::api::Api;
use crate::route::Direction;
use crate::state::own_lists::Own;
use crate::state::people::{Next, Page};
use crate::state::remote::CallError;
use common::Endpoint;
use common::avatars;
use common::blocks::Blocked;
use common::lists::{Filter, Followed, Followers, ListOf, Mine, Order};
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

    /// So many rows of it. A list endpoint takes what its request wraps.
    pub async fn page(&self, api: &Api, Next { page, cursor }: Next, limit: i64) -> Result<Page, CallError> {
        let list_of = |user: &AttrValue, Part { prefix, filter, order }: Part| {
            let (user, prefix, cursor) = (user.to_string(), prefix.to_string(), cursor.clone());
            api.body(&ListOf { user, page, limit, cursor, prefix, filter, order })
        };
        let (path, body) = match self {
            Self::Follows(user, Direction::Followers, part) => (Followers::PATH, list_of(user, part.clone())),
            Self::Follows(user, Direction::Followed, part) => (Followed::PATH, list_of(user, part.clone())),
            Self::Known(user) => (KnownFollowers::PATH, list_of(user, Part::default())),
            Self::Own(own) => (own_path(*own), api.body(&Mine { page, limit, cursor })),
            Self::Search(prefix) => {
                let prefix = prefix.to_string();
                (SearchPeople::PATH, api.body(&SearchPeople { prefix, page, limit, cursor }))
            }
        };
        let mut answer = api.page(path, body).await?;
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

fn own_path(own: Own) -> &'static str {
    match own {
        Own::Requests => Requests::PATH,
        Own::Requested => Requested::PATH,
        Own::Suggestions => Suggestions::PATH,
        Own::Blocked => Blocked::PATH,
    }
}
