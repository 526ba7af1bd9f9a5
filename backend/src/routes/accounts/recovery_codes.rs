//! New recovery codes in place of the old ones.

use crate::credentials::passwords::Passwords;
use crate::credentials::reauthentication;
use crate::database::Db;
use crate::database::accounts::second_factors::recovery_codes;
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::Try;
use crate::guards::viewer::SignedIn;
use crate::letters::outgoing::Mail;
use common::Success;
use common::second_factors::{NewRecoveryCodes, RecoveryCodes};
use rocket::{State, post};

#[post("/recovery_codes", data = "<call>")]
pub(crate) async fn replace(
    call: Call<NewRecoveryCodes, SignedIn>,
    db: &Db,
    passwords: &State<Passwords>,
    mail: Mail,
    from: Try,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    reauthentication::confirm(db, passwords, caller.id, &asked.confirmation, &from).await?;
    let recovery_codes = recovery_codes::replace(db, &mail, &caller, &from.device).await?;
    answer::<NewRecoveryCodes>(&RecoveryCodes { success: Success, recovery_codes })
}
