//! Accounts: making one, finding the one that signs in or is signed in, and how one is set up.

use super::{ATTEMPTS, Client, Db, is_rolled_back, query, query_opt, rfc3339, security_events};
use crate::Error;
use crate::guards::Device;
use common::Success;
use common::accounts::{self, Register};
use common::passkeys::Passkey;
use common::security_events::Kind;
use rocket::tokio::try_join;
use tokio_postgres::Row;
use uuid::Uuid;

/// How somebody who signs in is known.
pub(crate) struct Account {
    pub(crate) person_id: Uuid,
    /// `None` where one signs in another way.
    pub(crate) password_hash: Option<String>,
}

/// Makes a person with an account; the unique indexes decide between two who ask at once.
pub(crate) async fn create(
    db: &Db,
    wanted: &Register,
    password_hash: &str,
    device: &Device,
) -> Result<(), Error> {
    let (person_id, mut attempt) = (Uuid::now_v7(), 1);
    loop {
        match insert(&mut db.client().await?, person_id, wanted, password_hash, device).await {
            Err(error) if attempt < ATTEMPTS && is_rolled_back(&error) => attempt += 1,
            done => return done,
        }
    }
}

async fn insert(
    client: &mut Client,
    id: Uuid,
    wanted: &Register,
    hash: &str,
    device: &Device,
) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    let people = "INSERT INTO people (person_id, username) VALUES ($1, $2)";
    transaction.execute(people, &[&id, &wanted.username]).await?;
    let accounts = "INSERT INTO accounts (person_id, email, password_hash) VALUES ($1, $2, $3)";
    transaction.execute(accounts, &[&id, &wanted.email_id, &hash]).await?;
    security_events::note(&transaction, id, Kind::Registered, device).await?;
    Ok(transaction.commit().await?)
}

/// The account of a username or an e-mail address, either without regard to case. A username has no `@`.
pub(crate) async fn find(client: &Client, name: &str) -> Result<Option<Account>, Error> {
    let sql = if name.contains('@') {
        "SELECT person_id, password_hash FROM accounts WHERE lower(email) = lower($1)"
    } else {
        "SELECT person_id, password_hash FROM accounts JOIN people USING (person_id)
         WHERE lower(username) COLLATE \"C\" = lower($1)"
    };
    let Some(row) = query_opt(client, sql, &[&name]).await? else { return Ok(None) };
    Ok(Some(Account { person_id: row.try_get(0)?, password_hash: row.try_get(1)? }))
}

/// The hash of a person's own password, where they have one.
pub(crate) async fn password_hash(client: &Client, person_id: Uuid) -> Result<Option<String>, Error> {
    let sql = "SELECT password_hash FROM accounts WHERE person_id = $1";
    let row = query_opt(client, sql, &[&person_id]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
}

/// How a person's account is set up; both statements travel together.
pub(crate) async fn view(client: &Client, person_id: Uuid) -> Result<accounts::Account, Error> {
    let account = "
        SELECT email, email_verified, password_hash IS NOT NULL,
               (SELECT email FROM identities WHERE person_id = $1 ORDER BY created_at DESC LIMIT 1),
               EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed),
               (SELECT count(*) FROM recovery_codes WHERE person_id = $1)
        FROM accounts WHERE person_id = $1";
    let passkeys = "SELECT passkey_id, name, created_at FROM passkeys WHERE person_id = $1
                    ORDER BY created_at, passkey_id";
    let account = async { query_opt(client, account, &[&person_id]).await };
    let passkeys = async { query(client, passkeys, &[&person_id]).await };
    let (account, passkeys) = try_join!(account, passkeys)?;
    let account = account.ok_or(Error::Unauthenticated("This account is gone."))?;
    Ok(accounts::Account {
        success: Success,
        email_id: account.try_get(0)?,
        email_verified: account.try_get(1)?,
        has_password: account.try_get(2)?,
        google: account.try_get(3)?,
        has_authenticator: account.try_get(4)?,
        recovery_codes: account.try_get(5)?,
        passkeys: passkeys.iter().map(passkey).collect::<Result<_, _>>()?,
    })
}

fn passkey(row: &Row) -> Result<Passkey, Error> {
    let created_at = rfc3339(row.try_get(2)?);
    Ok(Passkey { passkey_id: row.try_get(0)?, name: row.try_get(1)?, created_at })
}
