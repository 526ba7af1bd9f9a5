//! Passwords: setting another one, and all that ends by it.

use super::tickets::{self, OLD_LINK, Purpose};
use super::transactions::{commit, retry, transact};
use super::{Client, Db, accounts, execute, failed_tries, security_events, sessions};
use crate::Error;
use crate::guards::{Device, SignedIn};
use common::security_events::Kind;
use rocket::futures::FutureExt;
use rocket_db_pools::deadpool_postgres::Transaction;
use uuid::Uuid;

/// Replaces the hash of a password by another one of the same. Where the password has changed meanwhile, it stays changed.
pub(crate) async fn rehash(client: &Client, person: Uuid, old: &str, new: &str) -> Result<(), Error> {
    let sql = "UPDATE accounts SET password_hash = $3 WHERE person_id = $1 AND password_hash = $2";
    execute(client, sql, &[&person, &old, &new]).await?;
    Ok(())
}

/// Sets the caller's password, and ends every other session.
pub(crate) async fn change(db: &Db, caller: &SignedIn, hash: &str, device: &Device) -> Result<(), Error> {
    let caller = *caller;
    transact(db, |transaction| replace(transaction, caller, hash.to_owned(), device.clone()).boxed()).await
}

async fn replace(
    transaction: &Transaction<'_>,
    caller: SignedIn,
    hash: String,
    device: Device,
) -> Result<(), Error> {
    accounts::hold_as(transaction, &caller).await?;
    set(transaction, caller.id, &hash).await?;
    sessions::close_others(transaction, caller.id, &caller.token).await?;
    security_events::note(transaction, caller.id, Kind::PasswordChanged, &device).await
}

/// The address of a person, and a code that sets a new password.
pub(crate) async fn forget(db: &Db, person: Uuid, device: &Device) -> Result<(String, String), Error> {
    retry(|| async {
        let mut client = db.client().await?;
        let transaction = client.transaction().await?;
        let done = issue(&transaction, person, device).await?;
        commit(transaction).await?;
        Ok(done)
    })
    .await
}

async fn issue(
    transaction: &Transaction<'_>,
    person: Uuid,
    device: &Device,
) -> Result<(String, String), Error> {
    let account = accounts::hold(transaction, person).await?;
    let code = tickets::add(transaction, Purpose::PasswordReset, person, &()).await?;
    security_events::note(transaction, person, Kind::PasswordForgotten, device).await?;
    Ok((account.email, code))
}

/// Sets the password of whoever has the code, and ends every session.
pub(crate) async fn reset(
    db: &Db,
    person: Uuid,
    code: &str,
    hash: &str,
    device: &Device,
) -> Result<(), Error> {
    retry(|| async {
        let mut client = db.client().await?;
        let transaction = client.transaction().await?;
        redeem(&transaction, person, code, hash, device).await?;
        commit(transaction).await
    })
    .await
}

/// The code came by mail, so the address is shown to be the owner's.
async fn redeem(
    transaction: &Transaction<'_>,
    person: Uuid,
    code: &str,
    hash: &str,
    device: &Device,
) -> Result<(), Error> {
    let account = accounts::hold(transaction, person).await?;
    let ticket = tickets::redeem::<()>(transaction, Purpose::PasswordReset, code).await?;
    ticket.ok_or(Error::Expired(OLD_LINK))?;
    set(transaction, person, hash).await?;
    if !account.email_verified {
        hand_over(transaction, person).await?;
    }
    sessions::close_all(transaction, person).await?;
    failed_tries::clear(transaction, person, device).await?;
    security_events::note(transaction, person, Kind::PasswordReset, device).await
}

/// Until now somebody else may have had the account, who has registered with an address of others: whatever that person has set up to
/// sign in by goes, and the account is that of whoever gets its mails.
async fn hand_over(transaction: &Transaction<'_>, person: Uuid) -> Result<(), Error> {
    for table in ["passkeys", "authenticators", "recovery_codes", "identities"] {
        execute(transaction, &format!("DELETE FROM {table} WHERE person_id = $1"), &[&person]).await?;
    }
    let sql = "UPDATE accounts SET email_verified = true WHERE person_id = $1";
    execute(transaction, sql, &[&person]).await?;
    Ok(())
}

/// Sets a password. What was begun under the old one, by whomever, goes no further.
async fn set(transaction: &Transaction<'_>, person: Uuid, hash: &str) -> Result<(), Error> {
    let sql =
        "UPDATE accounts SET password_hash = $2, password_set_at = clock_timestamp() WHERE person_id = $1";
    execute(transaction, sql, &[&person, &hash]).await?;
    tickets::revoke_all(transaction, person).await
}
