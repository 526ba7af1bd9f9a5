//! Requests to follow a locked account, in both directions or not at all. The row in `requests` decides a race.
//!
//! A request and its follow never exist together, as a transaction that writes either has reserved the edge.

use super::{counts, edges};
use crate::Refusal;
use crate::database::connection::Transaction;
use crate::database::graph::directions::Edge;
use crate::database::{Db, Error, execute};
use common::Code;
use uuid::Uuid;

/// Writes a request, and returns whether it is new; one that stands already stays.
pub(crate) async fn insert(
    transaction: &Transaction<'_>,
    edge: Edge,
    request_id: Uuid,
) -> Result<bool, Error> {
    let Edge { person, follower } = edge;
    let sql = "INSERT INTO requests (person_id, requester_id, request_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let is_new = execute(transaction, sql, &[&person, &follower, &request_id]).await? > 0;
    if is_new {
        let sql = "INSERT INTO requested (person_id, requested_id, request_id) VALUES ($1, $2, $3)";
        execute(transaction, sql, &[&follower, &person, &request_id]).await?;
    }
    Ok(is_new)
}

/// Removes a request, and returns whether there was one.
pub(crate) async fn forget(transaction: &Transaction<'_>, edge: Edge) -> Result<bool, Error> {
    let Edge { person, follower } = edge;
    let sql = "DELETE FROM requests WHERE person_id = $1 AND requester_id = $2";
    let was_there = execute(transaction, sql, &[&person, &follower]).await? > 0;
    if was_there {
        let sql = "DELETE FROM requested WHERE person_id = $1 AND requested_id = $2";
        execute(transaction, sql, &[&follower, &person]).await?;
    }
    Ok(was_there)
}

/// Turns a request into a follow.
pub(crate) async fn accept(db: &Db, edge: Edge) -> Result<(), Error> {
    if let Some(follow_id) =
        db.idempotent_transaction(async |transaction| turn_into_follow(transaction, edge).await).await?
    {
        counts::compact_if_due(db, edge, follow_id).await;
    }
    Ok(())
}

/// Returns the id of the new follow; `None` where they follow already. No block is looked for, as it would have taken the
/// request along.
async fn turn_into_follow(transaction: &Transaction<'_>, edge: Edge) -> Result<Option<Uuid>, Error> {
    let reserved = edges::reserve(transaction, edge).await?;
    let was_asked = forget(transaction, edge).await?;
    match reserved {
        Some(_) if !was_asked => return Err(Refusal::Plain(Code::RequestNotFound).into()),
        Some(follow_id) => edges::insert_reverse(transaction, edge, follow_id).await?,
        None => {}
    }
    Ok(reserved)
}

/// Turns a request down. Idempotent.
pub(crate) async fn reject(db: &Db, edge: Edge) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| forget(transaction, edge).await).await.map(drop)
}
