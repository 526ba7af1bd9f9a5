//! New recovery codes in place of the old ones.

use crate::database::Db;
use crate::database::accounts::second_factors::recovery_codes;
use crate::guards::call::{Answer, Call, answer};
use crate::guards::reauthentication::Reauthentication;
use crate::identity::caller::SignedIn;
use crate::letters::mail::Mail;
use common::Success;
use common::accounts::second_factors::{NewRecoveryCodes, RecoveryCodes};
use rocket::post;

#[post("/recovery_codes", data = "<call>")]
pub(crate) async fn replace(
    call: Call<NewRecoveryCodes, SignedIn>,
    db: &Db,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner.confirm(&caller, &asked.confirmation).await?;
    let recovery_codes = recovery_codes::replace(db, &mail, &caller, &owner.device).await?;
    answer::<NewRecoveryCodes>(&RecoveryCodes { success: Success, recovery_codes })
}
