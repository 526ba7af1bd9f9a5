//! Setting an authenticator app up, and taking it away.

use super::second_factors::wrong_code;
use crate::authenticators::{Authenticator, qr};
use crate::database::failed_tries::Tried;
use crate::database::{Db, authenticators, people};
use crate::guards::{Answer, Call, SignedIn, Try, answer};
use crate::mail::Mail;
use crate::passwords::Passwords;
use crate::recovery_codes::plain;
use crate::sealing::Sealer;
use crate::{Error, owner};
use common::second_factors::{
    AuthenticatorBegin, AuthenticatorBegun, AuthenticatorConfirm, AuthenticatorRemove, RecoveryCodes,
};
use common::{Done, Success};
use rocket::{State, post};

#[post("/authenticator_begin", data = "<call>")]
pub(super) async fn begin(
    call: Call<AuthenticatorBegin, SignedIn>,
    db: &Db,
    passwords: &State<Passwords>,
    sealer: &State<Sealer>,
    from: Try,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner::confirm(db, passwords, caller.id, &asked.confirmation, &from).await?;
    let owner = people::find(&db.client().await?, caller.id).await?;
    let authenticator = Authenticator::generate(owner.try_get("username")?)?;
    authenticators::begin(db, &caller, &sealer.seal(caller.id, authenticator.secret())?).await?;
    let (secret, uri) = (authenticator.base32(), authenticator.uri()?);
    let qr = qr(&uri)?;
    answer::<AuthenticatorBegin>(&AuthenticatorBegun { success: Success, secret, uri, qr })
}

#[post("/authenticator_confirm", data = "<call>")]
pub(super) async fn confirm(
    call: Call<AuthenticatorConfirm, SignedIn>,
    db: &Db,
    sealer: &State<Sealer>,
    mail: Mail,
    from: Try,
) -> Answer {
    let (caller, code) = (call.viewer, plain(&call.request.code));
    let mut client = db.client().await?;
    let sealed = authenticators::sealed(&client, caller.id, false).await?;
    let sealed = sealed.ok_or(Error::Forbidden("There is no new authenticator to confirm."))?;
    Tried::code(caller.id).count(&mut client).await?;
    drop(client);
    let step = Authenticator::of(sealer.open(caller.id, &sealed)?)?.step(&code)?.ok_or_else(wrong_code)?;
    let recovery_codes = authenticators::confirm(db, &mail, &caller, &sealed, step, &from.device).await?;
    answer::<AuthenticatorConfirm>(&RecoveryCodes { success: Success, recovery_codes })
}

#[post("/authenticator_remove", data = "<call>")]
pub(super) async fn remove(
    call: Call<AuthenticatorRemove, SignedIn>,
    db: &Db,
    passwords: &State<Passwords>,
    mail: Mail,
    from: Try,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner::confirm(db, passwords, caller.id, &asked.confirmation, &from).await?;
    authenticators::remove(db, &mail, &caller, &from.device).await?;
    answer::<AuthenticatorRemove>(&Done::new("authenticator removed"))
}
