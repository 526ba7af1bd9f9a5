//! One-time tokens: secrets that work once and expire soon. Only the hash of a token is stored, with its purpose. The table is called
//! `tickets`.

use crate::database::connection::Connection;
use crate::database::{Client, Error, execute, query_opt};
use crate::identity::purpose::Purpose;
use crate::identity::tokens;
use crate::identity::tokens::TokenHash;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use uuid::Uuid;

/// A stored token, without its secret.
pub(crate) struct OneTimeToken<T> {
    /// Its owner, if it has one.
    pub(crate) person: Option<Uuid>,
    pub(crate) content: T,
}

/// Issues a token and returns its secret, which is not stored.
pub(crate) async fn issue(
    client: &impl Connection,
    purpose: Purpose,
    person: Option<Uuid>,
    content: &impl Serialize,
) -> Result<String, Error> {
    let secret = tokens::generate();
    insert(client, purpose, &secret, person, content).await?;
    Ok(secret)
}

/// Restores a token that was consumed in vain. Its lifetime begins anew.
pub(crate) async fn restore(
    client: &Client,
    purpose: Purpose,
    secret: &str,
    token: &OneTimeToken<impl Serialize>,
) -> Result<(), Error> {
    insert(client, purpose, secret, token.person, &token.content).await
}

async fn insert(
    client: &impl Connection,
    purpose: Purpose,
    secret: &str,
    person: Option<Uuid>,
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_string(content).map_err(Error::fault)?;
    let sql = "INSERT INTO tickets (ticket_hash, purpose, person_id, content, expires_at)
               VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))";
    let (hash, lifetime) = (TokenHash::of(secret), purpose.first_lifetime().as_secs_f64());
    execute(client, sql, &[&hash.as_bytes(), &purpose.name(), &person, &content, &lifetime]).await?;
    Ok(())
}

/// Whether a token is valid.
pub(super) async fn is_valid(
    client: &impl Connection,
    purpose: Purpose,
    secret: &str,
) -> Result<bool, Error> {
    let sql = "SELECT FROM tickets WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()";
    let hash = TokenHash::of(secret);
    Ok(query_opt(client, sql, &[&hash.as_bytes(), &purpose.name()]).await?.is_some())
}

/// Starts the lifetime of the code in a mail, if it is still valid.
pub(crate) async fn begin(client: &impl Connection, purpose: Purpose, secret: &str) -> Result<(), Error> {
    let sql = "UPDATE tickets SET expires_at = now() + make_interval(secs => $3)
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()";
    let (hash, lifetime) = (TokenHash::of(secret), purpose.lifetime().as_secs_f64());
    execute(client, sql, &[&hash.as_bytes(), &purpose.name(), &lifetime]).await?;
    Ok(())
}

/// Revokes one token.
pub(super) async fn withdraw(client: &impl Connection, purpose: Purpose, secret: &str) -> Result<(), Error> {
    let sql = "DELETE FROM tickets WHERE ticket_hash = $1 AND purpose = $2";
    execute(client, sql, &[&TokenHash::of(secret).as_bytes(), &purpose.name()]).await?;
    Ok(())
}

/// Reads a valid token without consuming it.
pub(crate) async fn peek<T: DeserializeOwned>(
    client: &impl Connection,
    purpose: Purpose,
    secret: &str,
) -> Result<Option<OneTimeToken<T>>, Error> {
    let sql = "SELECT person_id, content FROM tickets
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()";
    read(client, sql, purpose, secret).await
}

/// Counts one of the `limit` attempts that a token allows, and returns its owner. An attempt is counted before it is made: so concurrent
/// ones cannot exceed the limit.
pub(super) async fn count_attempt(
    client: &impl Connection,
    purpose: Purpose,
    secret: &str,
    limit: i16,
) -> Result<Option<Uuid>, Error> {
    let sql = "UPDATE tickets SET tries = tries + 1
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now() AND tries < $3
               RETURNING person_id";
    let hash = TokenHash::of(secret);
    let row = query_opt(client, sql, &[&hash.as_bytes(), &purpose.name(), &limit]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
}

/// Consumes a token. Of two concurrent callers, one finds nothing.
pub(crate) async fn consume<T: DeserializeOwned>(
    client: &impl Connection,
    purpose: Purpose,
    secret: &str,
) -> Result<Option<OneTimeToken<T>>, Error> {
    let sql = "DELETE FROM tickets WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()
               RETURNING person_id, content";
    read(client, sql, purpose, secret).await
}

/// Consumes the code in a mail about an address, and remembers it as used. Of two concurrent callers, one finds nothing.
pub(crate) async fn spend<T: DeserializeOwned>(
    client: &impl Connection,
    secret: &str,
) -> Result<Option<OneTimeToken<T>>, Error> {
    let sql = "UPDATE tickets SET purpose = $3, expires_at = now() + make_interval(secs => $4)
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()
               RETURNING person_id, content";
    let (hash, used) = (TokenHash::of(secret), Purpose::UsedEmail);
    let (name, lifetime) = (Purpose::Email.name(), used.lifetime().as_secs_f64());
    let row = query_opt(client, sql, &[&hash.as_bytes(), &name, &used.name(), &lifetime]).await?;
    row.map(from_row).transpose()
}

async fn read<T: DeserializeOwned>(
    client: &impl Connection,
    sql: &str,
    purpose: Purpose,
    secret: &str,
) -> Result<Option<OneTimeToken<T>>, Error> {
    let hash = TokenHash::of(secret);
    query_opt(client, sql, &[&hash.as_bytes(), &purpose.name()]).await?.map(from_row).transpose()
}

fn from_row<T: DeserializeOwned>(row: Row) -> Result<OneTimeToken<T>, Error> {
    let content = serde_json::from_str(row.try_get(1)?).map_err(Error::fault)?;
    Ok(OneTimeToken { person: row.try_get(0)?, content })
}
