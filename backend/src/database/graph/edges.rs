//! The follows themselves: each stands in both directions, or in neither. Nothing else writes to either table, but for
//! the loading of whole graphs.

use super::counts;
use crate::database::connection::Transaction;
use crate::database::graph::directions::{Edge, fill};
use crate::database::{Error, execute, query};
use common::graph::lists::Direction;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Reserves an edge and returns its new id; `None` where the edge exists already. Other transactions that reserve the same edge
/// wait until this one ends: so what is read after a reservation holds until then.
pub(super) async fn reserve(transaction: &Transaction<'_>, edge: Edge) -> Result<Option<Uuid>, Error> {
    let follow_id = Uuid::now_v7();
    let sql = "INSERT INTO followers (person_id, follower_id, follow_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let reserved = execute(transaction, sql, &[&edge.person, &edge.follower, &follow_id]).await?;
    Ok((reserved > 0).then_some(follow_id))
}

/// Writes the other direction of a reserved edge.
pub(crate) async fn insert_reverse(
    transaction: &Transaction<'_>,
    edge: Edge,
    follow_id: Uuid,
) -> Result<(), Error> {
    let sql = "INSERT INTO followed (person_id, followed_id, follow_id) VALUES ($1, $2, $3)";
    execute(transaction, sql, &[&edge.follower, &edge.person, &follow_id]).await?;
    Ok(())
}

/// Deletes those of the edges that exist, reserved ones too, and returns how many did.
pub(crate) async fn delete(transaction: &Transaction<'_>, edges: &[Edge]) -> Result<usize, Error> {
    let (people, followers) = edges.iter().map(|edge| (edge.person, edge.follower)).unzip();
    let gone = delete_direction(Direction::Followers, transaction, people, followers).await?;
    let number = gone.len();
    let (people, followers) = gone.into_iter().unzip();
    delete_direction(Direction::Followed, transaction, followers, people).await?;
    Ok(number)
}

/// Deletes edges of the owners `$1` with the others `$2`, which go in pairs.
const DELETE: &str = "
    DELETE FROM {list} USING unnest($1::uuid[], $2::uuid[]) AS gone (owner, other)
    WHERE person_id = gone.owner AND {other} = gone.other RETURNING person_id, {other}, follow_id, counted";

/// Deletes rows of one direction, and takes those that were counted out of the counts.
pub(crate) async fn delete_direction(
    direction: Direction,
    transaction: &Transaction<'_>,
    owners: Vec<Uuid>,
    others: Vec<Uuid>,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let rows = query(transaction, &fill(direction, DELETE), &[&owners, &others]).await?;
    // In the order of their owners, so that transactions that lock several lists' counts cannot deadlock.
    let mut counted = BTreeMap::<Uuid, Vec<Uuid>>::new();
    let mut gone = Vec::with_capacity(rows.len());
    for row in &rows {
        let owner = row.try_get(0)?;
        gone.push((owner, row.try_get(1)?));
        if row.try_get(3)? {
            counted.entry(owner).or_default().push(row.try_get(2)?);
        }
    }
    for (owner, follow_ids) in counted {
        counts::subtract(direction, transaction, owner, &follow_ids).await?;
    }
    Ok(gone)
}
