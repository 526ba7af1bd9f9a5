//! The lists there are, each read a page at a time.

use crate::api::Api;
use crate::own_lists::OwnList;
use crate::state::call_error::CallError;
use crate::state::graph::follows::Follows;
use crate::state::graph::freshness::Moment;
use crate::state::list::people::{Next, Page};
use common::graph::blocks::Blocked;
use common::graph::lists;
use common::graph::lists::Direction;
use common::graph::lists::{Filter, Followed, Followers, ListRequest, Order, OwnListRequest};
use common::graph::requests::{Requested, Requests};
use common::graph::suggestions::{KnownFollowers, Suggestions};
use common::people::avatars;
use common::people::search::SearchPeople;
use uuid::Uuid;
use yew::AttrValue;

/// Where the people of a list come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of a person's lists, or a part of it.
    Follows(AttrValue, Direction, Part),
    /// Those followers of a person whom the viewer follows.
    Known(AttrValue),
    /// A list that only the viewer sees.
    Own(OwnList),
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
    pub fn own(&self) -> Option<OwnList> {
        if let Self::Own(own) = self { Some(*own) } else { None }
    }

    /// Whose follows decide who is on it, if it is a list of follows.
    pub fn owner(&self) -> Option<(Uuid, Direction)> {
        let Self::Follows(owner, direction, _) = self else { return None };
        Some((owner.parse().ok()?, *direction))
    }

    /// Since when the list is as the viewer's calls left it; `None` while one is under way that changes it.
    pub fn settled(&self, follows: &Follows, viewer: Option<Uuid>) -> Option<Moment> {
        let whose = match self {
            Self::Follows(..) => self.owner().map(|(owner, _)| owner),
            Self::Known(_) | Self::Own(_) => viewer,
            Self::Search(_) => None,
        };
        whose.map_or(Some(Moment::default()), |whose| follows.settled(whose, viewer))
    }

    /// So many rows of it.
    pub async fn page(&self, api: &Api, Next { page, cursor }: Next, limit: i64) -> Result<Page, CallError> {
        let whole =
            |user: &str| ListRequest { page, limit, cursor: cursor.clone(), ..ListRequest::new(user) };
        let own = || OwnListRequest { page, limit, cursor: cursor.clone() };
        let mut come = match self {
            Self::Follows(user, direction, part) => {
                let (prefix, filter, order) = (part.prefix.to_string(), part.filter, part.order);
                let asked = ListRequest { prefix, filter, order, ..whole(user) };
                match direction {
                    Direction::Followers => api.call(&Followers(asked)).await.map(rows),
                    Direction::Followed => api.call(&Followed(asked)).await.map(rows),
                }
            }
            Self::Known(user) => api.call(&KnownFollowers(whole(user))).await.map(rows),
            Self::Search(prefix) => {
                let asked = SearchPeople { prefix: prefix.to_string(), page, limit, cursor };
                api.call(&asked).await.map(rows)
            }
            Self::Own(OwnList::Requests) => api.call(&Requests(own())).await.map(rows),
            Self::Own(OwnList::Requested) => api.call(&Requested(own())).await.map(rows),
            Self::Own(OwnList::Suggestions) => api.call(&Suggestions(own())).await.map(rows),
            Self::Own(OwnList::Blocked) => api.call(&Blocked(own())).await.map(rows),
        }?;
        for row in &mut come.rows {
            // Half of what a row of a long list would take up in memory.
            if row.avatar == avatars::path(row.user_id) {
                row.avatar = "".into();
            }
        }
        // A page that leads to itself would never end.
        come.next = come.next.filter(|next| next.page != page);
        Ok(come)
    }
}

/// A page of any list.
fn rows<L>(come: lists::Page<'static, L>) -> Page {
    let lists::Page { rows, next, total, cursor, .. } = come;
    Page { rows, next: next.map(|page| Next { page, cursor }), total }
}
