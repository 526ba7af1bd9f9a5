//! A page of what a search or a filter leaves of a list, at a bounded cost whatever the list.
//!
//! Where those who may be asked for are few, since the list is short or they are rare, they are looked up one by one. Else the
//! list is looked through from the cursor on, so far and no further: what has been found by then is the page.

use super::candidates;
use super::filter_query::View;
use crate::database::pagination::{Slice, follow_id, too_deep};
use crate::database::people::privacy;
use crate::database::people::privacy::ListAccess;
use crate::database::{Client, Error};
use common::graph::lists::{Direction, ListRequest, Order};
use tokio_postgres::Row;
use uuid::Uuid;

/// Follows that one request looks through at the most.
const BUDGET: i64 = 10_000;

/// Reads a page of those in the owner's list who are asked for. Neither the page nor what it tells of the others depends on the
/// people who are hidden.
pub(crate) async fn slice(
    direction: Direction,
    client: &Client,
    access: ListAccess,
    asked: &ListRequest,
) -> Result<Slice, Error> {
    let hidden = &privacy::hidden(client, access.viewer()).await?;
    let place = Place::of(asked)?;
    let view = View::new(client, direction, access, asked, hidden);
    if view.is_void() {
        return place.cut(Vec::new());
    }
    match candidates::find(direction, client, access, asked.filter, view.words(), hidden).await? {
        Some(few) => place.cut(view.among(&few).await?),
        None => look_through(&view, &place).await,
    }
}

/// As [`slice`], where only these people may be in it. Costs a look-up for each of them.
pub(crate) async fn among(
    direction: Direction,
    client: &Client,
    access: ListAccess,
    asked: &ListRequest,
    hidden: &[Uuid],
    candidates: &[Uuid],
) -> Result<Slice, Error> {
    let (place, view) = (Place::of(asked)?, View::new(client, direction, access, asked, hidden));
    place.cut(if view.is_void() { Vec::new() } else { view.among(candidates).await? })
}

/// Looks through as much of the list as one request may. What comes after that is another page's, even where this one is
/// short or empty.
async fn look_through(view: &View<'_>, place: &Place) -> Result<Slice, Error> {
    let stop = view.reach(place.after, BUDGET).await?;
    let rows = view.between(place.after, stop, place.limit + 1, place.skipped).await?;
    if rows.is_empty() && place.skipped > 0 && stop.is_some() {
        return Err(too_deep().into());
    }
    let slice = Slice::cut(rows, place.limit, None, "follow_id")?;
    Ok(Slice { more: slice.more.or(stop), ..slice })
}

/// Where the page is among all who are asked for.
struct Place {
    order: Order,
    limit: i64,
    /// The follow that it comes after.
    after: Option<Uuid>,
    /// How many come before it; none that are told by the cursor.
    skipped: i64,
}

impl Place {
    fn of(asked: &ListRequest) -> Result<Self, Error> {
        let after = asked.cursor.as_deref().map(follow_id).transpose()?;
        let skipped = after.map_or((asked.page - 1).saturating_mul(asked.limit), |_| 0);
        Ok(Self { order: asked.order, limit: asked.limit, after, skipped })
    }

    /// The page out of the rows of all who are asked for.
    fn cut(&self, rows: Vec<Row>) -> Result<Slice, Error> {
        let follows = rows.iter().map(|row| row.try_get("follow_id")).collect::<Result<Vec<Uuid>, _>>()?;
        let skipped = match (self.after, self.order) {
            (Some(after), Order::Newest) => follows.partition_point(|follow| *follow >= after),
            (Some(after), Order::Oldest) => follows.partition_point(|follow| *follow <= after),
            (None, _) => usize::try_from(self.skipped).unwrap_or(usize::MAX),
        };
        let rows = rows.into_iter().skip(skipped).collect();
        Slice::cut(rows, self.limit, i64::try_from(follows.len()).ok(), "follow_id")
    }
}
