//! The second step of a login: a code after the password.

use super::sessions::welcome;
use crate::authenticators::Authenticator;
use crate::database::{Client, Db, authenticators, recovery_codes, second_factors, security_events};
use crate::guards::{Answer, Anybody, Call, Try, answer};
use crate::recovery_codes::plain;
use crate::sealing::Sealer;
use crate::{Error, config};
use common::second_factors::LoginCode;
use common::security_events::Kind;
use rocket::{State, post};
use uuid::Uuid;

#[post("/login_code", data = "<call>")]
pub(super) async fn login_code(
    call: Call<LoginCode, Anybody>,
    db: &Db,
    sealer: &State<Sealer>,
    lifetime: &State<config::Sessions>,
    from: Try,
) -> Answer {
    let LoginCode { ticket, code } = &call.request;
    let person = second_factors::count(db, ticket).await?;
    let client = db.client().await?;
    if is_authenticators(&client, sealer, person, code).await? {
        second_factors::pass(&client, ticket, person).await?;
    } else if recovery_codes::redeem(&client, person, code).await? {
        security_events::note(&client, person, Kind::RecoveryCodeUsed, &from.device).await?;
        second_factors::pass(&client, ticket, person).await?;
    } else {
        security_events::note(&client, person, Kind::SecondFactorFailed, &from.device).await?;
        return Err(wrong_code());
    }
    drop(client);
    answer::<LoginCode>(&welcome(db, person, &call.viewer, lifetime, &from.device).await?)
}

/// Whether a code is the authenticator's, good now, and the first of its step.
async fn is_authenticators(
    client: &Client,
    sealer: &Sealer,
    person: Uuid,
    code: &str,
) -> Result<bool, Error> {
    let Some(sealed) = authenticators::sealed(client, person, true).await? else { return Ok(false) };
    match Authenticator::of(sealer.open(person, &sealed)?)?.step(&plain(code))? {
        Some(step) => authenticators::advance(client, person, &sealed, step).await,
        None => Ok(false),
    }
}

pub(super) fn wrong_code() -> Error {
    Error::Invalid(Error::field("code", "This code is not right."))
}
