//! Sessions, known by the hash of their token.

use super::security_events;
use crate::database::connection::Connection;
use crate::database::replicas::position::Position;
use crate::database::{Client, Error, execute, query, query_opt};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::tokens::TokenHash;
use crate::{Refusal, config};
use common::Code;
use common::accounts::security_events::Kind;
use common::accounts::sessions::Session;
use std::collections::HashSet;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Sessions of one person at the most.
const AT_MOST: i64 = 100;

/// Opens a session for a person, and deletes their expired ones, and the least recently used ones of too many.
pub(crate) async fn open(
    client: &impl Connection,
    token: &TokenHash,
    person_id: Uuid,
    lifetime: &config::Sessions,
    device: &Device,
) -> Result<(), Error> {
    let sql = "INSERT INTO sessions (token_hash, person_id, session_id, address, device) VALUES ($1, $2, $3, $4, $5)";
    let parameters: [&(dyn ToSql + Sync); 5] =
        [&token.as_bytes(), &person_id, &Uuid::now_v7(), &device.address(), &device.name];
    execute(client, sql, &parameters).await?;
    let sql = "DELETE FROM sessions WHERE person_id = $1
               AND (created_at < now() - make_interval(secs => $2) OR used_at < now() - make_interval(secs => $3)
                    OR token_hash IN (SELECT token_hash FROM sessions WHERE person_id = $1
                                      ORDER BY used_at DESC, session_id DESC OFFSET $4))";
    let (absolute, idle) = (lifetime.absolute().as_secs_f64(), lifetime.idle().as_secs_f64());
    execute(client, sql, &[&person_id, &absolute, &idle, &AT_MOST]).await?;
    Ok(())
}

/// Whose session it is, while it lasts, and what its owner has seen. The use, and from where, is noted every few minutes only, so that
/// reading a list writes nothing.
pub(crate) async fn person(
    client: &Client,
    token: &TokenHash,
    lifetime: &config::Sessions,
    device: &Device,
) -> Result<Option<(Uuid, Option<Position>)>, Error> {
    let sql = "SELECT person_id, used_at < now() - interval '5 minutes', seen FROM sessions
               WHERE token_hash = $1 AND created_at > now() - make_interval(secs => $2)
                 AND used_at > now() - make_interval(secs => $3)";
    let (absolute, idle) = (lifetime.absolute().as_secs_f64(), lifetime.idle().as_secs_f64());
    let Some(row) = query_opt(client, sql, &[&token.as_bytes(), &absolute, &idle]).await? else {
        return Ok(None);
    };
    if row.try_get(1)? {
        let sql = "UPDATE sessions SET used_at = now(), address = $2, device = $3 WHERE token_hash = $1";
        execute(client, sql, &[&token.as_bytes(), &device.address(), &device.name]).await?;
    }
    Ok(Some((row.try_get(0)?, row.try_get(2)?)))
}

/// Has sessions keep that their owners may have seen all that was committed until now, and returns the position of that.
pub(crate) async fn note_seen(client: &Client, tokens: &[&[u8]]) -> Result<Position, Error> {
    // What it is about is committed: a note that a crash loses is no harm, and nobody has to wait for the disk.
    let sql = "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)),
                    kept AS (UPDATE sessions SET seen = pg_current_wal_insert_lsn() WHERE token_hash IN (
                        SELECT token_hash FROM sessions WHERE token_hash = ANY($1) ORDER BY token_hash FOR UPDATE))
               SELECT pg_current_wal_insert_lsn() FROM quick";
    let row = query_opt(client, sql, &[&tokens]).await?.ok_or_else(|| Error::fault("no write-ahead log"))?;
    Ok(row.try_get(0)?)
}

/// As [`note_seen`], for all sessions of a person.
pub(crate) async fn note_seen_by(client: &Client, person_id: Uuid) -> Result<(), Error> {
    let sql = "UPDATE sessions SET seen = pg_current_wal_insert_lsn() WHERE token_hash IN (
                   SELECT token_hash FROM sessions WHERE person_id = $1 ORDER BY token_hash FOR UPDATE)";
    execute(client, sql, &[&person_id]).await?;
    Ok(())
}

