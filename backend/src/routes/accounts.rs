//! Making an account, and deleting it.

use super::emails;
use crate::database::{Db, accounts, deletions};
use crate::guards::{Answer, Anybody, Call, Mail, SignedIn, answer};
use crate::passwords::{Passwords, refuse_common};
use crate::{Error, owner};
use common::accounts::{AccountDeleted, DeleteAccount, Register, Registered};
use rocket::{State, post};

#[post("/register", data = "<call>")]
pub(super) async fn register(
    call: Call<Register, Anybody>,
    db: &Db,
    passwords: &State<Passwords>,
    mail: Mail,
) -> Answer {
    let wanted = call.request;
    if wanted.is_google {
        let complaint = "Signing up with Google is not available here. Choose a password instead.";
        return Err(Error::Invalid(Error::field("is_google", complaint)));
    }
    refuse_common(&wanted.password)?;
    let hash = passwords.hash(&wanted.password).await?;
    let person = accounts::create(db, &wanted, &hash).await?;
    emails::greet(&mail, db, person);
    answer::<Register>(&Registered::default())
}

#[post("/delete_account", data = "<call>")]
pub(super) async fn delete_account(
    call: Call<DeleteAccount, SignedIn>,
    db: &Db,
    passwords: &State<Passwords>,
) -> Answer {
    let (SignedIn { id, token }, asked) = (call.viewer, call.request);
    owner::confirm(db, passwords, id, &asked.password, asked.proof.as_deref()).await?;
    deletions::delete(db, id, &token).await?;
    answer::<DeleteAccount>(&AccountDeleted::default())
}
