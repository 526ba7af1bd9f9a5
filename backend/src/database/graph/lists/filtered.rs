//! A page of what a search or a filter leaves of a list, at a bounded cost whatever the list.
//!
//! Where possible matches are few, since the list is short or they are rare, they are looked up one by one. Else the
//! list is looked through from the cursor on, so far and no further: what has been found by then is the page.

use super::candidates;
use super::filter_query::FilterQuery;
use crate::database::pagination::{Page, follow_id, too_deep};
use crate::database::people::privacy;
use crate::database::people::privacy::ListAccess;
use crate::database::{Client, Error};
use common::graph::lists::{Direction, ListRequest, Order};
use tokio_postgres::Row;
use uuid::Uuid;

/// Follows that one request looks through at the most.
const BUDGET: i64 = 10_000;

/// Reads a page of the matches in the owner's list. Neither the page nor its total depends on the
/// people who are hidden.
pub(crate) async fn page(
    direction: Direction,
    client: &Client,
    access: ListAccess,
    asked: &ListRequest,
) -> Result<Page, Error> {
    let hidden = &privacy::hidden(client, access.viewer()).await?;
    let position = Position::of(asked)?;
    let filter = FilterQuery::new(client, direction, access, asked, hidden);
    if filter.is_void() {
        return position.cut(Vec::new());
    }
    match candidates::find(direction, client, access, asked.filter, filter.words(), hidden).await? {
        Some(few) => position.cut(filter.among(&few).await?),
        None => look_through(&filter, &position).await,
    }
}

/// As [`page`], where only these people may be in it. Costs a look-up for each of them.
pub(crate) async fn among(
    direction: Direction,
    client: &Client,
    access: ListAccess,
    asked: &ListRequest,
    hidden: &[Uuid],
    candidates: &[Uuid],
) -> Result<Page, Error> {
    let (position, filter) =
        (Position::of(asked)?, FilterQuery::new(client, direction, access, asked, hidden));
    position.cut(if filter.is_void() { Vec::new() } else { filter.among(candidates).await? })
}

/// Looks through as much of the list as one request may. What comes after that is another page's, even where this one is
/// short or empty.
async fn look_through(filter: &FilterQuery<'_>, position: &Position) -> Result<Page, Error> {
    let stop = filter.reach(position.after, BUDGET).await?;
    let rows = filter.between(position.after, stop, position.limit + 1, position.skipped).await?;
    if rows.is_empty() && position.skipped > 0 && stop.is_some() {
        return Err(too_deep().into());
    }
    let page = Page::cut(rows, position.limit, None, "follow_id")?;
    Ok(Page { more: page.more.or(stop), ..page })
}

/// The position of the page among all matches.
struct Position {
    order: Order,
    limit: i64,
    /// The follow that it comes after.
    after: Option<Uuid>,
    /// How many come before it; none of those that the cursor stands for.
    skipped: i64,
}

impl Position {
    fn of(asked: &ListRequest) -> Result<Self, Error> {
        let after = asked.cursor.as_deref().map(follow_id).transpose()?;
        let skipped = after.map_or((asked.page - 1).saturating_mul(asked.limit), |_| 0);
        Ok(Self { order: asked.order, limit: asked.limit, after, skipped })
    }

    /// Cuts the page out of the rows of all matches.
    fn cut(&self, rows: Vec<Row>) -> Result<Page, Error> {
        let follows = rows.iter().map(|row| row.try_get("follow_id")).collect::<Result<Vec<Uuid>, _>>()?;
        let skipped = match (self.after, self.order) {
            (Some(after), Order::Newest) => follows.partition_point(|follow| *follow >= after),
            (Some(after), Order::Oldest) => follows.partition_point(|follow| *follow <= after),
            (None, _) => usize::try_from(self.skipped).unwrap_or(usize::MAX),
        };
        let rows = rows.into_iter().skip(skipped).collect();
        Page::cut(rows, self.limit, i64::try_from(follows.len()).ok(), "follow_id")
    }
}
