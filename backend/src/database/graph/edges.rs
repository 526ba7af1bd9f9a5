//! The follows themselves: each stands in both directions, or in neither. Nothing else writes to either table, but for
//! the loading of whole graphs.

use super::counts;
use crate::database::connection::Transaction;
use crate::database::graph::directions::{Edge, fill};
use crate::database::{Error, execute, query_each};
use common::graph::lists::Direction;
use std::collections::BTreeMap;
use tokio_postgres::types::ToSql;
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
    let pairs = edges.iter().map(|edge| (edge.person, edge.follower));
    let gone = delete_direction(Direction::Followers, transaction, pairs).await?;
    let number = gone.len();
    let pairs = gone.into_iter().map(|(person, follower)| (follower, person));
    delete_direction(Direction::Followed, transaction, pairs).await?;
    Ok(number)
}

const DELETE: &str =
    "DELETE FROM {list} WHERE person_id = $1 AND {other} = ANY($2) RETURNING {other}, follow_id, counted";

/// Deletes rows of one direction, each by its owner and its far end, and takes those that were counted out of the counts. Returns those
/// that there were.
///
/// One statement for each list, and so about one shard. In the order of their owners, so that transactions that lock several lists cannot
/// deadlock.
pub(crate) async fn delete_direction(
    direction: Direction,
    transaction: &Transaction<'_>,
    pairs: impl IntoIterator<Item = (Uuid, Uuid)>,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let mut lists = BTreeMap::<Uuid, Vec<Uuid>>::new();
    for (owner, other) in pairs {
        lists.entry(owner).or_default().push(other);
    }
    let sql = fill(direction, DELETE);
    let parameters = lists.iter().map(|(owner, others)| [owner as &(dyn ToSql + Sync), others]);
    let deleted = query_each(transaction, &sql, parameters).await?;
    let mut gone = Vec::new();
    for (owner, rows) in lists.into_keys().zip(deleted) {
        let mut counted = Vec::new();
        for row in &rows {
            gone.push((owner, row.try_get(0)?));
            if row.try_get(2)? {
                counted.push(row.try_get(1)?);
            }
        }
        if !counted.is_empty() {
            counts::subtract(direction, transaction, owner, &counted).await?;
        }
    }
    Ok(gone)
}
