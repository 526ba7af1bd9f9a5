//! Second factors: whether an account asks for one after the password, and how many wrong codes it bears.

use super::tickets::{self, Purpose};
use super::{Client, execute, query_opt};
use crate::Error;
use common::second_factors::{Method, SecondFactor};
use rocket_db_pools::deadpool_postgres::{GenericClient, Transaction};
use sha2::{Digest, Sha256};
use tokio_postgres::Row;
use uuid::Uuid;

/// Codes that one right password is good for.
const TICKET_TRIES: i16 = 5;
/// Wrong codes that an account bears in a row, however many tickets they came with, …
const TRIES: i32 = 10;
/// … until there was none for so many seconds.
const PAUSE: f64 = 15.0 * 60.0;
/// What somebody is told whose ticket works no more.
const EXPIRED: Error =
    Error::Expired("This sign-in took too long, or too many codes were wrong. Start again.");

/// Lets somebody on whose password was right, or asks for more. From the first passkey or confirmed authenticator on, a password
/// alone is not enough.
pub(crate) async fn demand(client: &Client, person: Uuid) -> Result<(), Error> {
    let methods = methods(client, person).await?;
    if methods.is_empty() {
        return Ok(());
    }
    let ticket = tickets::issue(client, Purpose::SecondFactor, Some(person), &()).await?;
    Err(Error::SecondFactor(SecondFactor { ticket, methods }))
}

/// What would do. Recovery codes stand in for other factors, and are none by themselves.
async fn methods(client: &Client, person: Uuid) -> Result<Vec<Method>, Error> {
    let sql = "SELECT EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed),
                      EXISTS (SELECT FROM passkeys WHERE person_id = $1),
                      EXISTS (SELECT FROM recovery_codes WHERE person_id = $1)";
    let row = query_opt(client, sql, &[&person]).await?;
    let read = |row: Row| Ok::<_, Error>((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
    let (authenticator, passkey, codes) = row.map(read).transpose()?.unwrap_or_default();
    let all = [
        (Method::Authenticator, authenticator),
        (Method::Passkey, passkey),
        (Method::RecoveryCode, codes && (authenticator || passkey)),
    ];
    Ok(all.into_iter().filter(|(_, there)| *there).map(|(method, _)| method).collect())
}

/// Counts a code as wrong before it is looked at, so that of many at once no more are looked at than may be wrong; and tells whose
/// account it is for.
pub(crate) async fn count(client: &Client, ticket: &str) -> Result<Uuid, Error> {
    let person =
        tickets::take_try(client, Purpose::SecondFactor, ticket, TICKET_TRIES).await?.ok_or(EXPIRED)?;
    let sql = "INSERT INTO failed_tries (key, failures) VALUES ($1, 1)
               ON CONFLICT (key) DO UPDATE SET failed_at = now(), failures =
                   CASE WHEN failed_tries.failed_at < now() - make_interval(secs => $3) THEN 1
                        ELSE failed_tries.failures + 1 END
               WHERE failed_tries.failures < $2
                  OR failed_tries.failed_at < now() - make_interval(secs => $3)";
    if execute(client, sql, &[&key(person).as_slice(), &TRIES, &PAUSE]).await? == 0 {
        return Err(Error::TooManyTries(pause(client, person).await?));
    }
    Ok(person)
}

/// Seconds until the next code may be tried.
async fn pause(client: &Client, person: Uuid) -> Result<u64, Error> {
    let sql =
        "SELECT ceil(extract(epoch FROM failed_at - now()) + $2)::bigint FROM failed_tries WHERE key = $1";
    let row = query_opt(client, sql, &[&key(person).as_slice(), &PAUSE]).await?;
    let seconds: i64 = row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    Ok(seconds.max(1).unsigned_abs())
}

/// The code was right: the ticket is used up, and no wrong code counts any more. Of two who come at once, one is turned away.
pub(crate) async fn pass(client: &Client, ticket: &str, person: Uuid) -> Result<(), Error> {
    tickets::redeem::<()>(client, Purpose::SecondFactor, ticket).await?.ok_or(EXPIRED)?;
    execute(client, "DELETE FROM failed_tries WHERE key = $1", &[&key(person).as_slice()]).await?;
    Ok(())
}

/// Under what the wrong codes of an account are counted.
fn key(person: Uuid) -> [u8; 32] {
    Sha256::digest(format!("second factor: {person}")).into()
}

/// Locks an account: whoever changes its ways to sign in, or reads them to decide, waits.
pub(super) async fn lock(transaction: &Transaction<'_>, person: Uuid) -> Result<(), Error> {
    let sql = "SELECT FROM accounts WHERE person_id = $1 FOR UPDATE";
    query_opt(transaction, sql, &[&person]).await?.ok_or(Error::Unauthenticated("This account is gone."))?;
    Ok(())
}

/// Whether an account asks for one.
pub(super) async fn is_demanded(client: &impl GenericClient, person: Uuid) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed)
                   OR EXISTS (SELECT FROM passkeys WHERE person_id = $1)";
    let row = query_opt(client, sql, &[&person]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default())
}
