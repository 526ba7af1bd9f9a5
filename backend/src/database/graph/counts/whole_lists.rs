//! Writes the counts of lists that are loaded as a whole.

use super::size::{SIZE, UNCOUNTED};
use crate::database::Error;
use crate::database::connection::Transaction;
use crate::database::graph::directions::fill;
use common::graph::lists::Direction;
use rocket::tokio::pin;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// Whether a list of this length is loaded as counted.
pub(crate) fn are_kept(length: usize) -> bool {
    length as i64 >= UNCOUNTED
}

/// Writes the counts of whole lists, whose follows come in order and are all counted.
pub(crate) async fn load(
    direction: Direction,
    transaction: &Transaction<'_>,
    lists: impl Iterator<Item = (Uuid, Vec<Uuid>)>,
) -> Result<(), Error> {
    let sql = fill(direction, "COPY {counts} (person_id, level, last_id, rows) FROM STDIN BINARY");
    let types = [Type::UUID, Type::INT2, Type::UUID, Type::INT8];
    let writer = transaction.copy_in(&sql, &types).await?;
    pin!(writer);
    for (owner, follows) in lists {
        for (level, last_id, rows) in sum_up(&follows) {
            writer.as_mut().write(&[&owner, &level, &last_id, &rows]).await?;
        }
    }
    writer.finish().await?;
    Ok(())
}

/// Every count of a list: level, last id, rows.
fn sum_up(follows: &[Uuid]) -> Vec<(i16, Uuid, i64)> {
    let mut counts = vec![(2, Uuid::max(), follows.len() as i64)];
    for (level, rows) in [(0, SIZE.segment), (1, SIZE.segment * SIZE.super_segment)] {
        let mut rest = follows;
        let step = rows as usize;
        // A super-segment ends where a segment does, and at least one row is left for the open ones.
        while rest.len() > step {
            counts.push((level, rest[step - 1], rows));
            rest = &rest[step..];
        }
        counts.push((level, Uuid::max(), rest.len() as i64));
    }
    counts
}
