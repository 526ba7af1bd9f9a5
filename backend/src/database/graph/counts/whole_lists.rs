//! Writes the tallies of lists that are loaded as a whole.

use super::size::{LOOSE, SIZE};
use crate::database::Error;
use crate::database::graph::directions::fill;
use common::graph::lists::Direction;
use rocket::tokio::pin;
use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// Whether a list of this length is loaded as counted.
pub(crate) fn are_kept(length: usize) -> bool {
    length as i64 >= LOOSE
}

/// Writes the tallies of whole lists, whose follows come in their order and are all counted.
pub(crate) async fn load(
    direction: Direction,
    transaction: &Transaction<'_>,
    lists: impl Iterator<Item = (Uuid, Vec<Uuid>)>,
) -> Result<(), Error> {
    let sql = fill(direction, "COPY {tallies} (person_id, level, last_id, rows) FROM STDIN BINARY");
    let types = [Type::UUID, Type::INT2, Type::UUID, Type::INT8];
    let writer = BinaryCopyInWriter::new(transaction.copy_in(&sql).await?, &types);
    pin!(writer);
    for (owner, follows) in lists {
        for (level, last_id, rows) in sum_up(&follows) {
            writer.as_mut().write(&[&owner, &level, &last_id, &rows]).await?;
        }
    }
    writer.finish().await?;
    Ok(())
}

/// Every tally of a list: level, last id, rows.
fn sum_up(follows: &[Uuid]) -> Vec<(i16, Uuid, i64)> {
    let mut tallies = vec![(2, Uuid::max(), follows.len() as i64)];
    for (level, rows) in [(0, SIZE.block), (1, SIZE.block * SIZE.chapter)] {
        let mut rest = follows;
        let step = rows as usize;
        // A chapter ends where a block does, and something is left for the open ones.
        while rest.len() > step {
            tallies.push((level, rest[step - 1], rows));
            rest = &rest[step..];
        }
        tallies.push((level, Uuid::max(), rest.len() as i64));
    }
    tallies
}
