//! Email addresses: the mails with codes that prove one or change it.
//!
//! A person has the codes of one matter at a time: a new one takes the older ones back.

use super::account::Contact;
use super::{account, mail_budgets, notices, one_time_tokens, outbox, security_events, tokens_of_person};
use crate::Refusal;
use crate::database::connection::{Connection, Transaction};
use crate::database::{Client, Db, Error, execute};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::email_address::key;
use crate::identity::purpose::Purpose;
use crate::letters::budgets::{Budget, Class};
use crate::letters::mail::Mail;
use crate::letters::outgoing::Item;
use crate::letters::texts::Letter;
use common::Code;
use common::accounts::security_events::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a code is about: the content of its one-time token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Matter {
    /// The address that the account has is its owner's.
    Proof,
    /// The account is to have this address, and does where nobody else must agree.
    Change { email: String, is_last: bool },
}

/// Asks the owner of a new account to prove the address, if that still may have a mail. No registration fails by it, and none waits for
/// a mail that another account has caused.
pub(super) async fn greet(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    email: &str,
) -> Result<(), Error> {
    if !notices::is_affordable(transaction, mail, Class::Link, email).await? {
        return Ok(());
    }
    for (class, of) in [(Class::LinkPause, email), (Class::Account, &person.to_string())] {
        notices::is_affordable(transaction, mail, class, of).await?;
    }
    post_proof(transaction, mail, person, email).await
}

/// Sends a person a new code that proves the address, which takes the older ones back; and returns whether there was anything to prove.
pub(crate) async fn prove(db: &Db, mail: &Mail, caller: &SignedIn) -> Result<bool, Error> {
    let person = caller.id;
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        let email = account.email.as_deref().ok_or(NO_ADDRESS)?;
        if account.email_confirmed {
            return Ok(false);
        }
        spend(transaction, mail, person, email).await?;
        tokens_of_person::revoke(transaction, Purpose::Email, person).await?;
        post_proof(transaction, mail, person, email).await?;
        Ok(true)
    })
    .await
}

const NO_ADDRESS: Refusal = Refusal::Plain(Code::EmailMissing);

/// Answers an outbox row that asks, for an unknown caller, for a code that proves an address. The codes before it go on: else a
/// stranger could end each before it is used.
pub(crate) async fn resend(db: &Db, mail: &Mail, asked: Uuid, email: &str) -> Result<(), Error> {
    let answered = db.transaction(async |transaction| {
        let is_there = outbox::take(transaction, asked).await?;
        if is_there && let Some(person) = account::find_person(transaction, email).await? {
            let account = account::lock_account(transaction, person).await?;
            if !account.email_confirmed
                && let Some(email) = &account.email
            {
                spend(transaction, mail, person, email).await?;
                post_proof(transaction, mail, person, email).await?;
            }
        }
        Ok(())
    });
    outbox::end_refused(db, asked, answered.await).await
}

async fn post_proof(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    email: &str,
) -> Result<(), Error> {
    let code = one_time_tokens::issue(transaction, Purpose::Email, Some(person), &Matter::Proof).await?;
    let letter = Letter::Verify { code };
    outbox::put(transaction, mail, Some(person), Item::Letter { to: email.to_owned(), letter }).await
}

/// Counts a mail with a code for an address that is not proven, or refuses it with the time to wait: for the address and for the person who
/// asks.
async fn spend(client: &impl Connection, mail: &Mail, person: Uuid, email: &str) -> Result<(), Error> {
    for budget in budgets(mail, person, email) {
        mail_budgets::spend(client, &budget).await?;
    }
    Ok(())
}

/// Refuses a mail that has to wait, and counts none.
pub(crate) async fn refuse_soon(
    client: &Client,
    mail: &Mail,
    person: Uuid,
    email: &str,
) -> Result<(), Error> {
    for budget in budgets(mail, person, email) {
        mail_budgets::check(client, &budget).await?;
    }
    Ok(())
}

fn budgets(mail: &Mail, person: Uuid, email: &str) -> impl Iterator<Item = Budget> {
    let of = [(Class::LinkPause, email), (Class::Link, email), (Class::Account, &person.to_string())];
    of.map(|(class, of)| mail.budget(class, of)).into_iter().flatten()
}

/// Sends the codes for a change of address, and returns whether the old address has one as well.
pub(crate) async fn begin_change(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    email: &str,
    device: &Device,
) -> Result<bool, Error> {
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        spend(transaction, mail, caller.id, email).await?;
        let must_agree = issue(transaction, mail, caller.id, &account, email).await?;
        security_events::note(transaction, caller.id, Kind::EmailChangeAsked, device).await?;
        Ok(must_agree)
    })
    .await
}

/// The old address must agree where it was ever shown to be the owner's: then a thief of the password, who does not
/// read the mails, cannot take the account away. One that was never shown to be may be a typing error, and its true owner a
/// stranger: asked for consent, that stranger could keep the owner from ever correcting it.
async fn issue(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    account: &Contact,
    email: &str,
) -> Result<bool, Error> {
    // Another spelling of the same mailbox needs one mail only.
    let old = account.proven_email().filter(|old| key(old) != key(email));
    let change = Matter::Change { email: email.to_owned(), is_last: old.is_none() };
    tokens_of_person::revoke(transaction, Purpose::Email, person).await?;
    execute(transaction, "UPDATE accounts SET undelivered = NULL WHERE person_id = $1", &[&person]).await?;
    let code = one_time_tokens::issue(transaction, Purpose::Email, Some(person), &change).await?;
    let letter = Letter::Adopt { code };
    outbox::put(transaction, mail, Some(person), Item::Letter { to: email.to_owned(), letter }).await?;
    if let Some(old) = old {
        let code = one_time_tokens::issue(transaction, Purpose::Email, Some(person), &change).await?;
        let letter = Letter::Agree { code, new: email.to_owned() };
        outbox::put(transaction, mail, Some(person), Item::Letter { to: old.to_owned(), letter }).await?;
    }
    Ok(old.is_some())
}
