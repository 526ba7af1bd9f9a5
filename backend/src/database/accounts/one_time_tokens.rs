//! Tickets: secrets that work once and not for long. A ticket is known by its hash alone, under what it is for.

use crate::Refusal;
use crate::database::{Client, Error, execute, query_opt};
use crate::identity::purpose::Purpose;
use crate::identity::tokens;
use crate::identity::tokens::TokenHash;
use rocket_db_pools::deadpool_postgres::{GenericClient, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use uuid::Uuid;

/// What is said of the code in a mail where its ticket works no more.
pub(crate) const OLD_LINK: &str = "This link has been used or is too old. Ask for a new one.";

/// Reset codes of a person that work at once, at the most.
const MOST: i64 = 3;

/// What a ticket holds.
pub(crate) struct Ticket<T> {
    /// Whose it is, where it is somebody's.
    pub(crate) person: Option<Uuid>,
    pub(crate) content: T,
}

/// Makes a ticket, and gives the secret. It is not kept anywhere else.
pub(crate) async fn issue(
    client: &impl GenericClient,
    purpose: Purpose,
    person: Option<Uuid>,
    content: &impl Serialize,
) -> Result<String, Error> {
    let secret = tokens::generate();
    insert(client, purpose, &secret, person, content).await?;
    Ok(secret)
}

/// Puts a ticket back that was used up for nothing. Its time begins anew.
pub(crate) async fn restore(
    client: &Client,
    purpose: Purpose,
    secret: &str,
    ticket: &Ticket<impl Serialize>,
) -> Result<(), Error> {
    insert(client, purpose, secret, ticket.person, &ticket.content).await
}

async fn insert(
    client: &impl GenericClient,
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

/// Makes a ticket for a person beside the older ones, as many as there may be: could a stranger who asks in the owner's name end each
/// before it is used, none would ever work. The caller holds the account.
pub(crate) async fn add(
    transaction: &Transaction<'_>,
    purpose: Purpose,
    person: Uuid,
    content: &impl Serialize,
) -> Result<String, Error> {
    let sql =
        "SELECT CASE WHEN count(*) >= $3 THEN ceil(extract(epoch FROM min(expires_at) - now()))::bigint END
               FROM tickets WHERE person_id = $1 AND purpose = $2 AND expires_at > now()";
    let row = query_opt(transaction, sql, &[&person, &purpose.name(), &MOST]).await?;
    match row.map(|row| row.try_get::<_, Option<i64>>(0)).transpose()?.flatten() {
        Some(seconds) => {
            Err(Refusal::TooManyTries { limit: "codes", seconds: seconds.max(1).unsigned_abs() }.into())
        }
        None => issue(transaction, purpose, Some(person), content).await,
    }
}

/// Whether a ticket still works.
pub(crate) async fn is_valid(
    client: &impl GenericClient,
    purpose: Purpose,
    secret: &str,
) -> Result<bool, Error> {
    let sql = "SELECT FROM tickets WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()";
    let hash = TokenHash::of(secret);
    Ok(query_opt(client, sql, &[&hash.as_bytes(), &purpose.name()]).await?.is_some())
}

/// Whether a person has one for a purpose that still works.
pub(crate) async fn has(client: &impl GenericClient, purpose: Purpose, person: Uuid) -> Result<bool, Error> {
    let sql = "SELECT FROM tickets WHERE person_id = $1 AND purpose = $2 AND expires_at > now() LIMIT 1";
    Ok(query_opt(client, sql, &[&person, &purpose.name()]).await?.is_some())
}

/// Begins the time of the code in a mail, if it still works.
pub(crate) async fn begin(client: &impl GenericClient, purpose: Purpose, secret: &str) -> Result<(), Error> {
    let sql = "UPDATE tickets SET expires_at = now() + make_interval(secs => $3)
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()";
    let (hash, lifetime) = (TokenHash::of(secret), purpose.lifetime().as_secs_f64());
    execute(client, sql, &[&hash.as_bytes(), &purpose.name(), &lifetime]).await?;
    Ok(())
}

/// Takes back one ticket.
pub(crate) async fn withdraw(
    client: &impl GenericClient,
    purpose: Purpose,
    secret: &str,
) -> Result<(), Error> {
    let sql = "DELETE FROM tickets WHERE ticket_hash = $1 AND purpose = $2";
    execute(client, sql, &[&TokenHash::of(secret).as_bytes(), &purpose.name()]).await?;
    Ok(())
}

/// Reads a ticket that still works, and leaves it as it is.
pub(crate) async fn peek<T: DeserializeOwned>(
    client: &impl GenericClient,
    purpose: Purpose,
    secret: &str,
) -> Result<Option<Ticket<T>>, Error> {
    let sql = "SELECT person_id, content FROM tickets
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()";
    read(client, sql, purpose, secret).await
}

/// Takes one of so many tries that a ticket is good for, and tells whose it is. It is counted before it is made: of many at
/// once no more are let through.
pub(crate) async fn take_try(
    client: &impl GenericClient,
    purpose: Purpose,
    secret: &str,
    tries: i16,
) -> Result<Option<Uuid>, Error> {
    let sql = "UPDATE tickets SET tries = tries + 1
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now() AND tries < $3
               RETURNING person_id";
    let hash = TokenHash::of(secret);
    let row = query_opt(client, sql, &[&hash.as_bytes(), &purpose.name(), &tries]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
}

/// Uses a ticket up. Of two who try at once, one finds nothing.
pub(crate) async fn consume<T: DeserializeOwned>(
    client: &impl GenericClient,
    purpose: Purpose,
    secret: &str,
) -> Result<Option<Ticket<T>>, Error> {
    let sql = "DELETE FROM tickets WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()
               RETURNING person_id, content";
    read(client, sql, purpose, secret).await
}

/// Uses up the code in a mail about an address, and remembers it as used. Of two who try at once, one finds nothing.
pub(crate) async fn spend<T: DeserializeOwned>(
    client: &impl GenericClient,
    secret: &str,
) -> Result<Option<Ticket<T>>, Error> {
    let sql = "UPDATE tickets SET purpose = $3, expires_at = now() + make_interval(secs => $4)
               WHERE ticket_hash = $1 AND purpose = $2 AND expires_at > now()
               RETURNING person_id, content";
    let (hash, used) = (TokenHash::of(secret), Purpose::UsedEmail);
    let (name, lifetime) = (Purpose::Email.name(), used.lifetime().as_secs_f64());
    let row = query_opt(client, sql, &[&hash.as_bytes(), &name, &used.name(), &lifetime]).await?;
    row.map(ticket).transpose()
}

/// Uses up all of a person's codes in mails about addresses that have this content, as if each had been spent.
pub(crate) async fn spend_all(
    client: &impl GenericClient,
    person: Uuid,
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_string(content).map_err(Error::fault)?;
    let sql = "UPDATE tickets SET purpose = $4, expires_at = now() + make_interval(secs => $5)
               WHERE person_id = $1 AND purpose = $2 AND content = $3";
    let used = Purpose::UsedEmail;
    let (name, lifetime) = (Purpose::Email.name(), used.lifetime().as_secs_f64());
    execute(client, sql, &[&person, &name, &content, &used.name(), &lifetime]).await?;
    Ok(())
}

/// Forgets a person's tickets for one purpose that have this content.
pub(crate) async fn forget(
    client: &impl GenericClient,
    purpose: Purpose,
    person: Uuid,
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_string(content).map_err(Error::fault)?;
    let sql = "DELETE FROM tickets WHERE person_id = $1 AND purpose = $2 AND content = $3";
    execute(client, sql, &[&person, &purpose.name(), &content]).await?;
    Ok(())
}

/// Takes back all of a person's tickets for one purpose.
pub(crate) async fn revoke(client: &impl GenericClient, purpose: Purpose, person: Uuid) -> Result<(), Error> {
    let sql = "DELETE FROM tickets WHERE person_id = $1 AND purpose = $2";
    execute(client, sql, &[&person, &purpose.name()]).await?;
    Ok(())
}

/// Takes back all of a person's tickets.
pub(crate) async fn revoke_all(client: &impl GenericClient, person: Uuid) -> Result<(), Error> {
    execute(client, "DELETE FROM tickets WHERE person_id = $1", &[&person]).await?;
    Ok(())
}

/// Gives a person's tickets for one purpose other content.
pub(crate) async fn rewrite(
    client: &impl GenericClient,
    purpose: Purpose,
    person: Uuid,
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_string(content).map_err(Error::fault)?;
    let sql = "UPDATE tickets SET content = $3 WHERE person_id = $1 AND purpose = $2";
    execute(client, sql, &[&person, &purpose.name(), &content]).await?;
    Ok(())
}

async fn read<T: DeserializeOwned>(
    client: &impl GenericClient,
    sql: &str,
    purpose: Purpose,
    secret: &str,
) -> Result<Option<Ticket<T>>, Error> {
    let hash = TokenHash::of(secret);
    query_opt(client, sql, &[&hash.as_bytes(), &purpose.name()]).await?.map(ticket).transpose()
}

fn ticket<T: DeserializeOwned>(row: Row) -> Result<Ticket<T>, Error> {
    let content = serde_json::from_str(row.try_get(1)?).map_err(Error::fault)?;
    Ok(Ticket { person: row.try_get(0)?, content })
}
