//! Finds out whether it is the account's owner who signs in, or who asks for something that a session left open must not be
//! enough for.

use super::call::refuse;
use super::rate_limit::RateLimited;
use crate::credentials::passwords::{PasswordHash, Passwords};
use crate::database;
use crate::database::Db;
use crate::database::accounts::account::Account;
use crate::database::accounts::failed_attempts::Throttle;
use crate::database::accounts::identities::Identity;
use crate::database::accounts::{account, failed_attempts, passwords};
use crate::database::people::person;
use crate::http::state::managed;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::{Error, Refusal};
use common::Code;
use common::accounts::confirmations::Confirmation;
use common::accounts::sessions::Login;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::tokio::time::{Instant, sleep};
use std::time::Duration;
use uuid::Uuid;

/// Tries at once count as failed until they are found right. So one that would be refused for no longer than this waits for those
/// before it, and looks again so often.
const PATIENCE: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(50);

/// A try at the password, or another proof, of an account's owner.
pub(crate) struct Reauthentication<'r> {
    db: &'r Db,
    hasher: &'r Passwords,
    /// From where it comes.
    pub(crate) device: Device,
}

impl Reauthentication<'_> {
    /// Takes a name and a password, and returns whose they are. bcrypt runs exactly once, whether the account exists or not; and
    /// once more after a password that was right, where its hash is of another cost than new ones are, or of an old secret.
    ///
    /// # Errors
    ///
    /// [`Code::WrongCredentials`], or [`Refusal::TooManyAttempts`] after too many failures under the name.
    pub(crate) async fn authenticate(&self, login: &Login, mails: bool) -> Result<Account, Error> {
        let (client, name) = (self.db.client().await?, person::username(&login.username));
        let account = account::find(&client, name).await?;
        let person = account.as_ref().map(|account| account.person_id);
        let throttle = Throttle::sign_in(&client, name, person, &self.device, mails).await?;
        drop(client);
        let hash = account.as_ref().and_then(|account| account.password.as_ref());
        let right = verify(self.db, self.hasher, &throttle, &login.password, hash, &self.device).await?;
        let account = account.filter(|_| right).ok_or(Refusal::Plain(Code::WrongCredentials))?;
        if let Err(error) = renew_hash(self.db, self.hasher, &account, &login.password).await {
            tracing::warn!(
                cause = error.for_operator(),
                "a hash of another cost or an old secret stays for now"
            );
        }
        Ok(account)
    }

    /// Takes the account's password, or the proof of an identity that is linked to it; uses the proof up. bcrypt runs once at
    /// the most.
    ///
    /// # Errors
    ///
    /// [`Refusal::Invalid`] for a wrong password, and [`Code::WrongGoogleAccount`] for a proof of another identity.
    pub(crate) async fn confirm(
        &self,
        caller: &SignedIn,
        Confirmation { password, proof }: &Confirmation,
    ) -> Result<(), Error> {
        if let Some(proof) = proof {
            return confirm_by_proof(self.db, caller.id, proof).await;
        }
        let hash = account::password(&self.db.client().await?, caller.id).await?;
        let throttle = Throttle::confirmation(caller.id);
        match verify(self.db, self.hasher, &throttle, password, hash.as_ref(), &self.device).await? {
            true => Ok(()),
            false => Err(Refusal::invalid("Password", "This is not the password of your account.").into()),
        }
    }

    fn take<'r>(request: &'r Request<'_>) -> Result<Reauthentication<'r>, Error> {
        let RateLimited { device } = RateLimited::take(request)?;
        Ok(Reauthentication { db: managed(request)?, hasher: managed(request)?, device })
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Reauthentication<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match Reauthentication::take(request) {
            Ok(taken) => Outcome::Success(taken),
            Err(error) => Outcome::Error((refuse(request, error), ())),
        }
    }
}

/// Hashes a password that was right once more. No login fails by it.
async fn renew_hash(db: &Db, hasher: &Passwords, account: &Account, password: &str) -> Result<(), Error> {
    let Some(old) = &account.password else { return Ok(()) };
    let Some(new) = hasher.renew(password, old).await? else { return Ok(()) };
    Ok(passwords::rehash(&db.client().await?, account.person_id, old, &new).await?)
}

async fn confirm_by_proof(db: &Db, person: Uuid, proof: &str) -> Result<(), Error> {
    let client = db.client().await?;
    match Identity::consume(&client, proof).await?.owner(&client).await? == Some(person) {
        true => Ok(()),
        false => Err(Refusal::Plain(Code::WrongGoogleAccount).into()),
    }
}

/// Whether a password has the hash. It is counted before bcrypt runs, and while bcrypt runs no connection is held.
async fn verify(
    db: &Db,
    passwords: &Passwords,
    throttle: &Throttle,
    password: &str,
    hash: Option<&PasswordHash>,
    device: &Device,
) -> Result<bool, Error> {
    let may_be_right = count(db, throttle).await?;
    let verdict = passwords.verify(password, hash).await.map(|is_right| is_right && may_be_right);
    match (&verdict, throttle.person) {
        (Ok(true), Some(person)) => failed_attempts::clear(&db.client().await?, person, device).await?,
        (Ok(_), _) => throttle.note(db, device).await?,
        (Err(_), _) => throttle.take_back(&db.client().await?).await?,
    }
    verdict
}

/// Whether it may be right.
async fn count(db: &Db, throttle: &Throttle) -> Result<bool, database::Error> {
    let start = Instant::now();
    loop {
        match throttle.count(db).await {
            Err(database::Error::Refused(Refusal::TooManyAttempts { seconds: 1, .. }))
                if start.elapsed() < PATIENCE =>
            {
                sleep(LOOK).await
            }
            done => return done,
        }
    }
}
