//! Deletes what has expired: sessions, one-time tokens, failed attempts, old events, mails that no server has claimed, and pictures that
//! no profile shows any more.
//!
//! Each statement deletes a bounded number of rows, finds them by an index, and skips those that another server has locked.

use crate::config;
use crate::database::accounts::{known_networks, resting_names, security_events};
use crate::database::{Db, Error, execute, query_opt};
use std::time::Duration;
use tokio_postgres::types::ToSql;

/// Rows that one statement deletes at the most; a constant, so that each is planned for few.
const AT_ONCE: u64 = 1000;
/// How long an event is kept.
const EVENTS: Duration = Duration::from_secs(180 * 24 * 60 * 60);
/// How long a mail waits for a server that sends mails.
const MAILS: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// How long the lease of an import stays whose server is gone. It has run out long before.
const LEASES: Duration = Duration::from_secs(60 * 60);
/// How long a picture may wait to be shown.
const PICTURES: Duration = Duration::from_secs(24 * 60 * 60);
/// Comes after every hash.
const LAST: [u8; 33] = [0xff; 33];

/// Cleans up once.
pub async fn run(db: &Db, lifetime: &config::Sessions) -> Result<(), Error> {
    // A session that was opened too long ago was not used for long either, once this is over.
    let session = lifetime.absolute().min(lifetime.idle()).as_secs_f64();
    let expired = "used_at < now() - make_interval(secs => $1)";
    delete(db, "sessions", "token_hash", "used_at", expired, &session).await?;
    let expired = "expires_at < now() - make_interval(secs => $1)";
    delete(db, "tickets", "ticket_hash", "expires_at", expired, &0.0).await?;
    let forgotten = "failed_at < now() - make_interval(secs => $1)";
    let memory = known_networks::MEMORY.as_secs_f64();
    delete(db, "failed_tries", "key", "failed_at", forgotten, &memory).await?;
    let forgotten = "forget_at < now() - make_interval(secs => $1)";
    delete(db, "failed_tries", "key", "forget_at", forgotten, &0.0).await?;
    let expired = "renewed_at < now() - make_interval(secs => $1)";
    delete(db, "import_leases", "person_id", "renewed_at", expired, &LEASES.as_secs_f64()).await?;
    let rested = "freed_at < now() - make_interval(secs => $1)";
    let rest = resting_names::REST.as_secs_f64();
    delete(db, "resting_names", "name_hash", "freed_at", rested, &rest).await?;
    let oldest = security_events::before(EVENTS);
    delete(db, "security_events", "person_id, event_id", "event_id", "event_id < $1", &oldest).await?;
    let full = "full_at < now() - make_interval(secs => $1)";
    delete(db, "mail_budgets", "key", "full_at", full, &0.0).await?;
    let unclaimed = "next_at < now() - make_interval(secs => $1)";
    delete(db, "outbox", "mail_id", "next_at", unclaimed, &MAILS.as_secs_f64()).await?;
    delete_pictures(db).await
}

/// Deletes the rows of a table to which a condition applies, which is a range of the index on `order`.
async fn delete(
    db: &Db,
    table: &str,
    key: &str,
    order: &str,
    condition: &str,
    parameter: &(dyn ToSql + Sync),
) -> Result<(), Error> {
    let sql = format!(
        "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {condition}
                                               ORDER BY {order} LIMIT {AT_ONCE} FOR UPDATE SKIP LOCKED)"
    );
    while execute(&db.client().await?, &sql, &[parameter]).await? == AT_ONCE {}
    Ok(())
}

/// Goes through all pictures by their hashes. One that is uploaded again meanwhile is new again, and stays.
async fn delete_pictures(db: &Db) -> Result<(), Error> {
    let next = format!(
        "SELECT picture_hash FROM pictures WHERE picture_hash > $1 ORDER BY picture_hash OFFSET {AT_ONCE} LIMIT 1"
    );
    let delete = "DELETE FROM pictures WHERE (picture_hash, side) IN (
             SELECT picture_hash, side FROM pictures WHERE picture_hash > $1 AND picture_hash <= $2
               AND created_at < now() - make_interval(secs => $3)
               AND NOT EXISTS (SELECT FROM people WHERE avatar = picture_hash)
             ORDER BY picture_hash, side FOR UPDATE SKIP LOCKED)";
    let mut after = Vec::new();
    while after < LAST.to_vec() {
        let client = db.client().await?;
        let row = query_opt(&client, &next, &[&after]).await?;
        let until = row.map(|row| row.try_get(0)).transpose()?.unwrap_or(LAST.to_vec());
        execute(&client, delete, &[&after, &until, &PICTURES.as_secs_f64()]).await?;
        after = until;
    }
    Ok(())
}
