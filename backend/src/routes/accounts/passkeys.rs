//! Passkeys: adding one, signing in with one, and taking one away.

use crate::credentials::passkeys::{RelyingParty, Signed};
use crate::database::Db;
use crate::database::accounts::logins::LoginContext;
use crate::database::accounts::second_factors::passkeys;
use crate::database::accounts::second_factors::passkeys::NewPasskey;
use crate::database::accounts::{logins, one_time_tokens};
use crate::database::people::profiles;
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::RateLimited;
use crate::guards::reauthentication::Reauthentication;
use crate::guards::viewer::Anybody;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::purpose::Purpose;
use crate::letters::mail::Mail;
use crate::{Error, Refusal, config};
use common::Code;
use common::accounts::passkeys::{
    Ceremony, PasskeyAdd, PasskeyBegin, PasskeyChallenge, PasskeyLogin, PasskeyRemove,
};
use common::accounts::second_factors::RecoveryCodes;
use common::{Done, Success};
use rocket::{Config, State, post};
use webauthn_rs::prelude::PasskeyRegistration;

/// The complaint about a ceremony that has been used or has expired.
const EXPIRED: Refusal = Refusal::Plain(Code::PasskeyExpired);

#[post("/passkey_begin", data = "<call>")]
pub(crate) async fn begin(
    call: Call<PasskeyBegin, SignedIn>,
    db: &Db,
    site: &State<config::Site>,
    server: &Config,
    owner: Reauthentication<'_>,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    let person = caller.id;
    owner.confirm(&caller, &asked.confirmation).await?;
    let client = db.client().await?;
    let known = passkeys::known(&client, person).await?;
    let account = profiles::find(&client, person).await?;
    let (options, state) =
        RelyingParty::new(site, server)?.begin(person, &account.person()?.username, known)?;
    let ceremony = one_time_tokens::issue(&client, Purpose::PasskeyCreation, Some(person), &state).await?;
    answer::<PasskeyBegin>(&Ceremony { success: Success, ceremony, options })
}

/// The ceremony is used up, whatever comes of it.
#[post("/passkey_add", data = "<call>")]
pub(crate) async fn add(
    call: Call<PasskeyAdd, SignedIn>,
    db: &Db,
    site: &State<config::Site>,
    server: &Config,
    mail: Mail,
    device: Device,
) -> Answer {
    let (caller, PasskeyAdd { ceremony, name, credential }) = (call.viewer, &call.request);
    let token = one_time_tokens::consume(&db.client().await?, Purpose::PasskeyCreation, ceremony).await?;
    let token = token.filter(|token| token.person == Some(caller.id)).ok_or(EXPIRED)?;
    let state: PasskeyRegistration = token.content;
    let passkey = RelyingParty::new(site, server)?.finish(credential, &state)?;
    let text = serde_json::to_string(&passkey).map_err(Error::internal)?;
    let wanted = NewPasskey { credential_id: passkey.cred_id(), name, passkey: &text };
    let recovery_codes = passkeys::add(db, &mail, &caller, wanted, &device).await?;
    answer::<PasskeyAdd>(&RecoveryCodes { success: Success, recovery_codes })
}

#[post("/passkey_remove", data = "<call>")]
pub(crate) async fn remove(
    call: Call<PasskeyRemove, SignedIn>,
    db: &Db,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner.confirm(&caller, &asked.confirmation).await?;
    passkeys::remove(db, &mail, &caller, asked.passkey_id, &owner.device).await?;
    answer::<PasskeyRemove>(&Done::new("passkey removed"))
}

#[post("/passkey_challenge", data = "<_call>")]
pub(crate) async fn challenge(
    _call: Call<PasskeyChallenge, Anybody>,
    db: &Db,
    site: &State<config::Site>,
    server: &Config,
    _from: RateLimited,
) -> Answer {
    let (options, state) = RelyingParty::new(site, server)?.challenge()?;
    let ceremony = one_time_tokens::issue(&db.client().await?, Purpose::PasskeyLogin, None, &state).await?;
    answer::<PasskeyChallenge>(&Ceremony { success: Success, ceremony, options })
}

/// It is never told whether there is such a person or such a passkey. No connection is held while the signature is checked.
#[post("/passkey_login", data = "<call>")]
pub(crate) async fn login(
    call: Call<PasskeyLogin, Anybody>,
    db: &Db,
    site: &State<config::Site>,
    server: &Config,
    lifetime: &State<config::Sessions>,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    let PasskeyLogin { ceremony, credential } = &call.request;
    let client = db.client().await?;
    let state =
        one_time_tokens::consume(&client, Purpose::PasskeyLogin, ceremony).await?.ok_or(EXPIRED)?.content;
    let signed = Signed::read(credential)?;
    let (person, id) = (signed.person()?, signed.credential_id());
    let kept = passkeys::find(&client, person, id).await?;
    drop(client);
    let before = kept.ok_or_else(|| Error::unverified("nobody has such a passkey"))?;
    let after = RelyingParty::new(site, server)?.verify(&signed, state, &before)?;
    let context = LoginContext { before: call.viewer.session(), lifetime, device: &from.device, mail: &mail };
    let login = logins::by_passkey(db, person, id, [&before, &after], &context).await?;
    let too_late = || Error::unverified("it has been used or removed at the same time");
    answer::<PasskeyLogin>(&login.ok_or_else(too_late)?)
}