/// A person's sessions that last, the latest used first.
pub(crate) async fn of(
    client: &Client,
    person_id: Uuid,
    current: &TokenHash,
    lifetime: &config::Sessions,
) -> Result<Vec<Session>, Error> {
    let sql = "SELECT session_id, created_at, used_at, address, device, token_hash = $2 FROM sessions
               WHERE person_id = $1 AND created_at > now() - make_interval(secs => $3)
                 AND used_at > now() - make_interval(secs => $4)
               ORDER BY used_at DESC, session_id DESC LIMIT $5";
    let (absolute, idle) = (lifetime.absolute().as_secs_f64(), lifetime.idle().as_secs_f64());
    let rows = query(client, sql, &[&person_id, &current.as_bytes(), &absolute, &idle, &AT_MOST]).await?;
    rows.iter().map(session).collect()
}

fn session(row: &Row) -> Result<Session, Error> {
    Ok(Session {
        session_id: row.try_get(0)?,
        created_at: crate::database::rfc3339(row.try_get(1)?),
        used_at: crate::database::rfc3339(row.try_get(2)?),
        address: row.try_get(3)?,
        device: row.try_get(4)?,
        current: row.try_get(5)?,
    })
}

/// Which of the streams have a session that has ended; each stream goes with the token at the same place.
pub(crate) async fn ended(
    client: &Client,
    streams: &[Uuid],
    tokens: &[&[u8]],
    lifetime: &config::Sessions,
) -> Result<HashSet<Uuid>, Error> {
    let sql = "SELECT stream FROM unnest($1::uuid[], $2::bytea[]) AS open (stream, token)
               WHERE NOT EXISTS (SELECT FROM sessions WHERE token_hash = token
                                 AND created_at > now() - make_interval(secs => $3)
                                 AND used_at > now() - make_interval(secs => $4))";
    let (absolute, idle) = (lifetime.absolute().as_secs_f64(), lifetime.idle().as_secs_f64());
    let rows = query(client, sql, &[&streams, &tokens, &absolute, &idle]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Refuses to go on for a caller whose session has ended since the request was admitted: ending it was meant to stop this too.
pub(crate) async fn refuse_ended(client: &impl Connection, token: &TokenHash) -> Result<(), Error> {
    let sql = "SELECT FROM sessions WHERE token_hash = $1";
    let row = query_opt(client, sql, &[&token.as_bytes()]).await?;
    Ok(row.map(drop).ok_or(Refusal::Plain(Code::SessionExpired))?)
}

/// Ends the caller's session; the token does not work from here on.
pub(crate) async fn leave(client: &impl Connection, caller: &SignedIn, device: &Device) -> Result<(), Error> {
    execute(client, "DELETE FROM sessions WHERE token_hash = $1", &[&caller.token.as_bytes()]).await?;
    security_events::note(client, caller.id, Kind::SignedOut, device).await
}

/// Ends one of a person's sessions by its id, and returns how many were ended: 0 or 1.
pub(crate) async fn close_one(client: &Client, person_id: Uuid, session_id: Uuid) -> Result<u64, Error> {
    let sql = "DELETE FROM sessions WHERE person_id = $1 AND session_id = $2";
    execute(client, sql, &[&person_id, &session_id]).await
}

/// Ends all of a person's sessions, and returns how many.
pub(crate) async fn close_all(client: &impl Connection, person_id: Uuid) -> Result<u64, Error> {
    execute(client, "DELETE FROM sessions WHERE person_id = $1", &[&person_id]).await
}

/// Ends all of a person's sessions but one, and returns how many.
pub(crate) async fn close_others(
    client: &impl Connection,
    person_id: Uuid,
    token: &TokenHash,
) -> Result<u64, Error> {
    let sql = "DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2";
    execute(client, sql, &[&person_id, &token.as_bytes()]).await
}
