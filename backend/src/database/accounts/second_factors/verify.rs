//! Second factors: whether an account requires one after the password, and which codes are looked at.

use super::methods::methods;
use super::{authenticators, recovery_codes};
use crate::Refusal;
use crate::database::accounts::failed_attempts::Throttle;
use crate::database::accounts::{one_time_tokens, security_events};
use crate::database::connection::{Connection, Transaction};
use crate::database::{Db, Error};
use crate::identity::device::Device;
use crate::identity::purpose::Purpose;
use common::Code;
use common::accounts::second_factors::SecondFactor;
use common::accounts::security_events::Kind;
use std::time::SystemTime;
use uuid::Uuid;

/// What a caller has shown after the password.
pub(crate) enum Shown {
    /// A code of the authenticator that was begun then.
    Step { begun_at: SystemTime, step: i64 },
    /// Perhaps a recovery code.
    RecoveryCode(String),
}

impl Shown {
    /// What the log calls it.
    pub(crate) fn way(&self) -> &'static str {
        match self {
            Self::Step { .. } => "authenticator",
            Self::RecoveryCode(_) => "recovery code",
        }
    }

    /// What its owner is told of it afterwards. A step is told as the sign-in that it leads to.
    fn event(&self, is_right: bool) -> Option<Kind> {
        match self {
            _ if !is_right => Some(Kind::SecondFactorFailed),
            Self::RecoveryCode(_) => Some(Kind::RecoveryCodeUsed),
            Self::Step { .. } => None,
        }
    }
}

/// Codes that one right password is good for.
const ATTEMPTS: i16 = 5;
/// The complaint about a ticket that has been used or has expired.
const EXPIRED: Refusal = Refusal::Plain(Code::SignInExpired);

/// What is asked for after the password, if anything is.
pub(crate) async fn demand(client: &impl Connection, person: Uuid) -> Result<Option<SecondFactor>, Error> {
    let methods = methods(client, person).await?;
    if methods.is_empty() {
        return Ok(None);
    }
    let ticket = one_time_tokens::issue(client, Purpose::SecondFactor, Some(person), &()).await?;
    Ok(Some(SecondFactor { ticket, methods }))
}

/// Counts a code as wrong before it is looked at, so that of many at once no more are looked at than may be wrong; and returns whose
/// account it is for. One that comes too early costs the ticket nothing.
pub(crate) async fn count(db: &Db, ticket: &str) -> Result<Uuid, Error> {
    db.transaction(async |transaction| {
        let person =
            one_time_tokens::count_attempt(transaction, Purpose::SecondFactor, ticket, ATTEMPTS).await?;
        let person = person.ok_or(EXPIRED)?;
        Throttle::code(person).count_within(transaction).await?;
        Ok(person)
    })
    .await
}

/// Uses a code up, and the ticket with it, and returns whether the code was right; then no wrong code counts any more. Of two who
/// come at once, one is turned away.
pub(crate) async fn pass(
    transaction: &Transaction<'_>,
    ticket: &str,
    person: Uuid,
    shown: &Shown,
    device: &Device,
) -> Result<bool, Error> {
    let is_right = match shown {
        Shown::Step { begun_at, step } => {
            authenticators::advance(transaction, person, *begun_at, *step).await?
        }
        Shown::RecoveryCode(code) => recovery_codes::consume(transaction, person, code).await?,
    };
    if is_right {
        one_time_tokens::consume::<()>(transaction, Purpose::SecondFactor, ticket).await?.ok_or(EXPIRED)?;
        Throttle::code(person).forget(transaction).await?;
    }
    if let Some(event) = shown.event(is_right) {
        security_events::note(transaction, person, event, device).await?;
    }
    Ok(is_right)
}
