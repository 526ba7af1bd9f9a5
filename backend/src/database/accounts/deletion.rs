//! Deleting an account, with every follow, request and block that it has to do with.
//!
//! A million of them go in many short transactions, and the account goes in the last one, together with the person. So
//! whatever breaks off on the way leaves an account whose owner is still signed in and asks again, and the rest is deleted then.
//! If the account were deleted first, the rest could not be requested any more.

use super::operator_log::Operator;
use super::{operator_log, resting_names, sessions};
use crate::database::connection::{Connection, Transaction};
use crate::database::graph::directions::Edge;
use crate::database::graph::edges;
use crate::database::{Db, Error, execute, query, query_opt};
use crate::identity::caller::SignedIn;
use tokio_postgres::Row;
use tokio_postgres::error::{Error as PgError, SqlState};
use uuid::Uuid;

/// Rows of each list that one transaction deletes at the most.
const AT_ONCE: i64 = 500;

/// The lists that stand in two directions, but for the follows: a table, its far end, the other direction and its far end.
const PAIRS: [[&str; 4]; 4] = [
    ["requests", "requester_id", "requested", "requested_id"],
    ["requested", "requested_id", "requests", "requester_id"],
    ["blocking", "blocked_id", "blocked_by", "blocker_id"],
    ["blocked_by", "blocker_id", "blocking", "blocked_id"],
];

/// On a sharded engine, rows on different nodes are changed one after the other, as a change of `people` demands that comes after them
/// in a transaction. Elsewhere nothing reads this setting.
const ONE_BY_ONE: &str = "SELECT set_config('citus.multi_shard_modify_mode', 'sequential', true)";

/// Deletes the caller. Idempotent.
pub(crate) async fn delete(db: &Db, caller: &SignedIn) -> Result<(), Error> {
    delete_all(db, caller.id, Some(caller)).await
}

/// Deletes a person for an operator, which is noted before anything goes: a deletion that is cut off is seen. Idempotent: it goes on when
/// it is asked for again.
pub(crate) async fn delete_for(db: &Db, person: Uuid, operator: &Operator) -> Result<(), Error> {
    operator_log::note(&db.client().await?, operator, ["delete", ""], Some(person)).await?;
    delete_all(db, person, None).await
}

async fn delete_all(db: &Db, person: Uuid, owner: Option<&SignedIn>) -> Result<(), Error> {
    while !db
        .idempotent_transaction(async |transaction| delete_some(transaction, person, owner).await)
        .await?
    {}
    Ok(())
}

/// Deletes some of what the person has, or all that is left together with the person, and returns whether it was all.
/// Transactions that follow, request or block wait for the lock, and then find the person there or gone. Every other session ends first,
/// so that only the owner who asks for it, if it is the owner, still acts for the person.
async fn delete_some(
    transaction: &Transaction<'_>,
    person: Uuid,
    owner: Option<&SignedIn>,
) -> Result<bool, Error> {
    query(transaction, ONE_BY_ONE, &[]).await?;
    // Not everybody in a graph that was loaded has an account.
    query(transaction, "SELECT FROM accounts WHERE person_id = $1 FOR UPDATE", &[&person]).await?;
    let lock = "SELECT FROM people WHERE person_id = $1 FOR UPDATE";
    if query(transaction, lock, &[&person]).await?.is_empty() {
        return Ok(true);
    }
    match owner {
        Some(SignedIn { token, .. }) => {
            sessions::refuse_ended(transaction, token).await?;
            sessions::close_others(transaction, person, token).await?;
        }
        None => drop(sessions::close_all(transaction, person).await?),
    }
    let mut most = sever(transaction, person).await?;
    for pair in PAIRS {
        most = most.max(part(transaction, person, pair).await?);
    }
    if most >= AT_ONCE as usize {
        return Ok(false);
    }
    let row = query_opt(transaction, "SELECT username FROM people WHERE person_id = $1", &[&person]).await?;
    if let Some(row) = row {
        resting_names::add(transaction, row.try_get(0)?).await?;
    }
    // On a sharded engine the lock may not hold a follow back, but the foreign key does; then it is tried again.
    let is_held = |error: &PgError| error.code() == Some(&SqlState::FOREIGN_KEY_VIOLATION);
    match transaction.handle().execute("DELETE FROM people WHERE person_id = $1", &[&person]).await {
        Err(error) if is_held(&error) => Err(Error::Unavailable(error)),
        done => Ok(done? > 0),
    }
}

/// Ends follows of the person and by the person, and returns how many.
async fn sever(transaction: &Transaction<'_>, person: Uuid) -> Result<usize, Error> {
    let sql = "(SELECT person_id, follower_id FROM followers WHERE person_id = $1 LIMIT $2)
               UNION ALL
               (SELECT followed_id, person_id FROM followed WHERE person_id = $1 LIMIT $2)";
    let rows = query(transaction, sql, &[&person, &AT_ONCE]).await?;
    let edge = |row: &Row| Ok(Edge { person: row.try_get(0)?, follower: row.try_get(1)? });
    edges::delete(transaction, &rows.iter().map(edge).collect::<Result<Vec<_>, Error>>()?).await
}

/// Deletes some of one of the person's other lists, in both directions, and returns how many.
async fn part(transaction: &Transaction<'_>, person: Uuid, pair: [&str; 4]) -> Result<usize, Error> {
    let [list, other, back, back_other] = pair;
    let sql = format!("SELECT {other} FROM {list} WHERE person_id = $1 LIMIT $2");
    let rows = query(transaction, &sql, &[&person, &AT_ONCE]).await?;
    let others = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<Uuid>, _>>()?;
    for sql in [
        format!("DELETE FROM {list} USING unnest($2::uuid[]) AS id WHERE person_id = $1 AND {other} = id"),
        format!(
            "DELETE FROM {back} USING unnest($2::uuid[]) AS id WHERE person_id = id AND {back_other} = $1"
        ),
    ] {
        execute(transaction, &sql, &[&person, &others]).await?;
    }
    Ok(others.len())
}
