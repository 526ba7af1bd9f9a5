//! Finds out whether it is the account's owner who signs in, or who asks for something that a session left open must not be
//! enough for.

use super::passwords::Passwords;
use crate::database::Db;
use crate::database::accounts::account;
use crate::database::accounts::account::Account;
use crate::database::accounts::failed_attempts;
use crate::database::accounts::failed_attempts::Tried;
use crate::database::accounts::identities::Identity;
use crate::database::people::person;
use crate::guards::device::Device;
use crate::guards::rate_limit::Try;
use crate::{Error, database};
use common::confirmations::Confirmation;
use common::sessions::Login;
use rocket::tokio::time::{Instant, sleep};
use std::time::Duration;
use uuid::Uuid;

/// Tries at once count as failed until they are found right. So one that would be refused for no longer than this waits for those
/// before it, and looks again so often.
const PATIENCE: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(50);

/// Takes a name and a password, and gives whose they are. bcrypt runs exactly once, whether the account exists or not; and once more
/// after a password that was right, where its hash is of another cost than new ones are.
pub(crate) async fn recognize(
    db: &Db,
    passwords: &Passwords,
    login: &Login,
    from: &Try,
    mails: bool,
) -> Result<Account, Error> {
    let (client, name) = (db.client().await?, person::username(&login.username));
    let account = account::find(&client, name).await?;
    let person = account.as_ref().map(|account| account.person_id);
    let tried = Tried::sign_in(&client, name, person, &from.device, mails).await?;
    drop(client);
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let right = verify(db, passwords, &tried, &login.password, hash, &from.device).await?;
    let account = account.filter(|_| right).ok_or(Error::WrongPair)?;
    if let Err(error) = renew_hash(db, passwords, &account, &login.password).await {
        tracing::warn!(cause = error.for_operator(), "a hash of another cost stays for now");
    }
    Ok(account)
}

/// Hashes a password that was right once more. No login fails by it.
async fn renew_hash(db: &Db, passwords: &Passwords, account: &Account, password: &str) -> Result<(), Error> {
    let outdated = account.password_hash.as_deref().filter(|hash| passwords.is_outdated(hash));
    let Some(old) = outdated else { return Ok(()) };
    let new = passwords.hash(password).await?;
    database::passwords::rehash(&db.client().await?, account.person_id, old, &new).await
}

/// Takes the account's password, or the proof of an identity that is linked to it; uses the proof up. bcrypt runs once at
/// the most.
pub(crate) async fn confirm(
    db: &Db,
    passwords: &Passwords,
    person: Uuid,
    Confirmation { password, proof }: &Confirmation,
    from: &Try,
) -> Result<(), Error> {
    if let Some(proof) = proof {
        return confirm_by_proof(db, person, proof).await;
    }
    let hash = account::password_hash(&db.client().await?, person).await?;
    let tried = Tried::confirmation(person);
    match verify(db, passwords, &tried, password, hash.as_deref(), &from.device).await? {
        true => Ok(()),
        false => Err(Error::Invalid(Error::field("Password", "This is not the password of your account."))),
    }
}

async fn confirm_by_proof(db: &Db, person: Uuid, proof: &str) -> Result<(), Error> {
    let client = db.client().await?;
    match Identity::redeem(&client, proof).await?.owner(&client).await? == Some(person) {
        true => Ok(()),
        false => Err(Error::Forbidden("This is not the Google account that is linked to yours.")),
    }
}

/// Whether a password has the hash. It is counted before bcrypt runs, and while bcrypt runs no connection is held.
async fn verify(
    db: &Db,
    passwords: &Passwords,
    tried: &Tried,
    password: &str,
    hash: Option<&str>,
    device: &Device,
) -> Result<bool, Error> {
    let may_be_right = count(db, tried).await?;
    let verdict = passwords.verify(password, hash).await.map(|is_right| is_right && may_be_right);
    let client = db.client().await?;
    match (&verdict, tried.person) {
        (Ok(true), Some(person)) => failed_attempts::clear(&client, person, device).await?,
        (Ok(_), _) => tried.note(&client, device).await?,
        (Err(_), _) => tried.take_back(&client).await?,
    }
    verdict
}

/// Whether it may be right.
async fn count(db: &Db, tried: &Tried) -> Result<bool, Error> {
    let start = Instant::now();
    loop {
        let counted = tried.count(&mut db.client().await?).await;
        match counted {
            Err(Error::TooManyTries { seconds: 1, .. }) if start.elapsed() < PATIENCE => sleep(LOOK).await,
            done => return done,
        }
    }
}
