//! How accounts are set up: what one can sign in with.

use crate::Refusal;
use crate::database::{Client, Error, query, query_opt, rfc3339};
use common::Code;
use common::Success;
use common::accounts::account::Account;
use common::accounts::passkeys::Passkey;
use rocket::tokio::try_join;
use tokio_postgres::Row;
use uuid::Uuid;

/// How a person's account is set up; both statements travel together.
pub(crate) async fn find(client: &Client, person_id: Uuid) -> Result<Account, Error> {
    let account = "
        SELECT email, email_verified, email_proven_at IS NOT NULL, password_hash IS NOT NULL,
               (SELECT email FROM identities WHERE person_id = $1 ORDER BY created_at DESC LIMIT 1),
               EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed),
               (SELECT count(*) FROM recovery_codes WHERE person_id = $1), undelivered
        FROM accounts WHERE person_id = $1";
    let passkeys = "SELECT passkey_id, name, created_at FROM passkeys WHERE person_id = $1
                    ORDER BY created_at, passkey_id";
    let account = async { query_opt(client, account, &[&person_id]).await };
    let passkeys = async { query(client, passkeys, &[&person_id]).await };
    let (account, passkeys) = try_join!(account, passkeys)?;
    let account = account.ok_or(Refusal::Plain(Code::AccountDeleted))?;
    Ok(Account {
        success: Success,
        email_id: account.try_get(0)?,
        email_verified: account.try_get(1)?,
        email_confirmed: account.try_get(2)?,
        has_password: account.try_get(3)?,
        google: account.try_get(4)?,
        has_authenticator: account.try_get(5)?,
        recovery_codes: account.try_get(6)?,
        undelivered: account.try_get(7)?,
        passkeys: passkeys.iter().map(passkey).collect::<Result<_, _>>()?,
    })
}

fn passkey(row: &Row) -> Result<Passkey, Error> {
    let created_at = rfc3339(row.try_get(2)?);
    Ok(Passkey { passkey_id: row.try_get(0)?, name: row.try_get(1)?, created_at })
}
