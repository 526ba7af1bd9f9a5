//! The second step of a login: a code after the password.

use crate::credentials::authenticators::Authenticator;
use crate::credentials::encryption::Sealer;
use crate::credentials::recovery_codes::plain;
use crate::database::accounts::logins;
use crate::database::accounts::logins::LoginContext;
use crate::database::accounts::second_factors::authenticators::Kept;
use crate::database::accounts::second_factors::verify::Shown;
use crate::database::accounts::second_factors::{authenticators, verify};
use crate::database::maintenance::rotation;
use crate::database::maintenance::rotation::Sealed;
use crate::database::{Client, Db};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::RateLimited;
use crate::guards::viewer::Anybody;
use crate::letters::mail::Mail;
use crate::{Error, Refusal, config};
use common::accounts::second_factors::LoginCode;
use rocket::{State, post};
use uuid::Uuid;

#[post("/login_code", data = "<call>")]
pub(super) async fn login_code(
    call: Call<LoginCode, Anybody>,
    db: &Db,
    sealer: &State<Sealer>,
    lifetime: &State<config::Sessions>,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    let LoginCode { ticket, code } = &call.request;
    let person = verify::count(db, ticket).await?;
    let shown = shown(&db.client().await?, sealer, person, code).await?;
    let context = LoginContext { before: call.viewer.session(), lifetime, device: &from.device, mail: &mail };
    let login = logins::by_code(db, ticket, person, &shown, &context).await?;
    answer::<LoginCode>(&login.ok_or_else(wrong_code)?)
}

/// A step of the authenticator's, where the code is one that is good now; else it may be a recovery code. What an old secret has sealed
/// is sealed anew.
async fn shown(client: &Client, sealer: &Sealer, person: Uuid, code: &str) -> Result<Shown, Error> {
    if let Some(Kept { sealed, begun_at }) = authenticators::find(client, person, true).await?
        && let Some(step) = Authenticator::of(sealer.open(person, &sealed)?)?.step(&plain(code))?
    {
        if let Some(renewed) = sealer.reseal(person, &sealed)? {
            rotation::reseal(client, Sealed::Authenticators, person, [&sealed, &renewed]).await?;
        }
        return Ok(Shown::Step { begun_at, step });
    }
    Ok(Shown::RecoveryCode(code.to_owned()))
}

pub(super) fn wrong_code() -> Refusal {
    Refusal::invalid("code", "This code is not right.")
}
