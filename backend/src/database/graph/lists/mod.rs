//! A page of a whole list: the edges first, then the people at their far end.

pub(crate) mod candidates;
pub(crate) mod filter_query;
pub(crate) mod filtered;
pub(crate) mod own_lists;
pub(crate) mod statements;

use crate::Refusal;
use crate::database::graph::lists::statements::{STATEMENTS, Statements};
use crate::database::pagination::{Slice, follow_id};
use crate::database::people::privacy;
use crate::database::{Client, Error, query};
use common::lists::{Direction, ListRequest, Order};
use tokio_postgres::Row;
use uuid::Uuid;

/// The statements that read pages, by name: for whoever asks the database how it runs them.
pub fn statements(direction: Direction) -> [(&'static str, &'static str); 4] {
    let Statements { newest, oldest, newest_at, oldest_at } = STATEMENTS.of(direction);
    [("newest", newest), ("oldest", oldest), ("newest_at", newest_at), ("oldest_at", oldest_at)]
}

/// Reads a page of the owner's whole list, in one statement, unless it is hidden from the viewer. Whether a block is in the way
/// is for the viewer's own tables to tell.
pub(crate) async fn slice(
    direction: Direction,
    client: &Client,
    owner: Uuid,
    viewer: Option<Uuid>,
    asked: &ListRequest,
) -> Result<Slice, Error> {
    let sql = STATEMENTS.of(direction);
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
    let hides_lists = rows.first().ok_or(Refusal::NoSuchUser)?.try_get("hides_lists")?;
    privacy::require_visible_lists(hides_lists, owner, viewer)?;
    page(rows, asked.limit)
}

/// A page from the rows of [`PAGE`](statements), which may be one too many.
fn page(mut rows: Vec<Row>, limit: i64) -> Result<Slice, Error> {
    let owner = rows.first().ok_or(Refusal::NoSuchUser)?;
    let total = Some(owner.try_get("total")?);
    if owner.try_get::<_, Option<Uuid>>(0)?.is_none() {
        rows.clear();
    }
    Slice::cut(rows, limit, total, "follow_id")
}
