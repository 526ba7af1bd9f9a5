//! Signing in and out.

use crate::database::accounts::{self, Account};
use crate::database::{Db, passwords, security_events, sessions};
use crate::guards::{Answer, Anybody, Call, Device, SignedIn, answer};
use crate::passwords::Passwords;
use crate::tokens::{self, TokenHash};
use crate::{Error, config};
use common::security_events::Kind;
use common::sessions::{LoggedIn, LoggedOut, Login, Logout};
use rocket::{State, post};
use uuid::Uuid;

/// bcrypt runs exactly once, whether the account exists or not, and while it runs no connection is held.
#[post("/login", data = "<call>")]
pub(super) async fn login(
    call: Call<Login, Anybody>,
    db: &Db,
    passwords: &State<Passwords>,
    lifetime: &State<config::Sessions>,
    device: Device,
) -> Answer {
    let Login { username, password } = &call.request;
    let account = accounts::find(&db.client().await?, username).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let right = passwords.verify(password, hash).await?;
    let account = account.filter(|_| right).ok_or(Error::WrongPair)?;
    renew_hash(db, passwords, &account, password).await?;
    answer::<Login>(&welcome(db, account.person_id, lifetime, &device).await?)
}

/// Hashes a password that was right once more, where its hash is of another cost than new ones are.
async fn renew_hash(db: &Db, passwords: &Passwords, account: &Account, password: &str) -> Result<(), Error> {
    if let Some(old) = account.password_hash.as_deref().filter(|hash| passwords.is_outdated(hash)) {
        let new = passwords.hash(password).await?;
        passwords::rehash(&db.client().await?, account.person_id, old, &new).await?;
    }
    Ok(())
}

/// Opens a session: the one end of every way to sign in.
pub(super) async fn welcome(
    db: &Db,
    person: Uuid,
    lifetime: &config::Sessions,
    device: &Device,
) -> Result<LoggedIn, Error> {
    let (client, token) = (db.client().await?, tokens::generate());
    sessions::open(&client, &TokenHash::of(&token), person, lifetime, device).await?;
    security_events::note(&client, person, Kind::SignedIn, device).await?;
    Ok(LoggedIn::new(token, person))
}

#[post("/logout", data = "<call>")]
pub(super) async fn logout(call: Call<Logout, SignedIn>, db: &Db) -> Answer {
    sessions::close(&db.client().await?, &call.viewer.token).await?;
    answer::<Logout>(&LoggedOut::default())
}
