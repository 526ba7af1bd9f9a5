//! Everything that can go wrong, and what each tells the caller.

use crate::http::{headers, request_log};
use common::second_factors::SecondFactor;
use common::{Envelope, Failure, Fields};
use rocket::http::{ContentType, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use std::io::Cursor;
use tokio_postgres::error::DbError;

/// Why a call failed. Each variant has one HTTP status.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 401: the name, the password, or both; which of them is nobody's business.
    #[error("Wrong username or password")]
    WrongPair,
    /// 422: fields that break the rules of input.
    #[error("{}", sentence(.0))]
    Invalid(Fields),
    /// 409: a name or an address that somebody else has.
    #[error("{}", sentence(.0))]
    Taken(Fields),
    /// 401: a signed-in call without a token that works.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// 403.
    #[error("{0}")]
    Forbidden(&'static str),
    /// 404: nobody goes by that name or id.
    #[error("There is no such user.")]
    NoSuchUser,
    /// 404: nobody shows it any more, or ever did.
    #[error("There is no such picture.")]
    NoSuchPicture,
    /// 404: there is nothing to accept.
    #[error("This person has not asked to follow you.")]
    NoSuchRequest,
    /// 404: nothing is served at that path by that method.
    #[error("There is no such endpoint.")]
    NoSuchEndpoint,
    /// 400: not JSON, or not the shape the endpoint takes.
    #[error("{0}")]
    Malformed(String),
    /// 422: a file or a setting that a command cannot work with.
    #[error("{0}")]
    Unreadable(String),
    /// 500: data that contradicts itself.
    #[error("{0}")]
    Unsound(String),
    /// 413.
    #[error("The request is too large.")]
    TooLarge,
    /// 415.
    #[error("Send the request as application/json.")]
    NotJson,
    /// 415.
    #[error("Send the picture as multipart/form-data.")]
    NotForm,
    /// 429: more work than the server takes on at once.
    #[error("Too many tries at once. Try again in a moment.")]
    Busy,
    /// 429: one import of a person runs, and only one may.
    #[error("Another import of yours is still running. Wait until it is done.")]
    Importing,
    /// 429: an import has had its time. The events before it say how far it came.
    #[error("This import took too long and has stopped. What is done stays: import the file again to go on.")]
    ImportTooLong,
    /// 429: a limit is reached.
    #[error("Too many tries. Wait before the next one.")]
    TooManyTries {
        /// Its name in the log.
        limit: &'static str,
        /// Until the next one.
        seconds: u64,
    },
    /// 401: the password was right, and a second factor is missing.
    #[error("This account asks for a second factor.")]
    SecondFactor(SecondFactor),
    /// 422: what a passkey's browser has sent proves nothing.
    #[error("This passkey could not be verified.")]
    UnverifiedPasskey(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// 401: what came back from the OpenID provider proves nothing.
    #[error("Google could not confirm who you are. Try again.")]
    Unidentified(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// 404: whose account this is, nobody knows.
    #[error("No account is linked to this Google account yet.")]
    NoSuchIdentity,
    /// 403: what a ticket or a mail stood for is used up, or too old.
    #[error("{0}")]
    Expired(&'static str),
    /// 503: the OpenID provider cannot be reached, or answers nonsense.
    #[error("The sign-in service is not available right now. Try again in a moment.")]
    ProviderAway(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// 503: the database is away, or all its connections are taken.
    #[error("The service is not available right now. Try again in a moment.")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// 500: anything unforeseen.
    #[error("internal server error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Seconds after which a caller may try again.
const RETRY_AFTER: u64 = 2;

fn sentence(fields: &Fields) -> String {
    fields.values().map(String::as_str).collect::<Vec<_>>().join(" ")
}

impl Error {
    /// A complaint about one field.
    pub fn field(name: &str, complaint: &str) -> Fields {
        Fields::from([(name.to_owned(), complaint.to_owned())])
    }

    /// Something that only a fault of ours or of the machine explains.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// A passkey that proves nothing.
    pub(crate) fn unverified(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::UnverifiedPasskey(cause.into())
    }

    /// A provider that cannot be reached, or answers nonsense.
    pub(crate) fn away(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::ProviderAway(cause.into())
    }

    /// A proof of identity that proves nothing.
    pub(crate) fn unidentified(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unidentified(cause.into())
    }

    /// What a bare status means under `/api`, where no handler said more.
    pub(crate) fn from_status(status: Status) -> Self {
        match status.code {
            400 => Self::Malformed("The request could not be read.".to_owned()),
            401 => Self::Unauthenticated("Sign in first."),
            403 => Self::Forbidden("You are not allowed to do this."),
            404 | 405 => Self::NoSuchEndpoint,
            413 => Self::TooLarge,
            415 => Self::NotJson,
            429 => Self::Busy,
            code => Self::internal(format!("nothing answered for status {code}")),
        }
    }

    /// The variant's HTTP status.
    pub fn status(&self) -> Status {
        match self {
            Self::WrongPair | Self::SecondFactor(_) | Self::Unidentified(_) | Self::Unauthenticated(_) => {
                Status::Unauthorized
            }
            Self::Invalid(_) | Self::UnverifiedPasskey(_) | Self::Unreadable(_) => {
                Status::UnprocessableEntity
            }
            Self::Taken(_) => Status::Conflict,
            Self::Forbidden(_) | Self::Expired(_) => Status::Forbidden,
            Self::NoSuchUser
            | Self::NoSuchIdentity
            | Self::NoSuchPicture
            | Self::NoSuchRequest
            | Self::NoSuchEndpoint => Status::NotFound,
            Self::Malformed(_) => Status::BadRequest,
            Self::TooLarge => Status::PayloadTooLarge,
            Self::NotJson | Self::NotForm => Status::UnsupportedMediaType,
            Self::Busy | Self::Importing | Self::ImportTooLong | Self::TooManyTries { .. } => {
                Status::TooManyRequests
            }
            Self::Unavailable(_) | Self::ProviderAway(_) => Status::ServiceUnavailable,
            Self::Unsound(_) | Self::Internal(_) => Status::InternalServerError,
        }
    }

    /// Seconds after which it is worth trying again, where it is.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyTries { seconds, .. } => Some(*seconds),
            Self::Busy
            | Self::Importing
            | Self::ImportTooLong
            | Self::Unavailable(_)
            | Self::ProviderAway(_) => Some(RETRY_AFTER),
            _ => None,
        }
    }

    /// One line for whoever runs a command: unlike a caller, they are told the cause.
    pub fn for_operator(&self) -> String {
        match self {
            Self::Unavailable(cause) => format!("the database cannot be reached: {}", chain(cause.as_ref())),
            Self::ProviderAway(cause)
            | Self::Unidentified(cause)
            | Self::UnverifiedPasskey(cause)
            | Self::Internal(cause) => chain(cause.as_ref()),
            other => other.to_string(),
        }
    }

    /// Logs what the caller is not told: the cause of a fault, why a proof proves nothing, which limit is reached.
    fn log(&self, request: &Request<'_>) {
        let id = request_log::id(request);
        match self {
            Self::Unavailable(cause) | Self::ProviderAway(cause) | Self::Internal(cause) => {
                tracing::error!(request = %id, cause = chain(cause.as_ref()), "{self}");
            }
            Self::Unidentified(cause) | Self::UnverifiedPasskey(cause) => {
                tracing::warn!(request = %id, cause = chain(cause.as_ref()), "{self}");
            }
            Self::TooManyTries { limit, seconds } => {
                let address = request_log::address(request);
                tracing::warn!(request = %id, address, limit, seconds, "{self}");
            }
            Self::Busy => tracing::warn!(request = %id, address = request_log::address(request), "{self}"),
            _ => (),
        }
    }

    /// The payload that answers the call.
    pub fn payload(&self) -> Failure {
        let (mendable, fields) = match self {
            Self::WrongPair | Self::SecondFactor(_) | Self::Unidentified(_) | Self::UnverifiedPasskey(_) => {
                (true, Fields::new())
            }
            Self::Invalid(fields) | Self::Taken(fields) => (true, fields.clone()),
            _ => (false, Fields::new()),
        };
        let error_code = (!mendable).then_some(self.status().code);
        let second_factor = match self {
            Self::SecondFactor(missing) => Some(missing.clone()),
            _ => None,
        };
        Failure { success: false, error_code, error_message: self.to_string(), fields, second_factor }
    }
}

impl<'r> Responder<'r, 'static> for &Error {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        self.log(request);
        let body = serde_json::to_vec(&Envelope { payload: self.payload() })
            .map_err(|_| Status::InternalServerError)?;
        let mut response = Response::build();
        response.status(self.status()).header(ContentType::JSON).sized_body(body.len(), Cursor::new(body));
        // Here too, because Rocket runs no fairing for a request whose very method it cannot read.
        response.raw_header("X-Request-Id", request_log::id(request).to_string());
        response.raw_header("Cache-Control", "no-store");
        if let Some(seconds) = self.retry_after() {
            response.raw_header("Retry-After", seconds.to_string());
        }
        let mut response = response.finalize();
        headers::harden(&mut response);
        Ok(response)
    }
}

impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        (&self).respond_to(request)
    }
}

/// An error and all that caused it, without the rows that the database shows where one of them breaks a constraint.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let text = |error: &(dyn std::error::Error + 'static)| match error.downcast_ref::<DbError>() {
        Some(error) => format!("{}: {} ({})", error.severity(), error.message(), error.code().code()),
        None => error.to_string(),
    };
    std::iter::successors(Some(error), |error| error.source()).map(text).collect::<Vec<_>>().join(": ")
}
