//! Callers see what they have written, also where a replica of the database answers.
//!
//! A call that may have written is answered with a position in the database's log, in `Kith-Seen`, and its session keeps that. A replica
//! that has not come as far is not asked. A caller without a session, or with several, sends the position along.

use super::state::managed;
use crate::Error;
use crate::database::Db;
use crate::database::replicas::Replicas;
use crate::database::replicas::position::Position;
use crate::identity::tokens::TokenHash;
use rocket::Response;
use rocket::fairing::AdHoc;
use rocket::http::Method;
use rocket::request::Request;
use std::sync::{Arc, OnceLock};

/// The header, of requests and of answers.
pub(crate) const SEEN: &str = "Kith-Seen";

/// What a request tells of the position that its caller has seen.
#[derive(Default)]
pub(crate) struct Seen {
    only_reads: OnceLock<()>,
    session: OnceLock<(TokenHash, Option<Position>)>,
}

impl Seen {
    pub(crate) fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(Self::default)
    }

    /// Notes that the call writes nothing that others read.
    pub(crate) fn set_only_reads(&self) {
        self.only_reads.get_or_init(|| ());
    }

    /// Notes the caller's session, and what it has kept.
    pub(crate) fn set_session(&self, token: TokenHash, position: Option<Position>) {
        self.session.get_or_init(|| (token, position));
    }

    /// What the caller's session has kept.
    pub(crate) fn kept(&self) -> Option<Position> {
        self.session.get()?.1
    }
}

/// What the caller has sent.
///
/// # Errors
///
/// [`Error::Malformed`] for what is no position.
pub(crate) fn sent(request: &Request<'_>) -> Result<Option<Position>, Error> {
    let sent = request.headers().get_one(SEEN).map(str::parse).transpose();
    sent.map_err(|_| Error::Malformed(format!("{SEEN} is not as an answer has told it.")))
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
    let may_have_written = request.method() == Method::Post && seen.only_reads.get().is_none();
    if !may_have_written || !response.status().class().is_success() {
        return Ok(());
    }
    let replicas = managed::<Arc<Replicas>>(request)?;
    if replicas.is_empty() {
        return Ok(());
    }
    let token = seen.session.get().map(|(token, _)| token.as_bytes());
    let client = managed::<Db>(request)?.client().await?;
    if let Some(position) = replicas.note(&client, token.as_slice()).await? {
        response.set_raw_header(SEEN, position.to_string());
    }
    Ok(())
}
