//! Passkeys: the public keys that an account knows.

use super::recovery_codes;
use crate::Refusal;
use crate::database::accounts::{account, notices, security_events};
use crate::database::connection::{Connection, Transaction};
use crate::database::{Client, Db, Error, execute, query, query_opt};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::letters::changes::Change;
use crate::letters::mail::Mail;
use common::Code;
use common::accounts::security_events::Kind;
use uuid::Uuid;

/// Passkeys of an account at the most.
const MOST: usize = 20;

/// A passkey that an account is about to have.
#[derive(Clone, Copy)]
pub(crate) struct NewPasskey<'a> {
    /// Which of all passkeys it is.
    pub(crate) credential_id: &'a [u8],
    /// What its owner calls it.
    pub(crate) name: &'a str,
    /// The public key, and all that is known of it, as the library writes it.
    pub(crate) passkey: &'a str,
}

/// Which passkeys an account has; refused where no further one may come.
pub(crate) async fn known(client: &Client, person: Uuid) -> Result<Vec<Vec<u8>>, Error> {
    let rows = query(client, "SELECT credential_id FROM passkeys WHERE person_id = $1", &[&person]).await?;
    refuse_beyond(rows.len())?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

fn refuse_beyond(count: usize) -> Result<(), Refusal> {
    match count {
        0..MOST => Ok(()),
        _ => Err(Refusal::Plain(Code::TooManyPasskeys)),
    }
}

/// Adds a passkey, and returns new recovery codes where there are none.
pub(crate) async fn add(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    wanted: NewPasskey<'_>,
    device: &Device,
) -> Result<Vec<String>, Error> {
    let person = caller.id;
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        let there = query(transaction, "SELECT FROM passkeys WHERE person_id = $1", &[&person]).await?;
        refuse_beyond(there.len())?;
        let sql = "INSERT INTO passkeys (person_id, credential_id, passkey_id, name, passkey) VALUES ($1, $2, $3, $4, $5)";
        let NewPasskey { credential_id, name, passkey } = wanted;
        execute(transaction, sql, &[&person, &credential_id, &Uuid::now_v7(), &name, &passkey]).await?;
        let codes = recovery_codes::provide(transaction, person).await?;
        security_events::note(transaction, person, Kind::PasskeyAdded, device).await?;
        notices::tell(transaction, mail, person, &account, Change::PasskeyAdded).await?;
        Ok(codes)
    })
    .await
}

/// What is kept of one of a person's passkeys.
pub(crate) async fn find(
    client: &Client,
    person: Uuid,
    credential_id: &[u8],
) -> Result<Option<String>, Error> {
    let sql = "SELECT passkey FROM passkeys WHERE person_id = $1 AND credential_id = $2";
    let row = query_opt(client, sql, &[&person, &credential_id]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// Writes down what a use has changed of a passkey, and returns whether it was still as it was read: of two who use it at once
/// with one count of uses, one finds it changed.
pub(crate) async fn update(
    client: &impl Connection,
    person: Uuid,
    credential_id: &[u8],
    [before, after]: [&str; 2],
) -> Result<bool, Error> {
    let sql = "UPDATE passkeys SET passkey = $4 WHERE person_id = $1 AND credential_id = $2 AND passkey = $3";
    Ok(execute(client, sql, &[&person, &credential_id, &before, &after]).await? > 0)
}

/// Takes a passkey away. Idempotent.
pub(crate) async fn remove(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    passkey_id: Uuid,
    device: &Device,
) -> Result<(), Error> {
    let person = caller.id;
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        let sql = "DELETE FROM passkeys WHERE person_id = $1 AND passkey_id = $2";
        let was_there = execute(transaction, sql, &[&person, &passkey_id]).await? > 0;
        if was_there {
            keep_a_way_in(transaction, person).await?;
            recovery_codes::tidy(transaction, person).await?;
            security_events::note(transaction, person, Kind::PasskeyRemoved, device).await?;
            notices::tell(transaction, mail, person, &account, Change::PasskeyRemoved).await?;
        }
        Ok(())
    })
    .await
}

/// Refuses to leave an account without a login method.
pub(super) async fn keep_a_way_in(transaction: &Transaction<'_>, person: Uuid) -> Result<(), Error> {
    let sql = "SELECT FROM accounts WHERE person_id = $1
               AND (password_hash IS NOT NULL
                    OR EXISTS (SELECT FROM identities WHERE person_id = $1)
                    OR EXISTS (SELECT FROM passkeys WHERE person_id = $1))";
    let nothing_left = Refusal::Plain(Code::LastPasskey);
    Ok(query_opt(transaction, sql, &[&person]).await?.map(drop).ok_or(nothing_left)?)
}
