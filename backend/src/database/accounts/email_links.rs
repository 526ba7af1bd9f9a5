//! The links in mails about addresses: what a code is about, and what a press does with it. A code that was used is remembered, so that
//! its link can say what came of it.

use super::account::Contact;
use super::emails::Matter;
use super::{account, one_time_tokens, outbox, security_events, tokens_of_person};
use crate::Refusal;
use crate::database::connection::{Connection, Transaction};
use crate::database::{Db, Error, execute};
use crate::identity::device::Device;
use crate::identity::email_address::key;
use crate::identity::purpose::Purpose;
use crate::letters::mail::Mail;
use crate::letters::outgoing::Item;
use crate::letters::texts::Letter;
use common::Code;
use common::accounts::security_events::Kind;
use uuid::Uuid;

/// What has come of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The account's address is its owner's.
    Proven,
    /// The other address must agree as well.
    HalfAgreed,
    /// The account has another address now.
    Changed,
}

/// A code that works, or has worked.
pub(crate) struct Link {
    pub(crate) account: Contact,
    pub(crate) matter: Matter,
    /// What has come of it, where it was used.
    pub(crate) outcome: Option<Outcome>,
    person: Uuid,
}

/// Reads what a code is about, and leaves it as it is.
pub(crate) async fn peek(client: &impl Connection, code: &str) -> Result<Link, Error> {
    let (token, is_used) = match one_time_tokens::peek::<Matter>(client, Purpose::Email, code).await? {
        Some(token) => (token, false),
        None => {
            let used = one_time_tokens::peek(client, Purpose::UsedEmail, code).await?;
            (used.ok_or(Refusal::Plain(Code::LinkExpired))?, true)
        }
    };
    let person = token.person.ok_or(Refusal::Plain(Code::LinkExpired))?;
    let account = account::contact(client, person).await?;
    let mut link = Link { account, matter: token.content, outcome: None, person };
    if is_used {
        link.outcome = Some(link.came_to(client).await?);
    }
    Ok(link)
}

impl Link {
    /// What has come of a code that was used. That it has come to nothing since is an old link.
    async fn came_to(&self, client: &impl Connection) -> Result<Outcome, Error> {
        match &self.matter {
            Matter::Proof if self.account.email_verified => Ok(Outcome::Proven),
            Matter::Change { email, .. } if self.account.email.as_ref() == Some(email) => {
                Ok(Outcome::Changed)
            }
            Matter::Change { .. } if tokens_of_person::has(client, Purpose::Email, self.person).await? => {
                Ok(Outcome::HalfAgreed)
            }
            _ => Err(Refusal::Plain(Code::LinkExpired).into()),
        }
    }
}

/// Uses a code up, and does what it is good for. One that was used does nothing, and tells what has come of it.
pub(crate) async fn confirm(db: &Db, mail: &Mail, code: &str, device: &Device) -> Result<Outcome, Error> {
    let person = peek(&db.client().await?, code).await?.person;
    db.transaction(async |transaction| apply(transaction, mail, person, code, device).await).await
}

/// The account is locked first. So of two codes of one change that come at once, the second finds what the first has done.
async fn apply(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    code: &str,
    device: &Device,
) -> Result<Outcome, Error> {
    let account = account::lock_account(transaction, person).await?;
    let Some(token) = one_time_tokens::spend::<Matter>(transaction, code).await? else {
        return Ok(peek(transaction, code).await?.outcome.ok_or(Refusal::Plain(Code::LinkExpired))?);
    };
    let (outcome, event) = match token.content {
        Matter::Change { email, is_last: false } => {
            let last = Matter::Change { email, is_last: true };
            tokens_of_person::rewrite(transaction, Purpose::Email, person, &last).await?;
            return Ok(Outcome::HalfAgreed);
        }
        Matter::Proof => {
            let email = account.email.as_deref().ok_or(Refusal::Plain(Code::LinkExpired))?;
            set(transaction, person, email).await?;
            tokens_of_person::spend_all(transaction, person, &Matter::Proof).await?;
            // A change that was asked for before needs the consent of this address now.
            tokens_of_person::revoke(transaction, Purpose::Email, person).await?;
            (Outcome::Proven, Kind::EmailVerified)
        }
        Matter::Change { email, is_last: true } => {
            set(transaction, person, &email).await?;
            // What went to the address that is no longer the account's would act on the new one, or show it.
            for purpose in [Purpose::Email, Purpose::PasswordReset] {
                tokens_of_person::revoke(transaction, purpose, person).await?;
            }
            tokens_of_person::forget(transaction, Purpose::UsedEmail, person, &Matter::Proof).await?;
            if let Some(to) = account.email {
                let item = Item::Letter { to, letter: Letter::EmailChanged };
                outbox::put(transaction, mail, None, item).await?;
            }
            (Outcome::Changed, Kind::EmailChanged)
        }
    };
    security_events::note(transaction, person, event, device).await?;
    Ok(outcome)
}

/// Gives an account an address that a press has shown to be its owner's; a unique index decides whether it is free. Another press
/// for the same mailbox leaves the time of the first one: second factors that were set up since must survive a reset.
pub(super) async fn set(transaction: &Transaction<'_>, person: Uuid, email: &str) -> Result<(), Error> {
    let sql =
        "UPDATE accounts SET email = $2, email_key = $3, email_verified = true, undelivered = NULL,
                email_proven_at = CASE WHEN email_key = $3 THEN coalesce(email_proven_at, clock.time) ELSE clock.time END
         FROM (SELECT now() AS time) AS clock WHERE person_id = $1";
    execute(transaction, sql, &[&person, &email, &key(email)]).await?;
    Ok(())
}

/// Takes the address off an account that never confirmed it, at the request of the person who reads its mails. The account's holder
/// keeps the account, sees that it needs an address, and does not learn from where the address was taken off.
pub(crate) async fn disown(db: &Db, code: &str) -> Result<(), Error> {
    let person = peek(&db.client().await?, code).await?.person;
    db.transaction(async |transaction| {
        let account = account::lock_account(transaction, person).await?;
        let token = one_time_tokens::consume::<Matter>(transaction, Purpose::Email, code).await?;
        if account.email_confirmed || token.is_none_or(|token| token.content != Matter::Proof) {
            return Err(Refusal::Plain(Code::LinkExpired).into());
        }
        for purpose in [Purpose::Email, Purpose::PasswordReset] {
            tokens_of_person::revoke(transaction, purpose, person).await?;
        }
        outbox::clear(transaction, person).await?;
        let sql =
            "UPDATE accounts SET email = NULL, email_key = NULL, email_verified = false, undelivered = NULL
             WHERE person_id = $1";
        execute(transaction, sql, &[&person]).await?;
        security_events::note_by_itself(transaction, person, Kind::EmailRemoved).await
    })
    .await
}
