//! Callers see what they have written, also where a replica of the database answers.
//!
//! A call that may have written is answered with a position in the database's write-ahead log, in `Kith-Seen`, and its session keeps that.
//! A replica that has not come as far is not asked. A caller without a session, or with several, sends the position along. It is sealed:
//! in the clear, two of them would tell how much was written in between, and nobody could be kept from inventing one.

use super::state::managed;
use crate::credentials::encryption::{POSITIONS, Sealer};
use crate::database::Db;
use crate::database::replicas::Replicas;
use crate::database::replicas::position::Position;
use crate::identity::tokens::TokenHash;
use crate::{Error, config};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rocket::Response;
use rocket::fairing::AdHoc;
use rocket::http::Method;
use rocket::request::Request;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// The header, of requests and of answers.
pub(crate) const SEEN: &str = "Kith-Seen";

/// What a request tells of the position that its caller has seen.
#[derive(Default)]
pub(crate) struct Seen {
    only_reads: AtomicBool,
    sent: OnceLock<Position>,
    session: OnceLock<(TokenHash, Option<Position>)>,
}

impl Seen {
    pub(crate) fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(Self::default)
    }

    /// Notes the caller's session, and what it has kept.
    pub(crate) fn set_session(&self, token: TokenHash, position: Option<Position>) {
        self.session.get_or_init(|| (token, position));
    }

    /// The latest position that the caller has seen, once the caller is known.
    pub(crate) fn latest(&self) -> Option<Position> {
        let kept = self.session.get().and_then(|(_, kept)| *kept);
        self.sent.get().copied().max(kept)
    }
}

/// Makes header values of positions, and positions of header values.
pub(crate) struct Positions(Sealer);

impl Positions {
    /// Under a key made from the server's secrets, which all copies have.
    pub(crate) fn new(secrets: &config::Secrets) -> Result<Self, Error> {
        Sealer::new(secrets, POSITIONS).map(Self)
    }

    fn seal(&self, position: Position) -> Result<String, Error> {
        let sealed = self.0.seal(Uuid::nil(), &u64::from(position).to_be_bytes())?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    fn open(&self, sent: &str) -> Option<Position> {
        let opened = self.0.open(Uuid::nil(), &URL_SAFE_NO_PAD.decode(sent).ok()?).ok()?;
        Some(u64::from_be_bytes(opened.try_into().ok()?).into())
    }
}

/// Notes that a call writes nothing that others read, and which position its caller has sent.
///
/// # Errors
///
/// [`Error::Malformed`] for what no server has sealed.
pub(crate) fn only_reads(request: &Request<'_>) -> Result<(), Error> {
    let seen = Seen::of(request);
    seen.only_reads.store(true, Ordering::Relaxed);
    if let Some(sent) = request.headers().get_one(SEEN) {
        let wrong = || Error::Malformed(format!("{SEEN} is not as an answer has told it."));
        let position = managed::<Positions>(request)?.open(sent).ok_or_else(wrong)?;
        seen.sent.get_or_init(|| position);
    }
    Ok(())
}

/// Tells the position after each write.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_response("seen", |request, response| {
        Box::pin(async move {
            if let Err(error) = tell(request, response).await {
                tracing::warn!(cause = error.for_operator(), "a write may not be seen by its caller at once");
            }
        })
    })
}

async fn tell(request: &Request<'_>, response: &mut Response<'_>) -> Result<(), Error> {
    let seen = Seen::of(request);
    let may_have_written = request.method() == Method::Post && !seen.only_reads.load(Ordering::Relaxed);
    let replicas = managed::<Arc<Replicas>>(request)?;
    if !may_have_written || !response.status().class().is_success() || replicas.is_empty() {
        return Ok(());
    }
    let token = seen.session.get().map(|(token, _)| token.as_bytes());
    let client = managed::<Db>(request)?.client().await?;
    if let Some(position) = replicas.note(&client, token.as_slice()).await? {
        response.set_raw_header(SEEN, managed::<Positions>(request)?.seal(position)?);
    }
    Ok(())
}
