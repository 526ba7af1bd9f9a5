//! Signing in and out.

use crate::database::{Db, accounts, sessions};
use crate::guards::{Answer, Anybody, Call, SignedIn, answer};
use crate::passwords::Passwords;
use crate::tokens::{self, TokenHash};
use crate::{Error, config};
use common::sessions::{LoggedIn, LoggedOut, Login, Logout};
use rocket::{State, post};

/// bcrypt runs exactly once, whether the account exists or not, and while it runs no connection is held.
#[post("/login", data = "<call>")]
pub(super) async fn login(
    call: Call<Login, Anybody>,
    db: &Db,
    passwords: &State<Passwords>,
    lifetime: &State<config::Sessions>,
) -> Answer {
    let Login { username, password } = &call.request;
    let account = accounts::find(&db.client().await?, username).await?;
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let right = passwords.verify(password, hash).await?;
    let account = account.filter(|_| right).ok_or(Error::WrongPair)?;
    let token = tokens::generate();
    sessions::open(&db.client().await?, &TokenHash::of(&token), account.person_id, lifetime).await?;
    answer::<Login>(&LoggedIn::new(token, account.person_id))
}

#[post("/logout", data = "<call>")]
pub(super) async fn logout(call: Call<Logout, SignedIn>, db: &Db) -> Answer {
    sessions::close(&db.client().await?, &call.viewer.token).await?;
    answer::<Logout>(&LoggedOut::default())
}
