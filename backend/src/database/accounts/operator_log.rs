//! What operators have done: noted by the transaction that does it, or before the first of several, and kept also when the account is
//! gone.

use crate::database::connection::Connection;
use crate::database::{Client, Error, execute, query, timestamp};
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

/// Who has something done, and why.
#[derive(Clone, Debug)]
pub(crate) struct Operator {
    pub(crate) name: String,
    /// `""` where none is given.
    pub(crate) reason: String,
}

/// What was done.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    /// When, in RFC 3339.
    pub(crate) at: String,
    pub(crate) action: String,
    /// What more is to say of the action, or `""`.
    pub(crate) detail: String,
    /// Whom it was done to, where it was one person.
    pub(crate) user_id: Option<Uuid>,
    /// The name that the person had then.
    pub(crate) username: Option<String>,
    /// By whom.
    pub(crate) operator: String,
    pub(crate) reason: String,
}

/// Notes an action, and the name that the person has at that time.
pub(crate) async fn note(
    client: &impl Connection,
    operator: &Operator,
    [action, detail]: [&str; 2],
    person: Option<Uuid>,
) -> Result<(), Error> {
    let sql = "INSERT INTO operator_log (entry_id, action, detail, person_id, username, operator, reason)
               SELECT $1::uuid, $2, $3, $4::uuid, (SELECT username FROM people WHERE person_id = $4), $5, $6";
    let Operator { name, reason } = operator;
    execute(client, sql, &[&Uuid::now_v7(), &action, &detail, &person, name, reason]).await.map(drop)
}

/// The latest entries, of one person or of all, newest first.
pub(crate) async fn latest(client: &Client, person: Option<Uuid>, limit: i64) -> Result<Vec<Entry>, Error> {
    let sql = "SELECT entry_id, action, detail, person_id, username, operator, reason FROM operator_log
               WHERE $1::uuid IS NULL OR person_id = $1 ORDER BY entry_id DESC LIMIT $2";
    query(client, sql, &[&person, &limit]).await?.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        at: timestamp(row.try_get(0)?),
        action: row.try_get(1)?,
        detail: row.try_get(2)?,
        user_id: row.try_get(3)?,
        username: row.try_get(4)?,
        operator: row.try_get(5)?,
        reason: row.try_get(6)?,
    })
}
