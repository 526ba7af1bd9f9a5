//! Repairs broken invariants while the server runs: each fault in a short transaction, which reads the rows again under the locks
//! that other writers need.

use super::invariants::Repair;
use super::verify::Fault;
use crate::database::connection::Transaction;
use crate::database::graph::counts::size::SIZE;
use crate::database::graph::directions::{Edge, fill};
use crate::database::graph::edges;
use crate::database::people::search::noted;
use crate::database::{Db, Error, execute, query, query_opt};
use common::graph::lists::Direction;
use tokio_postgres::Row;
use uuid::Uuid;

/// Repairs a fault. Idempotent: where nothing is wrong any more it changes nothing.
pub(crate) async fn repair(db: &Db, kind: Repair, fault: &Fault) -> Result<(), Error> {
    let &Fault { person, other, .. } = fault;
    db.idempotent_transaction(async |transaction| match kind {
        Repair::Followers => count_anew(Direction::Followers, transaction, person).await,
        Repair::Followed => count_anew(Direction::Followed, transaction, person).await,
        Repair::Pair => agree(transaction, person, other.unwrap_or(person)).await,
        Repair::Words => noted::note(transaction, &[person]).await,
    })
    .await
}

/// Counts a list anew, as a list that is loaded is counted. The row of the whole count stays, since it is the lock.
async fn count_anew(direction: Direction, transaction: &Transaction<'_>, owner: Uuid) -> Result<(), Error> {
    let whole = fill(direction, "INSERT INTO {counts} VALUES ($1, 2, $2, 0) ON CONFLICT DO NOTHING");
    execute(transaction, &whole, &[&owner, &Uuid::max()]).await?;
    let lock = fill(direction, "SELECT FROM {counts} WHERE person_id = $1 AND level = 2 FOR UPDATE");
    query(transaction, &lock, &[&owner]).await?;
    let clear = fill(direction, "DELETE FROM {counts} WHERE person_id = $1 AND (level, last_id) <> (2, $2)");
    execute(transaction, &clear, &[&owner, &Uuid::max()]).await?;
    let sum_up = fill(direction,
        "INSERT INTO {counts} (person_id, level, last_id, rows)
         SELECT $1, level, CASE WHEN lead(rows) OVER (PARTITION BY level ORDER BY part) IS NULL THEN $2 ELSE last_id END, rows
         FROM (
             SELECT level, place / size AS part, max(follow_id::text)::uuid AS last_id, count(follow_id) AS rows
             FROM (VALUES (0::smallint, $3::bigint), (1, $3 * $4::bigint), (2, 9223372036854775807)) AS levels (level, size)
             LEFT JOIN (SELECT follow_id, row_number() OVER (ORDER BY follow_id) - 1 AS place
                        FROM {list} WHERE person_id = $1 AND counted) AS counted ON true
             GROUP BY level, part
         ) AS parts
         ON CONFLICT (person_id, level, last_id) DO UPDATE SET rows = EXCLUDED.rows",
    );
    execute(transaction, &sum_up, &[&owner, &Uuid::max(), &SIZE.segment, &SIZE.super_segment]).await?;
    Ok(())
}

/// Puts in order all that stands between two people. A block wins over follows and requests, and a follow over its request;
/// of two directions, the one that decides races wins over its mirror. While the people are locked nobody writes anything
/// new between them, as each such row refers to them.
async fn agree(transaction: &Transaction<'_>, one: Uuid, other: Uuid) -> Result<(), Error> {
    let lock = "SELECT FROM people WHERE person_id IN ($1, $2) ORDER BY person_id FOR UPDATE";
    let are_there = query(transaction, lock, &[&one, &other]).await?.len() == 2;
    let ways = [Edge { person: one, follower: other }, Edge { person: other, follower: one }];
    let mut is_blocked = false;
    for Edge { person, follower } in ways {
        is_blocked |= BLOCKS.agree(transaction, person, follower, are_there).await?;
    }
    for edge in ways {
        let follows = follow(transaction, edge, are_there && !is_blocked).await?;
        let may_ask = are_there && !is_blocked && !follows;
        REQUESTS.agree(transaction, edge.person, edge.follower, may_ask).await?;
    }
    Ok(())
}

/// Makes both directions of a follow agree, and returns whether it stands.
async fn follow(transaction: &Transaction<'_>, edge: Edge, may_stand: bool) -> Result<bool, Error> {
    let Edge { person, follower } = edge;
    let sql = "SELECT follow_id FROM followers WHERE person_id = $1 AND follower_id = $2 FOR UPDATE";
    let original = query_opt(transaction, sql, &[&person, &follower]).await?;
    let sql = "SELECT follow_id FROM followed WHERE person_id = $1 AND followed_id = $2 FOR UPDATE";
    let mirror = query_opt(transaction, sql, &[&follower, &person]).await?;
    let id = |row: Row| row.try_get::<_, Uuid>(0);
    let (original, mirror) = (original.map(id).transpose()?, mirror.map(id).transpose()?);
    let kept = original.filter(|_| may_stand);
    if original != kept {
        edges::delete_direction(Direction::Followers, transaction, [(person, follower)]).await?;
    }
    if mirror != kept {
        edges::delete_direction(Direction::Followed, transaction, [(follower, person)]).await?;
        if let Some(follow_id) = kept {
            edges::insert_reverse(transaction, edge, follow_id).await?;
        }
    }
    Ok(kept.is_some())
}

/// Two tables that hold the same pairs. `$1` has a row in the one that decides, `$2` in its mirror.
struct Mirrored {
    lock: &'static str,
    delete: &'static str,
    clear: &'static str,
    copy: &'static str,
}

const BLOCKS: Mirrored = Mirrored {
    lock: "SELECT FROM blocking WHERE person_id = $1 AND blocked_id = $2 FOR UPDATE",
    delete: "DELETE FROM blocking WHERE person_id = $1 AND blocked_id = $2",
    clear: "DELETE FROM blocked_by WHERE person_id = $2 AND blocker_id = $1",
    copy: "INSERT INTO blocked_by VALUES ($2, $1)",
};

const REQUESTS: Mirrored = Mirrored {
    lock: "SELECT FROM requests WHERE person_id = $1 AND requester_id = $2 FOR UPDATE",
    delete: "DELETE FROM requests WHERE person_id = $1 AND requester_id = $2",
    clear: "DELETE FROM requested WHERE person_id = $2 AND requested_id = $1",
    copy: "INSERT INTO requested SELECT $2, $1, request_id FROM requests WHERE person_id = $1 AND requester_id = $2",
};

impl Mirrored {
    /// Makes both tables agree, and returns whether a row stands in them.
    async fn agree(
        &self,
        transaction: &Transaction<'_>,
        person: Uuid,
        other: Uuid,
        may_stand: bool,
    ) -> Result<bool, Error> {
        let stands = query_opt(transaction, self.lock, &[&person, &other]).await?.is_some();
        if stands && !may_stand {
            execute(transaction, self.delete, &[&person, &other]).await?;
        }
        execute(transaction, self.clear, &[&person, &other]).await?;
        if stands && may_stand {
            execute(transaction, self.copy, &[&person, &other]).await?;
        }
        Ok(stands && may_stand)
    }
}
