//! The errors of calls and commands, and their messages.

use crate::Refusal;
use common::Code;
use rustls::CertificateError;
use std::io;
use tokio_postgres::error::DbError;

/// Why a call or a command failed. Each variant has one HTTP status (`http/error_response.rs`).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nothing is served at that path by that method.
    #[error("{}", Code::EndpointNotFound)]
    NoSuchEndpoint,
    /// Not JSON, or not the shape the endpoint takes.
    #[error("{0}")]
    Malformed(String),
    /// More bytes than the endpoint takes.
    #[error("{}", Code::RequestTooLarge)]
    TooLarge,
    /// An endpoint that takes JSON was sent something else.
    #[error("{}", Code::UnsupportedMediaType)]
    NotJson,
    /// An endpoint that takes a picture was sent something else.
    #[error("{}", Code::NotAForm)]
    NotForm,
    /// More work than the server takes on at once.
    #[error("{}", Code::Busy)]
    Busy,
    /// What a passkey's browser has sent proves nothing.
    #[error("{}", Code::PasskeyNotVerified)]
    UnverifiedPasskey(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What came back from the OpenID provider proves nothing.
    #[error("{}", Code::GoogleNotConfirmed)]
    Unidentified(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The OpenID provider cannot be reached, or answers nonsense.
    #[error("{}", Code::GoogleUnavailable)]
    ProviderAway(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database is away, or all its connections are taken.
    #[error("{}", Code::Unavailable)]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Data that contradicts itself.
    #[error("{0}")]
    Unsound(String),
    /// Anything unforeseen.
    #[error("{}", Code::InternalError)]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
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

    /// Why, for programs; the status of the answer hangs on it.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::NoSuchEndpoint => Code::EndpointNotFound,
            Self::Malformed(_) => Code::MalformedRequest,
            Self::TooLarge => Code::RequestTooLarge,
            Self::NotJson => Code::UnsupportedMediaType,
            Self::NotForm => Code::NotAForm,
            Self::Busy => Code::Busy,
            Self::UnverifiedPasskey(_) => Code::PasskeyNotVerified,
            Self::Unidentified(_) => Code::GoogleNotConfirmed,
            Self::ProviderAway(_) => Code::GoogleUnavailable,
            Self::Unavailable(_) => Code::Unavailable,
            Self::Unsound(_) | Self::Internal(_) => Code::InternalError,
        }
    }

    /// One line for the operator: unlike an API client, they see the cause.
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
}

/// An error and all that caused it, without the rows that the database shows where one of them breaks a constraint.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let text = |error: &(dyn std::error::Error + 'static)| match error.downcast_ref::<DbError>() {
        Some(error) => format!("{}: {} ({})", error.severity(), error.message(), error.code().code()),
        None => of_tls(error).and_then(plainly).map_or_else(|| error.to_string(), str::to_owned),
    };
    std::iter::successors(Some(error), |error| error.source()).map(text).collect::<Vec<_>>().join(": ")
}

/// The failure of TLS that an error of the network stands for.
pub(crate) fn of_tls<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref()
}

/// What the operator can mend, in words; the library's own are for its users.
fn plainly(error: &rustls::Error) -> Option<&'static str> {
    let rustls::Error::InvalidCertificate(error) = error else { return None };
    match error {
        // The latter where an issuer has the name of one that is trusted.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            Some("the certificate is from an issuer that is not trusted")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Some("the certificate is for another name")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            Some("the certificate has expired")
        }
        _ => None,
    }
}
