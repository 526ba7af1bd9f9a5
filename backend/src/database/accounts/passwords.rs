//! Passwords: setting another one, and all that ends by it.

use super::account::Contact;
use super::{
    account, failed_attempts, mail_budgets, notices, one_time_tokens, outbox, security_events, sessions,
    tokens_of_person,
};
use crate::Refusal;
use crate::credentials::passwords::PasswordHash;
use crate::database::accounts::second_factors::recovery_codes;
use crate::database::connection::Transaction;
use crate::database::{Client, Db, Error, execute};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::purpose::Purpose;
use crate::letters::budgets::Class;
use crate::letters::mail::Mail;
use crate::letters::outgoing::Item;
use crate::letters::texts::Letter;
use common::Code;
use common::accounts::security_events::Kind;
use uuid::Uuid;

/// Replaces the hash of a password by another one of the same. Where the password has changed meanwhile, it stays changed.
pub(crate) async fn rehash(
    client: &Client,
    person: Uuid,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), Error> {
    let sql = "UPDATE accounts SET password_hash = $3, password_key = $4 WHERE person_id = $1 AND password_hash = $2";
    execute(client, sql, &[&person, &old.hash, &new.hash, &new.key]).await?;
    Ok(())
}

/// Sets the caller's password, and ends every other session.
pub(crate) async fn change(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    hash: &PasswordHash,
    device: &Device,
) -> Result<(), Error> {
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        set(transaction, caller.id, hash).await?;
        sessions::close_others(transaction, caller.id, &caller.token).await?;
        notices::tell_password(transaction, mail, caller.id, &account).await?;
        security_events::note(transaction, caller.id, Kind::PasswordChanged, device).await
    })
    .await
}

/// Answers an outbox row that asks, for an unknown caller, for a code that sets a new password.
pub(crate) async fn forget(
    db: &Db,
    mail: &Mail,
    asked: Uuid,
    email: &str,
    device: &Device,
) -> Result<(), Error> {
    let answered = db.transaction(async |transaction| {
        let is_there = outbox::take(transaction, asked).await?;
        if is_there && let Some(person) = account::find_person(transaction, email).await? {
            issue(transaction, mail, person, device).await?;
        }
        Ok(())
    });
    outbox::end_refused(db, asked, answered.await).await
}

/// Sends a code, or refuses to where the address or the account has had enough of them lately.
async fn issue(
    transaction: &Transaction<'_>,
    mail: &Mail,
    person: Uuid,
    device: &Device,
) -> Result<(), Error> {
    let account = account::lock_account(transaction, person).await?;
    let Some(to) = account.email else { return Ok(()) };
    let code = tokens_of_person::add(transaction, Purpose::PasswordReset, person, &()).await?;
    for budget in [Class::ResetPause, Class::Reset].iter().filter_map(|class| mail.budget(*class, &to)) {
        mail_budgets::spend(transaction, &budget).await?;
    }
    outbox::put(transaction, mail, Some(person), Item::Letter { to, letter: Letter::Forgotten { code } })
        .await?;
    security_events::note(transaction, person, Kind::PasswordForgotten, device).await
}

/// The account that a code sets a new password for. The code is left as it is.
pub(crate) async fn peek(client: &Client, code: &str) -> Result<Option<Contact>, Error> {
    let token = one_time_tokens::peek::<()>(client, Purpose::PasswordReset, code).await?;
    match token.and_then(|token| token.person) {
        Some(person) => account::contact(client, person).await.map(Some),
        None => Ok(None),
    }
}

/// Sets the password of the account that the code is for, and ends every session.
pub(crate) async fn reset(
    db: &Db,
    mail: &Mail,
    person: Uuid,
    code: &str,
    hash: &PasswordHash,
    device: &Device,
) -> Result<(), Error> {
    db.transaction(async |transaction| {
        let account = account::lock_account(transaction, person).await?;
        let token = one_time_tokens::consume::<()>(transaction, Purpose::PasswordReset, code).await?;
        token.ok_or(Refusal::Plain(Code::LinkExpired))?;
        set(transaction, person, hash).await?;
        hand_over(transaction, person).await?;
        sessions::close_all(transaction, person).await?;
        failed_attempts::clear(transaction, person, device).await?;
        notices::tell_password(transaction, mail, person, &account).await?;
        security_events::note(transaction, person, Kind::PasswordReset, device).await
    })
    .await
}

/// Ways in, and when each was set up.
const WAYS_IN: [(&str, &str); 4] = [
    ("passkeys", "created_at"),
    ("authenticators", "begun_at"),
    ("recovery_codes", "created_at"),
    ("identities", "created_at"),
];

/// Until a press proved the address, the account may have been a stranger's who registered with it, or who had a mail scanner prove it:
/// whatever was set up to sign in by before that goes, and the account is that of the person who gets its mails. The code came by mail, so
/// using it is such a press.
async fn hand_over(transaction: &Transaction<'_>, person: Uuid) -> Result<(), Error> {
    for (table, set_up_at) in WAYS_IN {
        let sql = format!(
            "DELETE FROM {table} USING accounts
             WHERE {table}.person_id = $1 AND accounts.person_id = $1
               AND (email_proven_at IS NULL OR {table}.{set_up_at} < email_proven_at)"
        );
        execute(transaction, &sql, &[&person]).await?;
    }
    recovery_codes::tidy(transaction, person).await?;
    let sql =
        "UPDATE accounts SET email_verified = true, email_proven_at = coalesce(email_proven_at, clock.time),
                                   undelivered = NULL
               FROM (SELECT now() AS time) AS clock WHERE person_id = $1";
    execute(transaction, sql, &[&person]).await?;
    Ok(())
}

/// Sets a password. What was begun under the old one is revoked.
async fn set(transaction: &Transaction<'_>, person: Uuid, new: &PasswordHash) -> Result<(), Error> {
    let sql = "UPDATE accounts SET password_hash = $2, password_key = $3, password_set_at = clock.time
               FROM (SELECT clock_timestamp() AS time) AS clock WHERE person_id = $1";
    execute(transaction, sql, &[&person, &new.hash, &new.key]).await?;
    tokens_of_person::revoke_all(transaction, person).await
}
