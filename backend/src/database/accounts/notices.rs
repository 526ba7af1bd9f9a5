//! Mails that tell owners what has happened to their accounts, as many as the budget of their address allows.

use super::account::Contact;
use super::{account, known_networks, mail_budgets, outbox};
use crate::Refusal;
use crate::database::Error;
use crate::database::connection::{Connection, Transaction};
use crate::identity::device::Device;
use crate::letters::budgets::Class;
use crate::letters::changes::Change;
use crate::letters::mail::Mail;
use crate::letters::outgoing::Item;
use crate::letters::texts::Letter;
use uuid::Uuid;

/// Tells what has changed about signing in, at an address that is proven: another may be a stranger's.
pub(crate) async fn tell(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    account: &Contact,
    change: Change,
) -> Result<(), Error> {
    match account.proven_email() {
        Some(to) => post(transaction, mail, person, to, Class::Notice, Letter::WaysInChanged(change)).await,
        None => Ok(()),
    }
}

/// Tells of a new password, at whatever address there is.
pub(super) async fn tell_password(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    account: &Contact,
) -> Result<(), Error> {
    match &account.email {
        Some(to) => post(transaction, mail, person, to, Class::Notice, Letter::PasswordChanged).await,
        None => Ok(()),
    }
}

/// Tells of a sign-in from a network that the account was not used from lately, unless it is the first one. It is called before the
/// session opens, and known by it.
pub(super) async fn tell_sign_in(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    device: &Device,
) -> Result<(), Error> {
    if !mail.is_on() || !known_networks::is_new(transaction, person, device).await? {
        return Ok(());
    }
    let account = account::contact(transaction, person).await?;
    let Some(to) = account.proven_email() else { return Ok(()) };
    let letter = Letter::SignedIn { address: device.address() };
    post(transaction, mail, person, to, Class::SignIn, letter).await
}

async fn post(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    to: &str,
    class: Class,
    letter: Letter,
) -> Result<(), Error> {
    match is_affordable(transaction, mail, class, to).await? {
        true => {
            outbox::put(transaction, mail, Some(person), Item::Letter { to: to.to_owned(), letter }).await
        }
        false => Ok(()),
    }
}

/// Spends of a budget, and returns whether anything was left.
pub(super) async fn is_affordable(
    client: &impl Connection,
    mail: &Mail,
    class: Class,
    of: &str,
) -> Result<bool, Error> {
    let Some(budget) = mail.budget(class, of) else { return Ok(false) };
    match mail_budgets::spend(client, &budget).await {
        Err(Error::Refused(Refusal::TooManyAttempts { .. })) => Ok(false),
        spent => spent.map(|()| true),
    }
}
