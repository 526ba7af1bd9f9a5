//! How long the lists are: exact, and without lock contention between followers.
//!
//! A follow is written uncounted, and touches no row that another follow touches. Once a list has many uncounted rows, they
//! are compacted into its counts: segments of about a thousand follows, super-segments of several segments, and one count of the whole
//! list. At any time each count is the number of counted rows between the count before it and its `last_id`; the newest of each level is
//! open, and ends with the greatest possible id. So the length of a list is its whole count plus its few uncounted rows, and a page
//! at any depth is found by skipping super-segments and segments.
//!
//! A transaction that changes counts first locks the list's whole count. Rows are marked or deleted in the same transaction as the
//! counts change, so a crash cannot separate the two.
//!
//! The tables are still called `follower_tallies` and `followed_tallies`.

pub(crate) mod lengths;
pub mod size;
pub(crate) mod statements;
pub(crate) mod whole_lists;

use super::directions::Edge;
use crate::database::connection::Transaction;
use crate::database::graph::counts::size::{SIZE, Size, UNCOUNTED};
use crate::database::graph::counts::statements::STATEMENTS;
use crate::database::{Client, Db, Error, execute, query, query_opt};
use crate::error::chain;
use common::graph::lists::Direction;
use uuid::Uuid;

/// One follow in this many checks how many uncounted rows there are.
const CHECK_EVERY: u8 = 16;
/// Rows that one transaction compacts at the most, so that an unfollow never waits for long.
const AT_ONCE: i64 = 1_000;

/// After a follow: compacts its two lists, if this follow is the one that checks and enough rows are uncounted. The follow is committed
/// whether this succeeds or not, and the next check does the same work: so a failure is only logged.
pub(super) async fn compact_if_due(db: &Db, edge: Edge, follow_id: Uuid) {
    let [.., random] = follow_id.into_bytes();
    if !random.is_multiple_of(CHECK_EVERY) {
        return;
    }
    let lists = async {
        let mut client = db.client().await?;
        compact_if_large(Direction::Followers, &mut client, edge.person).await?;
        compact_if_large(Direction::Followed, &mut client, edge.follower).await
    };
    if let Err(error) = lists.await {
        tracing::warn!(cause = chain(&error), "a list is not compacted for now");
    }
}

async fn compact_if_large(direction: Direction, client: &mut Client, owner: Uuid) -> Result<(), Error> {
    let sql = STATEMENTS.of(direction);
    let row = query_opt(client, &sql.uncounted, &[&owner, &UNCOUNTED]).await?;
    let uncounted = row.map_or(Ok(0), |row| row.try_get::<_, i64>(0))?;
    if uncounted >= UNCOUNTED {
        compact(direction, client, owner, SIZE).await?;
    }
    Ok(())
}

/// Counts uncounted rows of a list, oldest first, and returns how many; 0 where another transaction is compacting it. The client may be
/// one outside the pool, and the transaction is not retried: the next one does the same work.
pub async fn compact(
    direction: Direction,
    client: &mut Client,
    owner: Uuid,
    size: Size,
) -> Result<usize, Error> {
    let sql = STATEMENTS.of(direction);
    let transaction = client.transaction().await?;
    execute(&transaction, &sql.open, &[&owner, &Uuid::max()]).await?;
    let whole = query_opt(&transaction, &sql.try_lock, &[&owner]).await?;
    if whole.is_none() {
        return Ok(0);
    }
    let rows = query(&transaction, &sql.count, &[&owner, &AT_ONCE]).await?;
    let counted = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<Uuid>, _>>()?;
    execute(&transaction, &sql.shift, &[&owner, &counted, &1_i64]).await?;
    while execute(&transaction, &sql.seal_segment, &[&owner, &Uuid::max(), &size.segment]).await? > 0 {
        execute(&transaction, &sql.seal_super_segment, &[&owner, &Uuid::max(), &size.super_segment]).await?;
    }
    transaction.commit().await?;
    Ok(counted.len())
}

/// Takes counted rows, which this transaction has deleted, out of their list's counts.
pub(super) async fn subtract(
    direction: Direction,
    transaction: &Transaction<'_>,
    owner: Uuid,
    follow_ids: &[Uuid],
) -> Result<(), Error> {
    let sql = STATEMENTS.of(direction);
    // A statement of its own: the next one sees the counts as the previous holder of the lock has left them.
    execute(transaction, &sql.lock, &[&owner]).await?;
    execute(transaction, &sql.shift, &[&owner, &follow_ids, &-1_i64]).await?;
    Ok(())
}
