//! A call of an endpoint: its parsed, valid request and its caller; and the answer to it.

use super::body::{Body, receive};
use super::head;
use super::viewer::Viewer;
use crate::http::state::managed;
use crate::http::{client, seen};
use crate::rate_limit::network::RateLimits;
use crate::{Error, Refusal};
use common::endpoint::Effect;
use common::envelope::Credentials;
use common::{Endpoint, Envelope};
use rocket::data::{Data, FromData, Outcome};
use rocket::http::Status;
use rocket::request::Request;
use rocket::response::content::RawJson;
use rocket::tokio::task::spawn_blocking;
use serde::Deserialize;
use serde::de::{Error as _, IgnoredAny};
use serde_json::value::RawValue;
use std::sync::OnceLock;

/// Bytes set aside for an answer: a page of 30 rows fits in without being moved.
const ANSWER_BYTES: usize = 8 * 1024;

/// A call of `E` by a caller that `V` admits.
pub(crate) struct Call<E, V> {
    pub(crate) request: E,
    pub(crate) viewer: V,
}

/// What a handler returns.
pub(crate) type Answer = Result<RawJson<Vec<u8>>, Error>;

/// The answer of `E` when all went well. It is written out here, while what it borrows is still at hand.
pub(crate) fn answer<E: Endpoint>(payload: &E::Success<'_>) -> Answer {
    let mut body = Vec::with_capacity(ANSWER_BYTES);
    serde_json::to_writer(&mut body, &Envelope { payload }).map_err(Error::internal)?;
    Ok(RawJson(body))
}

/// Why the request was refused before any handler saw it; the catcher answers with it.
pub(crate) fn refusal<'r>(request: &'r Request<'_>) -> &'r OnceLock<Error> {
    request.local_cache(OnceLock::new)
}

/// Keeps why a guard refuses the request, for the catcher of the status.
pub(crate) fn refuse(request: &Request<'_>, error: Error) -> Status {
    let status = error.status();
    refusal(request).get_or_init(|| error);
    status
}

#[rocket::async_trait]
impl<'r, E: Endpoint + Send + 'static, V: Viewer> FromData<'r> for Call<E, V> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        outcome(request, read(request, data).await)
    }
}

/// What Rocket is told of what was read; why it is refused, if it is, is kept for the catcher.
pub(crate) fn outcome<'r, T: FromData<'r, Error = ()>>(
    request: &Request<'_>,
    read: Result<T, Error>,
) -> Outcome<'r, T> {
    match read {
        Ok(read) => Outcome::Success(read),
        Err(error) => Outcome::Error((refuse(request, error), ())),
    }
}

async fn read<E, V>(request: &Request<'_>, data: Data<'_>) -> Result<Call<E, V>, Error>
where
    E: Endpoint + Send + 'static,
    V: Viewer,
{
    head::check(request)?;
    let quotas = managed::<RateLimits>(request)?;
    quotas.take_call(&client::device(request)?)?;
    if E::EFFECT == Effect::Reads {
        seen::only_reads(request)?;
    }
    let (credentials, payload) = decode::<E>(receive(request, data, E::BODY_LIMIT).await?).await?;
    let viewer = V::admit(request, credentials).await?;
    common::failure::check(&payload).map_err(Refusal::Invalid)?;
    viewer.person().map_or(Ok(()), |person| quotas.take_cost(E::COST, person))?;
    Ok(Call { request: payload, viewer })
}

/// Decodes a body; a large one off the async threads, on which others wait, and it keeps its place until then.
async fn decode<E>(Body { bytes, place }: Body) -> Result<(Credentials, E), Error>
where
    E: Endpoint + Send + 'static,
{
    let Some(place) = place else { return parse_body(&bytes) };
    let parse = move || {
        let parsed = parse_body(&bytes);
        drop((bytes, place));
        parsed
    };
    spawn_blocking(parse).await.map_err(Error::internal)?
}

fn parse_body<E: Endpoint>(body: &[u8]) -> Result<(Credentials, E), Error> {
    let not_utf8 = |_| Error::Malformed("The request is not UTF-8.".to_owned());
    let envelope: Envelope<&RawValue> = parse(std::str::from_utf8(body).map_err(not_utf8)?)?;
    let payload = envelope.payload.get();
    Ok((parse(payload)?, parse(payload)?))
}

/// Reads an object, and nothing but an object: serde would take an array as well, for the fields in their order.
fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    let read = if text.trim_start().starts_with('{') {
        serde_json::from_str(text)
    } else {
        serde_json::from_str::<IgnoredAny>(text)
            .and_then(|_| Err(serde_json::Error::custom("it is not an object")))
    };
    read.map_err(|error| {
        let complaint =
            if error.is_data() { "does not have the expected shape" } else { "is not valid JSON" };
        Error::Malformed(format!("The request {complaint}: {error}."))
    })
}
