//! Sessions, known by the hash of their token.

use super::{Client, execute, query, query_opt};
use crate::guards::Device;
use crate::{Error, config, tokens::TokenHash};
use rocket_db_pools::deadpool_postgres::GenericClient;
use std::collections::HashSet;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Opens a session for a person, and sweeps away those of theirs that have run out.
pub(crate) async fn open(
    client: &Client,
    token: &TokenHash,
    person_id: Uuid,
    lifetime: &config::Sessions,
    device: &Device,
) -> Result<(), Error> {
    let sql = "DELETE FROM sessions WHERE person_id = $1
               AND (created_at < now() - make_interval(secs => $2) OR used_at < now() - make_interval(secs => $3))";
    let (absolute, idle) = (lifetime.absolute().as_secs_f64(), lifetime.idle().as_secs_f64());
    query(client, sql, &[&person_id, &absolute, &idle]).await?;
    let sql = "INSERT INTO sessions (token_hash, person_id, session_id, address, device) VALUES ($1, $2, $3, $4, $5)";
    let parameters: [&(dyn ToSql + Sync); 5] =
        [&token.as_bytes(), &person_id, &Uuid::now_v7(), &device.address(), &device.name];
    execute(client, sql, &parameters).await?;
    Ok(())
}

/// Whose session it is, while it lasts. The use is noted every few minutes only, so that reading a list writes nothing.
pub(crate) async fn person(
    client: &Client,
    token: &TokenHash,
    lifetime: &config::Sessions,
) -> Result<Option<Uuid>, Error> {
    let sql = "SELECT person_id, used_at < now() - interval '5 minutes' FROM sessions
               WHERE token_hash = $1 AND created_at > now() - make_interval(secs => $2)
                 AND used_at > now() - make_interval(secs => $3)";
    let (absolute, idle) = (lifetime.absolute().as_secs_f64(), lifetime.idle().as_secs_f64());
    let Some(row) = query_opt(client, sql, &[&token.as_bytes(), &absolute, &idle]).await? else {
        return Ok(None);
    };
    if row.try_get(1)? {
        let sql = "UPDATE sessions SET used_at = now() WHERE token_hash = $1";
        query(client, sql, &[&token.as_bytes()]).await?;
    }
    Ok(Some(row.try_get(0)?))
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

/// Whether a session that has been let in is still there.
pub(super) async fn is_open(client: &impl GenericClient, token: &TokenHash) -> Result<bool, Error> {
    let sql = "SELECT FROM sessions WHERE token_hash = $1";
    Ok(query_opt(client, sql, &[&token.as_bytes()]).await?.is_some())
}

/// Ends a session; the token does not work from here on.
pub(crate) async fn close(client: &Client, token: &TokenHash) -> Result<(), Error> {
    query(client, "DELETE FROM sessions WHERE token_hash = $1", &[&token.as_bytes()]).await?;
    Ok(())
}

/// Ends all of a person's sessions.
pub(crate) async fn close_all(client: &impl GenericClient, person_id: Uuid) -> Result<(), Error> {
    execute(client, "DELETE FROM sessions WHERE person_id = $1", &[&person_id]).await?;
    Ok(())
}

/// Ends all of a person's sessions but one.
pub(crate) async fn close_others(
    client: &impl GenericClient,
    person_id: Uuid,
    token: &TokenHash,
) -> Result<(), Error> {
    let sql = "DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2";
    query(client, sql, &[&person_id, &token.as_bytes()]).await?;
    Ok(())
}
