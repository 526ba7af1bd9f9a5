//! Authenticators: one for each account, with its secret sealed. It is in force once it is confirmed.

use super::recovery_codes;
use crate::Refusal;
use crate::database::accounts::failed_attempts::Throttle;
use crate::database::accounts::{account, notices, security_events};
use crate::database::connection::Connection;
use crate::database::{Client, Db, Error, execute, query_opt};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::letters::changes::Change;
use crate::letters::mail::Mail;
use common::Code;
use common::accounts::security_events::Kind;
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// How long one that was begun waits to be confirmed.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Puts a new one in the place of one that was never confirmed.
pub(crate) async fn begin(db: &Db, caller: &SignedIn, sealed: &[u8]) -> Result<(), Error> {
    db.transaction(async |transaction| {
        account::lock_account_for(transaction, caller).await?;
        let sql = "INSERT INTO authenticators (person_id, sealed, begun_at) VALUES ($1, $2, clock_timestamp())
                   ON CONFLICT (person_id) DO UPDATE SET sealed = $2, begun_at = EXCLUDED.begun_at WHERE NOT authenticators.confirmed";
        if execute(transaction, sql, &[&caller.id, &sealed]).await? == 0 {
            return Err(Refusal::Plain(Code::AuthenticatorExists).into());
        }
        Ok(())
    })
    .await
}

/// One of a person's, in force or to be confirmed.
pub(crate) struct Kept {
    pub(crate) sealed: Vec<u8>,
    /// When it was begun, which tells it from every other one of the same person.
    pub(crate) begun_at: SystemTime,
}

/// The one that a person has, or that was begun and can still be confirmed.
pub(crate) async fn find(client: &Client, person: Uuid, confirmed: bool) -> Result<Option<Kept>, Error> {
    let sql = "SELECT sealed, begun_at FROM authenticators WHERE person_id = $1 AND confirmed = $2
               AND (confirmed OR begun_at > now() - make_interval(secs => $3))";
    let row = query_opt(client, sql, &[&person, &confirmed, &PATIENCE.as_secs_f64()]).await?;
    row.map(|row| Ok(Kept { sealed: row.try_get(0)?, begun_at: row.try_get(1)? })).transpose()
}

/// Puts the one that was begun in force, and returns new recovery codes where there are none.
pub(crate) async fn confirm(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    begun_at: SystemTime,
    step: i64,
    device: &Device,
) -> Result<Vec<String>, Error> {
    let person = caller.id;
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        let sql = "UPDATE authenticators SET confirmed = true, last_step = $3
                   WHERE person_id = $1 AND begun_at = $2 AND NOT confirmed";
        if execute(transaction, sql, &[&person, &begun_at, &step]).await? == 0 {
            return Err(Refusal::Plain(Code::AuthenticatorReplaced).into());
        }
        Throttle::code(person).forget(transaction).await?;
        let codes = recovery_codes::provide(transaction, person).await?;
        security_events::note(transaction, person, Kind::AuthenticatorAdded, device).await?;
        notices::tell(transaction, mail, person, &account, Change::AuthenticatorAdded).await?;
        Ok(codes)
    })
    .await
}

/// Uses up a step of time and all before it, and returns whether it was still to be had: of two who bring one code, one finds it
/// used.
pub(crate) async fn advance(
    client: &impl Connection,
    person: Uuid,
    begun_at: SystemTime,
    step: i64,
) -> Result<bool, Error> {
    let sql = "UPDATE authenticators SET last_step = $3
               WHERE person_id = $1 AND begun_at = $2 AND confirmed AND last_step < $3";
    Ok(execute(client, sql, &[&person, &begun_at, &step]).await? > 0)
}

/// Takes it away. Idempotent.
pub(crate) async fn remove(db: &Db, mail: &Mail, caller: &SignedIn, device: &Device) -> Result<(), Error> {
    let person = caller.id;
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        let sql = "DELETE FROM authenticators WHERE person_id = $1 RETURNING confirmed";
        let row = query_opt(transaction, sql, &[&person]).await?;
        let was_there = row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
        if was_there {
            recovery_codes::tidy(transaction, person).await?;
            security_events::note(transaction, person, Kind::AuthenticatorRemoved, device).await?;
            notices::tell(transaction, mail, person, &account, Change::AuthenticatorRemoved).await?;
        }
        Ok(())
    })
    .await
}
