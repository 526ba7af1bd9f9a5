//! What an operator does to an account. Its owner is told in the account's events, and the operator's log has it too, by the same
//! transaction.

use super::operator_log::Operator;
use super::second_factors::reset;
use super::{account, email_links, operator_log, security_events, sessions, suspension, tokens_of_person};
use crate::Refusal;
use crate::database::connection::Transaction;
use crate::database::{Client, Db, Error, query, query_opt};
use crate::identity::purpose::Purpose;
use common::accounts::security_events::Kind;
use std::collections::BTreeSet;
use std::time::SystemTime;
use uuid::Uuid;

/// Sessions that one transaction ends at the most.
const AT_ONCE: i64 = 500;

/// Something to be done to one account.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Suspend,
    Restore,
    SignOut,
    ResetSecondFactor,
    VerifyEmail,
}

impl Operation {
    /// What the log calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Restore => "restore",
            Self::SignOut => "sign-out",
            Self::ResetSecondFactor => "reset-second-factor",
            Self::VerifyEmail => "verify-email",
        }
    }

    /// What the owner is told.
    fn event(self) -> Kind {
        match self {
            Self::Suspend => Kind::Suspended,
            Self::Restore => Kind::Restored,
            Self::SignOut => Kind::SessionsEndedByOperator,
            Self::ResetSecondFactor => Kind::SecondFactorReset,
            Self::VerifyEmail => Kind::EmailVerifiedByOperator,
        }
    }
}

/// Does it, and returns whether there was anything to do. What changes nothing is not noted.
///
/// # Errors
///
/// [`Refusal::Unreadable`] where the account has no address to verify, or no other way in than a passkey.
pub(crate) async fn carry_out(
    db: &Db,
    operation: Operation,
    person: Uuid,
    operator: &Operator,
) -> Result<bool, Error> {
    db.transaction(async |transaction| {
        account::lock_any(transaction, person).await?;
        let has_changed = apply(transaction, operation, person).await?;
        if has_changed {
            security_events::note_by_itself(transaction, person, operation.event()).await?;
            operator_log::note(transaction, operator, [operation.name(), ""], Some(person)).await?;
        }
        Ok(has_changed)
    })
    .await
}

async fn apply(transaction: &Transaction<'_>, operation: Operation, person: Uuid) -> Result<bool, Error> {
    match operation {
        Operation::Suspend => {
            let has_changed = suspension::set(transaction, person, true).await?;
            sessions::close_all(transaction, person).await?;
            Ok(has_changed)
        }
        Operation::Restore => suspension::set(transaction, person, false).await,
        Operation::SignOut => Ok(sessions::close_all(transaction, person).await? > 0),
        Operation::ResetSecondFactor => reset::remove_all(transaction, person).await,
        Operation::VerifyEmail => verify_email(transaction, person).await,
    }
}

/// As if the owner had pressed the link in a mail.
async fn verify_email(transaction: &Transaction<'_>, person: Uuid) -> Result<bool, Error> {
    let sql = "SELECT email, email_proven_at IS NOT NULL FROM accounts WHERE person_id = $1";
    let row = query_opt(transaction, sql, &[&person]).await?;
    let email = row.as_ref().map(|row| row.try_get::<_, Option<String>>(0)).transpose()?.flatten();
    let (Some(row), Some(email)) = (row, email) else {
        return Err(Refusal::Unreadable("This account has no e-mail address.".to_owned()).into());
    };
    if row.try_get(1)? {
        return Ok(false);
    }
    email_links::set(transaction, person, &email).await?;
    tokens_of_person::revoke(transaction, Purpose::Email, person).await?;
    Ok(true)
}

/// Notes that the sessions of all are about to be ended, and returns up to when they have to have begun: before a time, or by now.
pub(crate) async fn begin_end_of_sessions(
    client: &Client,
    before: Option<SystemTime>,
    operator: &Operator,
) -> Result<SystemTime, Error> {
    let detail =
        before.map_or("all".to_owned(), |before| format!("before {}", crate::database::rfc3339(before)));
    operator_log::note(client, operator, ["end-sessions", &detail], None).await?;
    match before {
        Some(before) => Ok(before),
        None => {
            let now = query_opt(client, "SELECT clock_timestamp()", &[]).await?;
            Ok(now.ok_or_else(|| Error::fault("no row"))?.try_get(0)?)
        }
    }
}

/// Ends some of the sessions that began before a time, tells their owners, and returns how many; 0 when none is left. A transaction for
/// each part: whatever breaks off leaves sessions that the next run ends.
pub(crate) async fn end_some_sessions(db: &Db, before: SystemTime) -> Result<u64, Error> {
    db.transaction(async |transaction| {
        let sql = "DELETE FROM sessions WHERE token_hash IN (
                       SELECT token_hash FROM sessions WHERE created_at < $1 LIMIT $2)
                   RETURNING person_id";
        let rows = query(transaction, sql, &[&before, &AT_ONCE]).await?;
        let people = rows.iter().map(|row| row.try_get(0)).collect::<Result<BTreeSet<Uuid>, _>>()?;
        for person in people {
            security_events::note_by_itself(transaction, person, Kind::SessionsEndedByOperator).await?;
        }
        Ok(rows.len() as u64)
    })
    .await
}
