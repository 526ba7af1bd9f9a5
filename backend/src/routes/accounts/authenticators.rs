//! Setting an authenticator app up, and taking it away.

use super::second_factors::wrong_code;
use crate::Refusal;
use crate::credentials::authenticators::{Authenticator, qr};
use crate::credentials::encryption::Sealer;
use crate::credentials::recovery_codes::plain;
use crate::database::Db;
use crate::database::accounts::failed_attempts::Throttle;
use crate::database::accounts::second_factors::authenticators;
use crate::database::accounts::second_factors::authenticators::Kept;
use crate::database::people::profiles;
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::RateLimited;
use crate::guards::reauthentication::Reauthentication;
use crate::identity::caller::SignedIn;
use crate::letters::mail::Mail;
use common::Code;
use common::accounts::second_factors::{
    AuthenticatorBegin, AuthenticatorBegun, AuthenticatorConfirm, AuthenticatorRemove, RecoveryCodes,
};
use common::{Done, Success};
use rocket::{State, post};

#[post("/authenticator_begin", data = "<call>")]
pub(crate) async fn begin(
    call: Call<AuthenticatorBegin, SignedIn>,
    db: &Db,
    sealer: &State<Sealer>,
    owner: Reauthentication<'_>,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner.confirm(&caller, &asked.confirmation).await?;
    let account = profiles::find(&db.client().await?, caller.id).await?;
    let authenticator = Authenticator::generate(&account.person()?.username)?;
    authenticators::begin(db, &caller, &sealer.seal(caller.id, authenticator.secret())?).await?;
    let (secret, uri) = (authenticator.base32(), authenticator.uri()?);
    let qr = qr(&uri)?;
    answer::<AuthenticatorBegin>(&AuthenticatorBegun { success: Success, secret, uri, qr })
}

#[post("/authenticator_confirm", data = "<call>")]
pub(crate) async fn confirm(
    call: Call<AuthenticatorConfirm, SignedIn>,
    db: &Db,
    sealer: &State<Sealer>,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    let (caller, code) = (call.viewer, plain(&call.request.code));
    let begun = authenticators::find(&db.client().await?, caller.id, false).await?;
    let Kept { sealed, begun_at } = begun.ok_or(Refusal::Plain(Code::AuthenticatorNotBegun))?;
    Throttle::code(caller.id).count(db).await?;
    let step = Authenticator::of(sealer.open(caller.id, &sealed)?)?.step(&code)?.ok_or_else(wrong_code)?;
    let recovery_codes = authenticators::confirm(db, &mail, &caller, begun_at, step, &from.device).await?;
    answer::<AuthenticatorConfirm>(&RecoveryCodes { success: Success, recovery_codes })
}

#[post("/authenticator_remove", data = "<call>")]
pub(crate) async fn remove(
    call: Call<AuthenticatorRemove, SignedIn>,
    db: &Db,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner.confirm(&caller, &asked.confirmation).await?;
    authenticators::remove(db, &mail, &caller, &owner.device).await?;
    answer::<AuthenticatorRemove>(&Done::new("authenticator removed"))
}
