//! Signing in with Google, and linking a Google account to one's own or not any more.

use crate::database::Db;
use crate::database::accounts::identities::Identity;
use crate::database::accounts::logins::LoginContext;
use crate::database::accounts::{identities, logins, one_time_tokens};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::RateLimited;
use crate::guards::reauthentication::Reauthentication;
use crate::guards::viewer::Anybody;
use crate::identity::caller::SignedIn;
use crate::identity::purpose::Purpose;
use crate::letters::mail::Mail;
use crate::openid::OpenId;
use crate::openid::sign_in::Evidence;
use crate::{Error, Refusal, config};
use common::Done;
use common::accounts::confirmations::Confirmation;
use common::accounts::google::{
    GoogleBegin, GoogleBegun, GoogleFinish, GoogleLink, GoogleLogin, GoogleUnlink, Identified,
};
use rocket::{Config, State, post};

/// The page of the app that people come back to.
fn home(site: &config::Site, server: &Config) -> String {
    format!("{}/google", site.url(server.port))
}

/// Takes one attempt for both directions: only a browser that has begun comes back, and a secret works once.
#[post("/google_begin", data = "<_call>")]
pub(crate) async fn begin(
    _call: Call<GoogleBegin, Anybody>,
    db: &Db,
    openid: &State<OpenId>,
    site: &State<config::Site>,
    server: &Config,
    _from: RateLimited,
) -> Answer {
    let sign_in = openid.sign_in().await?;
    let secret = one_time_tokens::issue(&db.client().await?, Purpose::OpenId, None, &()).await?;
    let (url, nonce) = (sign_in.url(&secret, home(site, server))?, sign_in.nonce(&secret));
    answer::<GoogleBegin>(&GoogleBegun { success: Default::default(), url, secret, nonce })
}

/// The secret is used up as late as can be, and put back where the provider has seen nothing of it all. No connection is held
/// while the provider is asked.
#[post("/google_finish", data = "<call>")]
pub(crate) async fn finish(
    call: Call<GoogleFinish, Anybody>,
    db: &Db,
    openid: &State<OpenId>,
    site: &State<config::Site>,
    server: &Config,
) -> Answer {
    let (secret, evidence) = (&call.request.secret, evidence(&call.request)?);
    let sign_in = openid.sign_in().await?;
    sign_in.check(&evidence, secret)?;
    let token = one_time_tokens::consume::<()>(&db.client().await?, Purpose::OpenId, secret).await?;
    let token = token.ok_or(identities::EXPIRED)?;
    let identity = match sign_in.identify(&evidence, secret, home(site, server)).await {
        Err(error) if evidence.outlives(&error) => {
            one_time_tokens::restore(&db.client().await?, Purpose::OpenId, secret, &token).await?;
            return Err(error);
        }
        identified => identified?,
    };
    answer::<GoogleFinish>(&vouch(db, identity).await?)
}

fn evidence(asked: &GoogleFinish) -> Result<Evidence<'_>, Error> {
    match (&asked.code, &asked.state, &asked.id_token) {
        (Some(code), Some(state), None) => Ok(Evidence::Code { code, state }),
        (None, None, Some(token)) => Ok(Evidence::IdToken(token)),
        _ => Err(Refusal::invalid("code", "Send either a code with its state or an id_token.").into()),
    }
}

/// Hands out what stands for the identity from now on.
async fn vouch(db: &Db, identity: Identity) -> Result<Identified, Error> {
    let client = db.client().await?;
    let known = identity.owner(&client).await?.is_some();
    let proof = one_time_tokens::issue(&client, Purpose::Proof, None, &identity).await?;
    Ok(Identified { success: Default::default(), proof, known, email: identity.email })
}

#[post("/google_login", data = "<call>")]
pub(crate) async fn login(
    call: Call<GoogleLogin, Anybody>,
    db: &Db,
    openid: &State<OpenId>,
    lifetime: &State<config::Sessions>,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    openid.require()?;
    let context = LoginContext { before: call.viewer.session(), lifetime, device: &from.device, mail: &mail };
    answer::<GoogleLogin>(&logins::by_proof(db, &call.request.proof, &context).await?)
}

#[post("/google_link", data = "<call>")]
pub(crate) async fn link(
    call: Call<GoogleLink, SignedIn>,
    db: &Db,
    openid: &State<OpenId>,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    openid.require()?;
    let (caller, asked) = (call.viewer, call.request);
    let confirmation = Confirmation { password: asked.password, proof: None };
    owner.confirm(&caller, &confirmation).await?;
    identities::link(db, &mail, &caller, &asked.proof, &owner.device).await?;
    answer::<GoogleLink>(&Done::new("Google account linked"))
}

#[post("/google_unlink", data = "<call>")]
pub(crate) async fn unlink(
    call: Call<GoogleUnlink, SignedIn>,
    db: &Db,
    openid: &State<OpenId>,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    let (issuer, caller, asked) = (openid.issuer()?, call.viewer, call.request);
    owner.confirm(&caller, &asked.confirmation).await?;
    identities::unlink(db, &mail, &caller, issuer, &owner.device).await?;
    answer::<GoogleUnlink>(&Done::new("Google account unlinked"))
}
