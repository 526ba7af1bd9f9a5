//! A page of a whole list: the edges first, then the people at their far end.

pub(crate) mod candidates;
pub(crate) mod filter_query;
pub(crate) mod filtered;
pub(crate) mod own_lists;
pub(crate) mod statements;

pub(crate) use crate::database::graph::lists::statements::{Statements, total};

use super::directions::FollowList;
use crate::Error;
use crate::database::people::privacy;
use crate::database::{Client, query};
use common::lists::{ListOf, Order};
use tokio_postgres::Row;
use uuid::Uuid;

/// One page of a list.
pub(crate) struct Slice {
    /// Its rows, which begin with id, username, location and avatar.
    pub(crate) rows: Vec<Row>,
    /// Rows in the whole list, where they are known.
    pub(crate) total: Option<i64>,
    /// The follow that the next page comes after; `None` at the end.
    pub(crate) more: Option<Uuid>,
}

/// The statements that read pages, by name: for whoever asks the database how it runs them.
pub fn statements<L: FollowList>() -> [(&'static str, &'static str); 4] {
    let Statements { newest, oldest, newest_at, oldest_at } = &L::sql().page;
    [("newest", newest), ("oldest", oldest), ("newest_at", newest_at), ("oldest_at", oldest_at)]
}

/// Reads a page of the owner's whole list, in one statement, unless it is hidden from the viewer. Whether a block is in the way
/// is for the viewer's own tables to tell.
pub(crate) async fn slice<L: FollowList>(
    client: &Client,
    owner: Uuid,
    viewer: Option<Uuid>,
    asked: &ListOf,
) -> Result<Slice, Error> {
    let sql = &L::sql().page;
    let more = asked.limit + 1;
    let skipped = (asked.page - 1).saturating_mul(asked.limit);
    let rows = match (&asked.cursor, asked.order) {
        (Some(cursor), Order::Newest) => {
            query(client, &sql.newest, &[&owner, &follow_id(cursor)?, &more]).await
        }
        (Some(cursor), Order::Oldest) => {
            query(client, &sql.oldest, &[&owner, &follow_id(cursor)?, &more]).await
        }
        (None, Order::Newest) if skipped == 0 => {
            query(client, &sql.newest, &[&owner, &Uuid::max(), &more]).await
        }
        (None, Order::Newest) => query(client, &sql.newest_at, &[&owner, &skipped, &more]).await,
        (None, Order::Oldest) => query(client, &sql.oldest_at, &[&owner, &skipped, &more]).await,
    };
    let rows = rows?;
    let hides_lists = rows.first().ok_or(Error::NoSuchUser)?.try_get("hides_lists")?;
    privacy::keep(hides_lists, owner, viewer)?;
    page(rows, asked.limit)
}

/// A cursor is a position and nothing else: a forged one shows only what any page shows.
pub(crate) fn follow_id(cursor: &str) -> Result<Uuid, Error> {
    Uuid::try_parse(cursor).map_err(|_| unknown_cursor())
}

/// The complaint about a cursor that names no place.
pub(crate) fn unknown_cursor() -> Error {
    Error::Invalid(Error::field("cursor", "This cursor is not one that a page came with."))
}

/// A page from the rows of [`PAGE`], which may be one too many.
fn page(mut rows: Vec<Row>, limit: i64) -> Result<Slice, Error> {
    let owner = rows.first().ok_or(Error::NoSuchUser)?;
    let total = Some(owner.try_get("total")?);
    if owner.try_get::<_, Option<Uuid>>(0)?.is_none() {
        rows.clear();
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_last = rows.len() <= limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| !is_last);
    let more = last.map(|row| row.try_get("follow_id")).transpose()?;
    Ok(Slice { rows, total, more })
}
