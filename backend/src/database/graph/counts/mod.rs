//! How long the lists are: exact, and without anybody waiting for anybody.
//!
//! A follow is written uncounted, and touches nothing that another follow touches. Once a list has many uncounted rows, they
//! are folded into its tallies: blocks of about a thousand follows, chapters of several blocks, and one row for the whole list. At every
//! moment each tally is the number of counted rows between the tally before it and its `last_id`; the newest of each level is
//! open, and ends with the greatest id there is. So a list is as long as its whole tally plus its few uncounted rows, and a page
//! at any depth is found by skipping chapters and blocks.
//!
//! Whoever changes tallies first locks the list's whole tally. Rows are marked or deleted in the same transaction as the
//! tallies change, so no crash comes between.

pub(crate) mod lengths;
pub mod size;
pub(crate) mod statements;
pub(crate) mod whole_lists;

use super::directions::Edge;
use crate::database::graph::counts::size::{LOOSE, SIZE, Size};
use crate::database::graph::counts::statements::STATEMENTS;
use crate::database::{Db, Error};
use crate::error::chain;
use common::graph::lists::Direction;
use std::ops::DerefMut;
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

/// One follow in so many looks how many uncounted rows there are.
const LOOK_EVERY: u8 = 16;
/// Rows that one transaction folds at the most, so that an unfollow never waits for long.
const AT_ONCE: i64 = 1_000;

/// After a follow: folds its two lists, if this is the one that looks and there is enough to fold. The follow has happened
/// whether this succeeds or not, and the next one that looks does the same work: so a failure is logged and goes no further.
pub(crate) async fn compact_if_due(db: &Db, edge: Edge, follow_id: Uuid) {
    let [.., random] = follow_id.into_bytes();
    if !random.is_multiple_of(LOOK_EVERY) {
        return;
    }
    let lists = async {
        let mut client = db.client().await?;
        let client = client.deref_mut().deref_mut();
        compact_if_loose(Direction::Followers, client, edge.person).await?;
        compact_if_loose(Direction::Followed, client, edge.follower).await
    };
    if let Err(error) = lists.await {
        tracing::warn!(cause = chain(&error), "a list's tallies stay as they are for now");
    }
}

async fn compact_if_loose(direction: Direction, client: &mut Client, owner: Uuid) -> Result<(), Error> {
    let sql = STATEMENTS.of(direction);
    let loose: i64 = client.query_one(&sql.loose, &[&owner, &LOOSE]).await?.try_get(0)?;
    if loose >= LOOSE {
        compact(direction, client, owner, SIZE).await?;
    }
    Ok(())
}

/// Counts uncounted rows of a list, oldest first, and tells how many. None, where somebody else is at it. The client may be one outside
/// the pool, and the transaction is not tried again: the next one does the same work.
pub async fn compact(
    direction: Direction,
    client: &mut Client,
    owner: Uuid,
    size: Size,
) -> Result<usize, Error> {
    let sql = STATEMENTS.of(direction);
    let transaction = client.transaction().await?;
    transaction.execute(&sql.open, &[&owner, &Uuid::max()]).await?;
    let whole = transaction.query_opt(&sql.try_lock, &[&owner]).await?;
    if whole.is_none() {
        return Ok(0);
    }
    let rows = transaction.query(&sql.count, &[&owner, &AT_ONCE]).await?;
    let counted = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<Uuid>, _>>()?;
    transaction.execute(&sql.shift, &[&owner, &counted, &1_i64]).await?;
    while transaction.execute(&sql.seal_block, &[&owner, &Uuid::max(), &size.block]).await? > 0 {
        transaction.execute(&sql.seal_chapter, &[&owner, &Uuid::max(), &size.chapter]).await?;
    }
    transaction.commit().await?;
    Ok(counted.len())
}

/// Takes counted rows, which this transaction has deleted, out of their list's tallies.
pub(crate) async fn subtract(
    direction: Direction,
    transaction: &Transaction<'_>,
    owner: Uuid,
    follow_ids: &[Uuid],
) -> Result<(), Error> {
    let sql = STATEMENTS.of(direction);
    // A statement of its own: what comes after it sees the tallies as whoever held the lock has left them.
    transaction.execute(&sql.lock, &[&owner]).await?;
    transaction.execute(&sql.shift, &[&owner, &follow_ids, &-1_i64]).await?;
    Ok(())
}
