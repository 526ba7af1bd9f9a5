//! Logins: the last step of every login method. One transaction locks the account, checks or consumes the evidence once more, and opens
//! a session. So no session is opened by a password, code or passkey that has been changed or removed meanwhile.

use super::account::Account;
use super::identities::Identity;
use super::{account, notices, security_events, sessions, suspension};
use crate::database::accounts::second_factors::verify::Shown;
use crate::database::accounts::second_factors::{passkeys, verify};
use crate::database::connection::Transaction;
use crate::database::{Db, Error};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::tokens;
use crate::identity::tokens::TokenHash;
use crate::letters::mail::Mail;
use crate::{Refusal, config};
use common::Code;
use common::accounts::second_factors::SecondFactor;
use common::accounts::security_events::Kind;
use common::accounts::sessions::LoggedIn;
use uuid::Uuid;

/// What every login method takes beside its evidence.
pub(crate) struct LoginContext<'a> {
    /// The session of the request, which ends.
    pub(crate) before: Option<&'a SignedIn>,
    pub(crate) lifetime: &'a config::Sessions,
    pub(crate) device: &'a Device,
    pub(crate) mail: &'a Mail,
}

/// Logs a login and its method.
fn log(login: &LoggedIn, way: &str, device: &Device) {
    tracing::info!(person = %login.user_id, way, address = device.address(), "signed in");
}

/// By the password that an account had when it was found.
pub(crate) async fn by_password(
    db: &Db,
    account: &Account,
    context: &LoginContext<'_>,
) -> Result<LoggedIn, Error> {
    let login = db.transaction(async |transaction| {
        account::lock_found(transaction, account).await?;
        open_session_or_demand(transaction, account.person_id, context).await
    });
    let login = login.await?.map_err(|asked| Refusal::SecondFactor(asked).into());
    login.inspect(|login| log(login, "password", context.device))
}

/// By the proof of an identity, which is consumed.
pub(crate) async fn by_proof(db: &Db, proof: &str, context: &LoginContext<'_>) -> Result<LoggedIn, Error> {
    let login = db.transaction(async |transaction| {
        let owner = Identity::peek(transaction, proof).await?.owner(transaction).await?;
        let person = owner.ok_or(Refusal::Plain(Code::GoogleAccountNotLinked))?;
        account::lock_account(transaction, person).await?;
        let identity = Identity::consume(transaction, proof).await?;
        if identity.owner(transaction).await? != Some(person) {
            return Err(Refusal::Plain(Code::GoogleAccountNotLinked).into());
        }
        open_session_or_demand(transaction, person, context).await
    });
    let login = login.await?.map_err(|asked| Refusal::SecondFactor(asked).into());
    login.inspect(|login| log(login, "provider", context.device))
}

/// By a passkey, whose use changes its stored state; `None` where it has been used or removed at the same time. A passkey is two
/// factors, possession and inherence or knowledge: no other factor is required.
pub(crate) async fn by_passkey(
    db: &Db,
    person: Uuid,
    credential_id: &[u8],
    change: [&str; 2],
    context: &LoginContext<'_>,
) -> Result<Option<LoggedIn>, Error> {
    let login = db.transaction(async |transaction| {
        account::lock_account(transaction, person).await?;
        match passkeys::update(transaction, person, credential_id, change).await? {
            true => open_session(transaction, person, context).await.map(Some),
            false => Ok(None),
        }
    });
    let login = login.await?;
    login.iter().for_each(|login| log(login, "passkey", context.device));
    Ok(login)
}

/// By a code after the password; `None` where it is wrong. It is consumed together with the ticket.
pub(crate) async fn by_code(
    db: &Db,
    ticket: &str,
    person: Uuid,
    shown: &Shown,
    context: &LoginContext<'_>,
) -> Result<Option<LoggedIn>, Error> {
    let login = db.transaction(async |transaction| {
        account::lock_account(transaction, person).await?;
        match verify::pass(transaction, ticket, person, shown, context.device).await? {
            true => open_session(transaction, person, context).await.map(Some),
            false => Ok(None),
        }
    });
    let login = login.await?;
    login.iter().for_each(|login| log(login, shown.way(), context.device));
    Ok(login)
}

/// Opens a session, or demands a second factor where the account has a passkey or a confirmed authenticator.
async fn open_session_or_demand(
    transaction: &Transaction<'_>,
    person: Uuid,
    context: &LoginContext<'_>,
) -> Result<Result<LoggedIn, SecondFactor>, Error> {
    match verify::demand(transaction, person).await? {
        Some(asked) => Ok(Err(asked)),
        None => open_session(transaction, person, context).await.map(Ok),
    }
}

/// Opens a session: the last step of every login method, after the second factor where one is required. So that an account is suspended
/// is told to nobody who has not shown all that opens it.
async fn open_session(
    transaction: &Transaction<'_>,
    person: Uuid,
    context: &LoginContext<'_>,
) -> Result<LoggedIn, Error> {
    suspension::refuse(transaction, person).await?;
    let (token, device) = (tokens::generate(), context.device);
    notices::tell_sign_in(transaction, context.mail, person, device).await?;
    sessions::open(transaction, &TokenHash::of(&token), person, context.lifetime, device).await?;
    security_events::note(transaction, person, Kind::SignedIn, device).await?;
    if let Some(old) = context.before {
        sessions::leave(transaction, old, device).await?;
    }
    Ok(LoggedIn::new(token, person))
}
