//! Logins: the last step of each way to sign in. The account is held, what was shown is looked at once more or used up, and a session
//! opens: all of it, or nothing. So nobody comes in by a password, a code or a passkey that has ceased to be right meanwhile.

use super::account::Account;
use super::identities::Identity;
use super::{account, notices, security_events, sessions};
use crate::database::accounts::second_factors::verify::Shown;
use crate::database::accounts::second_factors::{passkeys, verify};
use crate::database::{Db, Error};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::tokens;
use crate::identity::tokens::TokenHash;
use crate::letters::mail::Mail;
use crate::{Refusal, config};
use common::accounts::second_factors::SecondFactor;
use common::accounts::security_events::Kind;
use common::accounts::sessions::LoggedIn;
use rocket_db_pools::deadpool_postgres::Transaction;
use uuid::Uuid;

/// What every way to sign in takes beside its evidence.
pub(crate) struct LoginContext<'a> {
    /// The session that the caller came with, which ends.
    pub(crate) before: Option<&'a SignedIn>,
    pub(crate) lifetime: &'a config::Sessions,
    pub(crate) device: &'a Device,
    pub(crate) mail: &'a Mail,
}

/// By which way an account was signed in to, for the log.
fn log(entered: &LoggedIn, way: &str, device: &Device) {
    tracing::info!(person = %entered.user_id, way, address = device.address(), "signed in");
}

/// By the password that an account had when it was found.
pub(crate) async fn by_password(
    db: &Db,
    account: &Account,
    arrival: &LoginContext<'_>,
) -> Result<LoggedIn, Error> {
    let entered = db.transaction(async |transaction| {
        account::lock_found(transaction, account).await?;
        enter_or_ask(transaction, account.person_id, arrival).await
    });
    let entered = entered.await?.map_err(|asked| Refusal::SecondFactor(asked).into());
    entered.inspect(|entered| log(entered, "password", arrival.device))
}

/// By the proof of an identity, which is used up.
pub(crate) async fn by_proof(db: &Db, proof: &str, arrival: &LoginContext<'_>) -> Result<LoggedIn, Error> {
    let entered = db.transaction(async |transaction| {
        let owner = Identity::look(transaction, proof).await?.owner(transaction).await?;
        let person = owner.ok_or(Refusal::NoSuchIdentity)?;
        account::lock_account(transaction, person).await?;
        let identity = Identity::redeem(transaction, proof).await?;
        if identity.owner(transaction).await? != Some(person) {
            return Err(Refusal::NoSuchIdentity.into());
        }
        enter_or_ask(transaction, person, arrival).await
    });
    let entered = entered.await?.map_err(|asked| Refusal::SecondFactor(asked).into());
    entered.inspect(|entered| log(entered, "provider", arrival.device))
}

/// By a passkey, of which the use has changed what is kept; `None` where it has been used or removed at the same time. A passkey is two
/// factors, what one has and what one is or knows: nothing more is asked for.
pub(crate) async fn by_passkey(
    db: &Db,
    person: Uuid,
    credential_id: &[u8],
    change: [&str; 2],
    arrival: &LoginContext<'_>,
) -> Result<Option<LoggedIn>, Error> {
    let entered = db.transaction(async |transaction| {
        account::lock_account(transaction, person).await?;
        match passkeys::update(transaction, person, credential_id, change).await? {
            true => enter(transaction, person, arrival).await.map(Some),
            false => Ok(None),
        }
    });
    let entered = entered.await?;
    entered.iter().for_each(|entered| log(entered, "passkey", arrival.device));
    Ok(entered)
}

/// By a code after the password; `None` where it is wrong. It is used up together with the ticket.
pub(crate) async fn by_code(
    db: &Db,
    ticket: &str,
    person: Uuid,
    shown: &Shown,
    arrival: &LoginContext<'_>,
) -> Result<Option<LoggedIn>, Error> {
    let entered = db.transaction(async |transaction| {
        account::lock_account(transaction, person).await?;
        match verify::pass(transaction, ticket, person, shown, arrival.device).await? {
            true => enter(transaction, person, arrival).await.map(Some),
            false => Ok(None),
        }
    });
    let entered = entered.await?;
    entered.iter().for_each(|entered| log(entered, shown.way(), arrival.device));
    Ok(entered)
}

/// From the first passkey or confirmed authenticator on, one factor alone is not enough.
async fn enter_or_ask(
    transaction: &Transaction<'_>,
    person: Uuid,
    arrival: &LoginContext<'_>,
) -> Result<Result<LoggedIn, SecondFactor>, Error> {
    match verify::demand(transaction, person).await? {
        Some(asked) => Ok(Err(asked)),
        None => enter(transaction, person, arrival).await.map(Ok),
    }
}

/// Opens a session: the one end of every way to sign in. Where a second factor is asked for, it has been shown.
async fn enter(
    transaction: &Transaction<'_>,
    person: Uuid,
    arrival: &LoginContext<'_>,
) -> Result<LoggedIn, Error> {
    let (token, device) = (tokens::generate(), arrival.device);
    notices::tell_sign_in(transaction, arrival.mail, person, device).await?;
    sessions::open(transaction, &TokenHash::of(&token), person, arrival.lifetime, device).await?;
    security_events::note(transaction, person, Kind::SignedIn, device).await?;
    if let Some(old) = arrival.before {
        sessions::leave(transaction, old, device).await?;
    }
    Ok(LoggedIn::new(token, person))
}
