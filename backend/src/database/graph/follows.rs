//! Following a person or requesting to, unfollowing, and removing a follower.

use super::{counts, edges, requests};
use crate::database::connection::Transaction;
use crate::database::graph::directions::Edge;
use crate::database::people::privacy;
use crate::database::{Db, Error};
use uuid::Uuid;

/// The outcome of a follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The follow is new, and this is its id.
    Followed(Uuid),
    /// The account is locked, and a request is new.
    Requested,
    /// The follow or the request existed before.
    Already,
}

/// Follows, or requests to where the account is locked. Idempotent.
pub(crate) async fn follow(db: &Db, edge: Edge) -> Result<Outcome, Error> {
    let outcome =
        db.idempotent_transaction(async |transaction| follow_or_request(transaction, edge).await).await?;
    if let Outcome::Followed(follow_id) = outcome {
        counts::compact_if_due(db, edge, follow_id).await;
    }
    Ok(outcome)
}

/// The privacy of the person is read after the edge is reserved: a later block then waits for this transaction, and an earlier
/// one is seen.
async fn follow_or_request(transaction: &Transaction<'_>, edge: Edge) -> Result<Outcome, Error> {
    let Some(follow_id) = edges::reserve(transaction, edge).await? else { return Ok(Outcome::Already) };
    let privacy = privacy::unless_blocked(transaction, edge.person, Some(edge.follower)).await?;
    if privacy.locked {
        edges::delete(transaction, &[edge]).await?;
        let is_new = requests::insert(transaction, edge, follow_id).await?;
        return Ok(if is_new { Outcome::Requested } else { Outcome::Already });
    }
    edges::insert_reverse(transaction, edge, follow_id).await?;
    // A request may be left from a time when the account was locked.
    requests::forget(transaction, edge).await?;
    Ok(Outcome::Followed(follow_id))
}

/// Ends a follow, and withdraws a request. Idempotent.
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
