//! Who calls. Identity comes from the token alone.

use crate::database::Db;
use crate::database::accounts::sessions;
use crate::database::replicas::Replicas;
use crate::http::seen::Seen;
use crate::http::state::managed;
use crate::http::{client, request_log};
use crate::identity::caller::SignedIn;
use crate::identity::tokens::TokenHash;
use crate::{Error, Refusal, config};
use common::Code;
use common::envelope::Credentials;
use rocket::request::Request;
use std::sync::Arc;
use uuid::Uuid;

/// A kind of caller that an endpoint admits.
#[rocket::async_trait]
pub(super) trait Viewer: Sized + Send {
    /// The caller, or why it is turned away.
    async fn admit(request: &Request<'_>, sent: Credentials) -> Result<Self, Error>;
    /// Who it is, where that is known.
    fn person(&self) -> Option<Uuid>;
}

/// Any caller; a token, where one is sent, must be valid all the same.
pub(crate) struct Anybody(Option<SignedIn>);

impl Anybody {
    /// The caller's session, if there is one.
    pub(crate) fn session(&self) -> Option<&SignedIn> {
        self.0.as_ref()
    }

    /// The caller's id, where there is a session.
    pub(crate) fn id(&self) -> Option<Uuid> {
        self.0.as_ref().map(|viewer| viewer.id)
    }
}

#[rocket::async_trait]
impl Viewer for SignedIn {
    async fn admit(request: &Request<'_>, sent: Credentials) -> Result<Self, Error> {
        Ok(Anybody::admit(request, sent).await?.0.ok_or(Refusal::Plain(Code::NotSignedIn))?)
    }

    fn person(&self) -> Option<Uuid> {
        Some(self.id)
    }
}

#[rocket::async_trait]
impl Viewer for Anybody {
    async fn admit(request: &Request<'_>, sent: Credentials) -> Result<Self, Error> {
        let Some(token) = token(request, &sent)? else { return Ok(Self(None)) };
        let token = TokenHash::of(token);
        let (db, lifetime) = (managed::<Db>(request)?, managed::<config::Sessions>(request)?);
        let ended = Refusal::Plain(Code::SessionExpired);
        let device = client::device(request)?;
        let client = db.client().await?;
        let found = sessions::person(&client, &token, lifetime, &device).await?;
        let (id, seen) = found.ok_or(ended)?;
        let seen = match seen {
            // It was opened a moment ago, maybe together with the account.
            None => managed::<Arc<Replicas>>(request)?.note(&client, &[token.as_bytes()]).await?,
            seen => seen,
        };
        Seen::of(request).set_session(token, seen);
        request_log::set_caller(request, id);
        match sent.user_id {
            Some(claimed) if Uuid::try_parse(&claimed) != Ok(id) => {
                Err(Refusal::Plain(Code::TokenOfAnother).into())
            }
            _ => Ok(Self(Some(SignedIn { id, token }))),
        }
    }

    fn person(&self) -> Option<Uuid> {
        self.id()
    }
}

/// The caller whom the `Authorization` header shows, before there is a payload.
pub(super) async fn by_header(request: &Request<'_>) -> Result<Option<SignedIn>, Error> {
    Ok(Anybody::admit(request, Credentials::default()).await?.0)
}

/// The token of the `Authorization` header, or else of the payload. Where that header speaks of anything but a bearer, it is
/// meant for what stands before this server, such as a site behind basic authentication.
fn token<'a>(request: &'a Request<'_>, sent: &'a Credentials) -> Result<Option<&'a str>, Error> {
    match request.headers().get("Authorization").find_map(bearer) {
        Some("") => Err(Refusal::Plain(Code::MalformedToken).into()),
        Some(token) => Ok(Some(token)),
        None => Ok(sent.token.as_deref()),
    }
}

/// The token of such a header, `""` where it has none.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(char::is_whitespace).unwrap_or((header.trim(), ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
