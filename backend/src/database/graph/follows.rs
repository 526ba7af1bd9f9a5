//! Following somebody, or asking to; following nobody any more, and being followed by somebody no more.

use super::{counts, edges, requests};
use crate::database::graph::directions::Edge;
use crate::database::people::privacy;
use crate::database::{Db, Error};
use rocket_db_pools::deadpool_postgres::Transaction;
use uuid::Uuid;

/// What came of a wish to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The follow is new, and this is its id.
    Followed(Uuid),
    /// The account is locked, and its owner is asked now.
    Asked,
    /// They followed before, or had asked.
    Already,
}

/// Follows, or asks to where the account is locked. Idempotent.
pub(crate) async fn follow(db: &Db, edge: Edge) -> Result<Outcome, Error> {
    let outcome =
        db.idempotent_transaction(async |transaction| follow_or_ask(transaction, edge).await).await?;
    if let Outcome::Followed(follow_id) = outcome {
        counts::compact_if_due(db, edge, follow_id).await;
    }
    Ok(outcome)
}

/// What the person lets others do is read after the claim: whoever is about to block then waits for this transaction,
/// and whoever blocked before is seen.
async fn follow_or_ask(transaction: &Transaction<'_>, edge: Edge) -> Result<Outcome, Error> {
    let Some(follow_id) = edges::reserve(transaction, edge).await? else { return Ok(Outcome::Already) };
    let privacy = privacy::unless_blocked(transaction, edge.person, Some(edge.follower)).await?;
    if privacy.locked {
        edges::delete(transaction, &[edge]).await?;
        let is_new = requests::ask(transaction, edge, follow_id).await?;
        return Ok(if is_new { Outcome::Asked } else { Outcome::Already });
    }
    edges::insert_reverse(transaction, edge, follow_id).await?;
    // A request may be left from a time when the account was locked.
    requests::forget(transaction, edge).await?;
    Ok(Outcome::Followed(follow_id))
}

/// Follows no more, and asks no more. Idempotent.
pub(crate) async fn unfollow(db: &Db, edge: Edge) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| {
        // First: where it is just being accepted this waits, and then finds the follow.
        requests::forget(transaction, edge).await?;
        edges::delete(transaction, &[edge]).await.map(drop)
    })
    .await
}

/// Ends a follow from the side of the person followed. Idempotent.
pub(crate) async fn remove_follower(db: &Db, edge: Edge) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| edges::delete(transaction, &[edge]).await.map(drop)).await
}
