//! How an error answers a call: its one status, its payload, and what is logged.

use super::{headers, request_log};
use crate::error::chain;
use crate::metrics;
use crate::{Error, Refusal};
use common::{Code, Envelope, Failure, Fields};
use rocket::http::{ContentType, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use std::io::Cursor;

/// Seconds after which a caller may try again.
const RETRY_AFTER: u64 = 2;

impl Error {
    /// What a bare status means under `/api`, where no handler said more.
    pub(crate) fn from_status(status: Status) -> Self {
        match status.code {
            400 => Self::Malformed("The request could not be read.".to_owned()),
            401 => Refusal::Plain(Code::NotSignedIn).into(),
            403 => Refusal::Plain(Code::Forbidden).into(),
            404 | 405 => Self::NoSuchEndpoint,
            413 => Self::TooLarge,
            415 => Self::NotJson,
            429 => Self::Busy,
            code => Self::internal(format!("nothing answered for status {code}")),
        }
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> Status {
        Status::new(self.code().status())
    }

    /// Seconds after which it is worth trying again, where it is.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Refused(Refusal::TooManyAttempts { seconds, .. }) => Some(*seconds),
            Self::Refused(Refusal::Plain(Code::ImportRunning | Code::ImportTimedOut))
            | Self::Busy
            | Self::Unavailable(_)
            | Self::ProviderAway(_) => Some(RETRY_AFTER),
            _ => None,
        }
    }

    /// The limit that is reached, where one is.
    fn limit(&self) -> Option<&'static str> {
        match self {
            Self::Refused(Refusal::TooManyAttempts { limit, .. }) => Some(limit),
            Self::Refused(Refusal::Plain(Code::ImportRunning | Code::ImportTimedOut)) => Some("imports"),
            Self::Busy => Some("concurrency"),
            _ => None,
        }
    }

    /// Logs what the answer does not say: the cause of a fault, why a proof proves nothing, which limit is reached.
    fn log(&self, request: &Request<'_>) {
        let id = request_log::id(request);
        if let Some(limit) = self.limit() {
            metrics::limit_hit(limit);
        }
        match self {
            Self::Unavailable(cause) | Self::ProviderAway(cause) | Self::Internal(cause) => {
                tracing::error!(request = %id, cause = chain(cause.as_ref()), "{self}");
            }
            Self::Unidentified(cause) | Self::UnverifiedPasskey(cause) => {
                tracing::warn!(request = %id, cause = chain(cause.as_ref()), "{self}");
            }
            Self::Refused(Refusal::TooManyAttempts { limit, seconds }) => {
                let address = request_log::address(request);
                tracing::warn!(request = %id, address, limit, seconds, "{self}");
            }
            Self::Busy => tracing::warn!(request = %id, address = request_log::address(request), "{self}"),
            _ => (),
        }
    }

    /// The payload that answers the call.
    pub fn payload(&self) -> Failure {
        let fields = match self {
            Self::Refused(refusal) => refusal.fields(),
            _ => Fields::new(),
        };
        let code = self.code();
        let error_code = (!code.is_mendable()).then_some(code.status());
        let second_factor = match self {
            Self::Refused(Refusal::SecondFactor(missing)) => Some(missing.clone()),
            _ => None,
        };
        Failure { success: false, error_code, code, error_message: self.to_string(), fields, second_factor }
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
