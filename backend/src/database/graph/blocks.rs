//! Blocks, in both directions or not at all. The row in `blocking` decides a race.

use super::{edges, requests};
use crate::database::connection::Transaction;
use crate::database::graph::directions::Edge;
use crate::database::{Db, Error, execute};
use uuid::Uuid;

/// Who has blocked whom.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    pub(crate) person: Uuid,
    pub(crate) blocked: Uuid,
}

impl Block {
    /// The two follows that exclude it, in the order in which every transaction reserves them.
    fn edges(self) -> [Edge; 2] {
        let (first, second) = (self.person.min(self.blocked), self.person.max(self.blocked));
        [Edge { person: first, follower: second }, Edge { person: second, follower: first }]
    }
}

/// Blocks a person, which ends every follow and request between the two. Idempotent.
pub(crate) async fn block(db: &Db, block: Block) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| match write(transaction, block).await? {
        true => end_between(transaction, block.edges()).await,
        false => Ok(()),
    })
    .await
}

/// Writes a block, and returns whether it is new.
async fn write(transaction: &Transaction<'_>, Block { person, blocked }: Block) -> Result<bool, Error> {
    let sql =
        "INSERT INTO blocking (person_id, blocked_id, block_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let is_new = execute(transaction, sql, &[&person, &blocked, &Uuid::now_v7()]).await? > 0;
    if is_new {
        let sql = "INSERT INTO blocked_by (person_id, blocker_id) VALUES ($1, $2)";
        execute(transaction, sql, &[&blocked, &person]).await?;
    }
    Ok(is_new)
}

/// Ends the follows and requests along two edges. Each edge is reserved first, so that a concurrent follow either exists and is deleted
/// here, or waits and then sees the block. A reservation that finds a follow locks nothing: the follow is deleted, and it is retried.
async fn end_between(transaction: &Transaction<'_>, edges: [Edge; 2]) -> Result<(), Error> {
    for edge in edges {
        while edges::reserve(transaction, edge).await?.is_none() {
            edges::delete(transaction, &[edge]).await?;
        }
        requests::forget(transaction, edge).await?;
    }
    edges::delete(transaction, &edges).await.map(drop)
}

/// Ends a block. Idempotent.
pub(crate) async fn unblock(db: &Db, block: Block) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| erase(transaction, block).await).await
}

async fn erase(transaction: &Transaction<'_>, Block { person, blocked }: Block) -> Result<(), Error> {
    let sql = "DELETE FROM blocking WHERE person_id = $1 AND blocked_id = $2";
    if execute(transaction, sql, &[&person, &blocked]).await? > 0 {
        let sql = "DELETE FROM blocked_by WHERE person_id = $1 AND blocker_id = $2";
        execute(transaction, sql, &[&blocked, &person]).await?;
    }
    Ok(())
}
