//! E-mail addresses: the codes in mails that prove one or change it, and what comes of them.
//!
//! A person has the codes of one matter at a time: a new one takes the older ones back.

use super::tickets::{self, OLD_LINK, Purpose};
use super::transactions::{commit, retry};
use super::{Db, accounts, execute, security_events};
use crate::Error;
use crate::guards::{Device, SignedIn};
use common::security_events::Kind;
use rocket_db_pools::deadpool_postgres::Transaction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a code is about: the content of its ticket.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Matter {
    /// The address that the account has is its owner's.
    Proof,
    /// The account is to have this address, and does where nobody else must agree.
    Change { email: String, is_last: bool },
}

/// The codes for a change of address.
pub(crate) struct Asked {
    /// For the old address, and that address, where it must agree.
    pub(crate) old: Option<(String, String)>,
    /// For the new one.
    pub(crate) code: String,
}

/// What has come of a code.
pub(crate) enum Outcome {
    /// The account's address is its owner's.
    Proven,
    /// The other address must agree as well.
    HalfAgreed,
    /// The account has another address than this one.
    Changed { old: String },
}

/// The address of a person, and a code that proves it; `None` where it is proven.
pub(crate) async fn prove(db: &Db, person: Uuid) -> Result<Option<(String, String)>, Error> {
    retry(|| async {
        let mut client = db.client().await?;
        let transaction = client.transaction().await?;
        let done = issue_proof(&transaction, person).await?;
        commit(transaction).await?;
        Ok(done)
    })
    .await
}

async fn issue_proof(transaction: &Transaction<'_>, person: Uuid) -> Result<Option<(String, String)>, Error> {
    let account = accounts::hold(transaction, person).await?;
    if account.email_verified {
        return Ok(None);
    }
    let code = tickets::replace(transaction, Purpose::Email, person, &Matter::Proof).await?;
    Ok(Some((account.email, code)))
}

/// Makes the codes for a change of address; at most once a minute.
pub(crate) async fn ask(db: &Db, caller: &SignedIn, email: &str, device: &Device) -> Result<Asked, Error> {
    retry(|| async {
        let mut client = db.client().await?;
        let transaction = client.transaction().await?;
        let done = issue(&transaction, caller, email, device).await?;
        commit(transaction).await?;
        Ok(done)
    })
    .await
}

/// The old address must agree where it was ever shown to be the owner's: then whoever has got hold of the password, but not
/// of the mails, cannot take the account away. One that was never shown to be may be a typing error, and its true owner a
/// stranger: asked for consent, that stranger could keep the owner from ever mending it.
async fn issue(
    transaction: &Transaction<'_>,
    caller: &SignedIn,
    email: &str,
    device: &Device,
) -> Result<Asked, Error> {
    let (person, account) = (caller.id, accounts::hold_as(transaction, caller).await?);
    let change = Matter::Change { email: email.to_owned(), is_last: !account.email_verified };
    let code = tickets::replace(transaction, Purpose::Email, person, &change).await?;
    let old = match account.email_verified {
        true => {
            let code = tickets::issue(transaction, Purpose::Email, Some(person), &change).await?;
            Some((account.email, code))
        }
        false => None,
    };
    security_events::note(transaction, person, Kind::EmailChangeAsked, device).await?;
    Ok(Asked { old, code })
}

/// Uses a code up, and does what it is good for.
pub(crate) async fn confirm(db: &Db, code: &str, device: &Device) -> Result<Outcome, Error> {
    let ticket = tickets::look::<Matter>(&db.client().await?, Purpose::Email, code).await?;
    let person = ticket.and_then(|ticket| ticket.person).ok_or(Error::Expired(OLD_LINK))?;
    retry(|| async {
        let mut client = db.client().await?;
        let transaction = client.transaction().await?;
        let done = settle(&transaction, person, code, device).await?;
        commit(transaction).await?;
        Ok(done)
    })
    .await
}

/// The account is locked first. So of two codes of one change that come at once, the second finds what the first has done.
async fn settle(
    transaction: &Transaction<'_>,
    person: Uuid,
    code: &str,
    device: &Device,
) -> Result<Outcome, Error> {
    let account = accounts::hold(transaction, person).await?;
    let ticket = tickets::redeem::<Matter>(transaction, Purpose::Email, code).await?;
    let (outcome, event) = match ticket.ok_or(Error::Expired(OLD_LINK))?.content {
        Matter::Change { email, is_last: false } => {
            let last = Matter::Change { email, is_last: true };
            tickets::rewrite(transaction, Purpose::Email, person, &last).await?;
            return Ok(Outcome::HalfAgreed);
        }
        Matter::Proof => {
            set(transaction, person, &account.email).await?;
            (Outcome::Proven, Kind::EmailVerified)
        }
        Matter::Change { email, is_last: true } => {
            set(transaction, person, &email).await?;
            // It went to an address that is the account's no more.
            tickets::revoke(transaction, Purpose::PasswordReset, person).await?;
            (Outcome::Changed { old: account.email }, Kind::EmailChanged)
        }
    };
    security_events::note(transaction, person, event, device).await?;
    Ok(outcome)
}

/// Gives an account an address that is shown to be its owner's; a unique index decides whether it is free.
async fn set(transaction: &Transaction<'_>, person: Uuid, email: &str) -> Result<(), Error> {
    let sql = "UPDATE accounts SET email = $2, email_verified = true WHERE person_id = $1";
    execute(transaction, sql, &[&person, &email]).await?;
    Ok(())
}
