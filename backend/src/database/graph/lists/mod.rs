//! A page of a list: the edges first, then the people at their far end.

pub(super) mod candidates;
pub(super) mod filter_query;
pub(super) mod filtered;
pub(crate) mod own_lists;
pub(crate) mod statements;

use crate::Refusal;
use crate::database::graph::lists::statements::{STATEMENTS, Statements};
use crate::database::graph::relationships::Standings;
use crate::database::pagination::{Page, follow_id};
use crate::database::people::privacy;
use crate::database::{Client, Error, query};
use common::Code;
use common::graph::lists::{Direction, ListRequest, Order};
use tokio_postgres::Row;
use uuid::Uuid;

/// The statements that read pages, by name, so that tests and the benchmark can have them explained.
pub fn statements(direction: Direction) -> [(&'static str, &'static str); 4] {
    let Statements { newest, oldest, newest_at, oldest_at } = STATEMENTS.of(direction);
    [("newest", newest), ("oldest", oldest), ("newest_at", newest_at), ("oldest_at", oldest_at)]
}

/// Reads a page of the owner's list, and how its people stand to the viewer; unless the list is hidden from the viewer, or a block is in the
/// way. The viewer's own tables tell of blocks, by the statement that tells how the people stand.
pub(crate) async fn page(
    direction: Direction,
    client: &Client,
    owner: Uuid,
    viewer: Option<Uuid>,
    asked: &ListRequest,
) -> Result<(Page, Standings), Error> {
    let page = match asked.is_whole() {
        true => whole(direction, client, owner, viewer, asked).await?,
        false => {
            let access = privacy::authorize_list(client, owner, viewer).await?;
            filtered::page(direction, client, access, asked).await?
        }
    };
    let people = match viewer {
        Some(_) => [page.rows.ids()?, vec![owner]].concat(),
        // Nothing is read for a visitor.
        None => Vec::new(),
    };
    let standings = Standings::read(client, viewer, &people).await?;
    let owners = standings.of(owner);
    privacy::require_not_blocked(owners.blocked_by, owners.relationship.blocking)?;
    Ok((page, standings))
}

/// A page of the whole list in one statement, which tells as well whether the list is hidden: so it needs no
/// [`ListAccess`](privacy::ListAccess), and is given out by [`page`] alone.
async fn whole(
    direction: Direction,
    client: &Client,
    owner: Uuid,
    viewer: Option<Uuid>,
    asked: &ListRequest,
) -> Result<Page, Error> {
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
    let hides_lists = rows.first().ok_or(Refusal::Plain(Code::UserNotFound))?.try_get("hides_lists")?;
    privacy::require_visible_lists(hides_lists, owner, viewer)?;
    cut(rows, asked.limit)
}

/// A page from the rows of [`PAGE`](statements), which may be one too many.
fn cut(mut rows: Vec<Row>, limit: i64) -> Result<Page, Error> {
    let owner = rows.first().ok_or(Refusal::Plain(Code::UserNotFound))?;
    let total = Some(owner.try_get("total")?);
    if owner.try_get::<_, Option<Uuid>>(0)?.is_none() {
        rows.clear();
    }
    Page::cut(rows, limit, total, "follow_id")
}
