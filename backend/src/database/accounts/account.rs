//! Accounts: finding and locking them.

use super::sessions;
use crate::Refusal;
use crate::credentials::passwords::PasswordHash;
use crate::database::connection::{Connection, Transaction};
use crate::database::constraints::email_taken;
use crate::database::{Client, Error, query_opt};
use crate::identity::caller::SignedIn;
use crate::identity::email_address;
use crate::identity::email_address::fold;
use common::Code;
use std::time::SystemTime;
use tokio_postgres::Row;
use uuid::Uuid;

/// An account, as a login finds it.
pub(crate) struct Account {
    pub(crate) person_id: Uuid,
    /// `None` for an account without a password.
    pub(crate) password: Option<PasswordHash>,
    /// When its owner chose the password. Rehashing at another cost does not change it.
    password_set_at: SystemTime,
}

/// The recipient of mails about an account.
pub(crate) struct Contact {
    pub(crate) username: String,
    /// `None` where its true owner has taken it off the account.
    pub(crate) email: Option<String>,
    /// The owner has shown to get mail there: so it is asked for consent, and told what changes.
    pub(crate) email_verified: bool,
    /// Shown by a press, or by a provider, at a time that is kept: ways in that are set up since survive a reset. An address that was
    /// verified before such times were kept is to be confirmed once more.
    pub(super) email_confirmed: bool,
}

impl Contact {
    /// The address, where it is shown to be the owner's.
    pub(super) fn proven_email(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_verified)
    }
}

/// The account of a username or an e-mail address, either without regard to case. A username has no `@`.
pub(crate) async fn find(client: &Client, name: &str) -> Result<Option<Account>, Error> {
    let folded = fold(name);
    let (sql, key) = match folded.contains('@') {
        true => (
            "SELECT person_id, password_hash, password_key, password_set_at FROM accounts WHERE email_key = $1",
            email_address::key(name),
        ),
        false => (
            "SELECT person_id, password_hash, password_key, password_set_at FROM accounts JOIN people USING (person_id)
             WHERE lower(username COLLATE \"C\") = $1",
            folded,
        ),
    };
    let Some(row) = query_opt(client, sql, &[&key]).await? else { return Ok(None) };
    Ok(Some(Account {
        person_id: row.try_get(0)?,
        password: password_in(&row)?,
        password_set_at: row.try_get("password_set_at")?,
    }))
}

fn password_in(row: &Row) -> Result<Option<PasswordHash>, Error> {
    let (hash, key) = (row.try_get::<_, Option<String>>("password_hash")?, row.try_get("password_key")?);
    Ok(hash.map(|hash| PasswordHash { hash, key }))
}

/// Whose account has an address, however it is spelled.
pub(in crate::database) async fn find_person(
    client: &impl Connection,
    email: &str,
) -> Result<Option<Uuid>, Error> {
    let sql = "SELECT person_id FROM accounts WHERE email_key = $1";
    let row = query_opt(client, sql, &[&email_address::key(email)]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The hash of a person's own password, where they have one.
pub(crate) async fn password(client: &Client, person_id: Uuid) -> Result<Option<PasswordHash>, Error> {
    let sql = "SELECT password_hash, password_key FROM accounts WHERE person_id = $1";
    let row = query_opt(client, sql, &[&person_id]).await?;
    Ok(row.as_ref().map(password_in).transpose()?.flatten())
}

/// The recipient of mails about a person's account.
pub(crate) async fn contact(client: &impl Connection, person_id: Uuid) -> Result<Contact, Error> {
    read_contact(client, person_id, "").await
}

/// As [`contact`]; and until the transaction ends, no other transaction that locks the account changes it or its login methods. What is there is
/// read by a later statement: this one sees it as it was before it may have waited.
pub(super) async fn lock_account(transaction: &Transaction<'_>, person_id: Uuid) -> Result<Contact, Error> {
    read_contact(transaction, person_id, "FOR NO KEY UPDATE OF accounts").await
}

async fn read_contact(client: &impl Connection, person_id: Uuid, lock: &str) -> Result<Contact, Error> {
    let sql = format!(
        "SELECT username, email, email_verified, email_proven_at IS NOT NULL
         FROM accounts JOIN people USING (person_id) WHERE person_id = $1 {lock}"
    );
    let row = query_opt(client, &sql, &[&person_id]).await?;
    let row = row.ok_or(Refusal::Plain(Code::AccountDeleted))?;
    Ok(Contact {
        username: row.try_get(0)?,
        email: row.try_get(1)?,
        email_verified: row.try_get(2)?,
        email_confirmed: row.try_get(3)?,
    })
}

/// Locks the account that a person has, if any, as [`lock_account`] does.
pub(super) async fn lock_any(transaction: &Transaction<'_>, person_id: Uuid) -> Result<(), Error> {
    let sql = "SELECT FROM accounts WHERE person_id = $1 FOR NO KEY UPDATE";
    query_opt(transaction, sql, &[&person_id]).await.map(drop)
}

/// Locks an account, unless its password has changed meanwhile, or it is gone.
pub(super) async fn lock_found(transaction: &Transaction<'_>, found: &Account) -> Result<(), Error> {
    let sql = "SELECT FROM accounts WHERE person_id = $1 AND password_set_at = $2 FOR NO KEY UPDATE";
    let row = query_opt(transaction, sql, &[&found.person_id, &found.password_set_at]).await?;
    Ok(row.map(drop).ok_or(Refusal::Plain(Code::WrongCredentials))?)
}

/// Locks the account of a caller, unless the session has ended since the request was admitted, such as while bcrypt ran.
pub(crate) async fn lock_account_for(
    transaction: &Transaction<'_>,
    caller: &SignedIn,
) -> Result<Contact, Error> {
    let account = lock_account(transaction, caller.id).await?;
    sessions::refuse_ended(transaction, &caller.token).await?;
    Ok(account)
}

/// Refuses an address that another account has. The owner may spell it in another way.
pub(crate) async fn refuse_taken(client: &Client, email: &str, owner: Uuid) -> Result<(), Error> {
    match find(client, email).await? {
        Some(account) if account.person_id != owner => Err(email_taken().into()),
        _ => Ok(()),
    }
}
