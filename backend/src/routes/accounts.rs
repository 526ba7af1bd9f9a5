//! Making an account.

use crate::Error;
use crate::database::{Db, accounts};
use crate::guards::{Answer, Anybody, Call, answer};
use crate::passwords::{Passwords, refuse_common};
use common::accounts::{Register, Registered};
use rocket::{State, post};

#[post("/register", data = "<call>")]
pub(super) async fn register(call: Call<Register, Anybody>, db: &Db, passwords: &State<Passwords>) -> Answer {
    let wanted = call.request;
    if wanted.is_google {
        let complaint = "Signing up with Google is not available here. Choose a password instead.";
        return Err(Error::Invalid(Error::field("is_google", complaint)));
    }
    refuse_common(&wanted.password)?;
    let hash = passwords.hash(&wanted.password).await?;
    accounts::create(db, &wanted, &hash).await?;
    answer::<Register>(&Registered::default())
}
