//! The outbox: mails that wait to be sent, each put there by the transaction that causes it.
//!
//! A claim is a lease: it moves the row on in time, so that the mail is claimed again if its server does not come back.

use super::{one_time_tokens, security_events};
use crate::Refusal;
use crate::database::connection::{Connection, Transaction};
use crate::database::{Client, Db, Error, execute, query_opt};
use crate::identity::purpose::{MAIL_LIFETIME, Purpose};
use crate::letters::mail::Mail;
use crate::letters::outgoing::Item;
use common::accounts::security_events::Kind;
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// How long a server has for one try. It gives up before.
const LEASE: Duration = Duration::from_secs(90);

/// The code in a mail, and what it is for.
type Code<'a> = Option<(Purpose, &'a str)>;

/// What identifies a claimed mail.
pub(crate) struct Row {
    pub(crate) id: Uuid,
    /// Whose account it is about, where its owner is to learn that it could not be delivered.
    person: Option<Uuid>,
    /// Tries, with this one.
    pub(crate) attempts: i32,
}

/// A mail that this server is to send.
pub(crate) struct Claimed {
    pub(crate) row: Row,
    pub(crate) sealed: Vec<u8>,
    /// It was tried for as long as any.
    pub(crate) is_over: bool,
}

/// Puts a mail there, where mails are sent.
pub(crate) async fn put(
    client: &impl Connection,
    mail: &Mail,
    person: Option<Uuid>,
    item: Item,
) -> Result<(), Error> {
    let id = Uuid::now_v7();
    let Some(sealed) = mail.seal(id, item).map_err(Error::fault)? else { return Ok(()) };
    let sql = "INSERT INTO outbox (mail_id, person_id, sealed, expires_at)
               VALUES ($1, $2, $3, now() + make_interval(secs => $4))";
    execute(client, sql, &[&id, &person, &sealed, &MAIL_LIFETIME.as_secs_f64()]).await?;
    Ok(())
}

/// Puts a mail there that needs nothing else from the database before the answer.
pub(crate) async fn put_alone(client: &Client, mail: &Mail, item: Item) -> Result<(), Error> {
    put(client, mail, None, item).await
}

/// Claims the mail that has waited longest, if one is due. No two servers claim the same one.
pub(crate) async fn claim(db: &Db) -> Result<Option<Claimed>, Error> {
    let sql = "UPDATE outbox SET attempts = attempts + 1, next_at = now() + make_interval(secs => $1)
               WHERE mail_id = (SELECT mail_id FROM outbox WHERE next_at <= now()
                                ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING mail_id, person_id, attempts, sealed, expires_at, next_at";
    let row = query_opt(&db.client().await?, sql, &[&LEASE.as_secs_f64()]).await?;
    let read = |row: tokio_postgres::Row| {
        let key = Row { id: row.try_get(0)?, person: row.try_get(1)?, attempts: row.try_get(2)? };
        // By the database's clock: the lease begins now.
        let (ends, lease_ends) = (row.try_get::<_, SystemTime>(4)?, row.try_get::<_, SystemTime>(5)?);
        Ok(Claimed { row: key, sealed: row.try_get(3)?, is_over: ends + LEASE <= lease_ends })
    };
    row.map(read).transpose()
}

/// Takes a mail out, and returns whether it was still there.
pub(crate) async fn take(client: &impl Connection, id: Uuid) -> Result<bool, Error> {
    Ok(execute(client, "DELETE FROM outbox WHERE mail_id = $1", &[&id]).await? > 0)
}

/// Takes out a mail that is not wanted any more.
pub(crate) async fn remove(db: &Db, id: Uuid) -> Result<(), Error> {
    take(&db.client().await?, id).await.map(drop)
}

/// Ends a question whose answer would be one mail too many: nothing is sent. The transaction that would have sent it is rolled back, so
/// that nothing is spent either.
pub(super) async fn end_refused(db: &Db, id: Uuid, answered: Result<(), Error>) -> Result<(), Error> {
    match answered {
        Err(Error::Refused(Refusal::TooManyAttempts { .. })) => remove(db, id).await,
        answered => answered,
    }
}

/// Takes out all mails about an account.
pub(crate) async fn clear(client: &impl Connection, person: Uuid) -> Result<(), Error> {
    execute(client, "DELETE FROM outbox WHERE person_id = $1", &[&person]).await?;
    Ok(())
}

/// Whether the code in a mail still works.
pub(crate) async fn has_token(db: &Db, purpose: Purpose, code: &str) -> Result<bool, Error> {
    one_time_tokens::is_valid(&db.client().await?, purpose, code).await
}

/// A mail server has taken the mail: it does get mails to this address away, and the time of the code begins. Codes are locked before
/// mails, here and wherever both are taken back.
pub(crate) async fn sent(db: &Db, row: &Row, to: &str, code: Code<'_>) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| {
        if let Some((purpose, code)) = code {
            one_time_tokens::begin(transaction, purpose, code).await?;
        }
        let sql = "WITH sent AS (DELETE FROM outbox WHERE mail_id = $1)
                   UPDATE accounts SET undelivered = NULL WHERE person_id = $2 AND undelivered = $3";
        execute(transaction, sql, &[&row.id, &row.person, &to]).await.map(drop)
    })
    .await
}

/// Has a mail tried again after a pause.
pub(crate) async fn put_off(db: &Db, row: &Row, pause: Duration) -> Result<(), Error> {
    let sql =
        "UPDATE outbox SET next_at = now() + make_interval(secs => $3) WHERE mail_id = $1 AND attempts = $2";
    execute(&db.client().await?, sql, &[&row.id, &row.attempts, &pause.as_secs_f64()]).await?;
    Ok(())
}

/// Takes out a mail that cannot be delivered, with its code, and tells the account's owner.
pub(crate) async fn give_up(db: &Db, row: &Row, to: Option<&str>, code: Code<'_>) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| {
        if let Some((purpose, code)) = code {
            one_time_tokens::withdraw(transaction, purpose, code).await?;
        }
        match row.person {
            Some(person) if take(transaction, row.id).await? => tell(transaction, person, to).await,
            Some(_) => Ok(()),
            None => take(transaction, row.id).await.map(drop),
        }
    })
    .await
}

async fn tell(transaction: &Transaction<'_>, person: Uuid, to: Option<&str>) -> Result<(), Error> {
    let sql = "UPDATE accounts SET undelivered = coalesce($2, undelivered) WHERE person_id = $1";
    // The account may be gone by now, and its events with it.
    if execute(transaction, sql, &[&person, &to]).await? > 0 {
        security_events::note_by_itself(transaction, person, Kind::EmailUndelivered).await?;
    }
    Ok(())
}
