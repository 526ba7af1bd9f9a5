//! New recovery codes in place of the old ones.

use crate::database::{Db, recovery_codes};
use crate::guards::{Answer, Call, SignedIn, Try, answer};
use crate::mail::Mail;
use crate::owner;
use crate::passwords::Passwords;
use common::Success;
use common::second_factors::{NewRecoveryCodes, RecoveryCodes};
use rocket::{State, post};

#[post("/recovery_codes", data = "<call>")]
pub(super) async fn replace(
    call: Call<NewRecoveryCodes, SignedIn>,
    db: &Db,
    passwords: &State<Passwords>,
    mail: Mail,
    from: Try,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner::confirm(db, passwords, caller.id, &asked.confirmation, &from).await?;
    let recovery_codes = recovery_codes::replace(db, &mail, &caller, &from.device).await?;
    answer::<NewRecoveryCodes>(&RecoveryCodes { success: Success, recovery_codes })
}
