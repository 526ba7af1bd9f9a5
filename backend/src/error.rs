//! Everything that can go wrong, and what each tells the caller.

use common::Fields;
use common::second_factors::SecondFactor;
use tokio_postgres::error::DbError;

/// Why a call failed. Each variant has one HTTP status (`http/error_response.rs`).
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
}

/// An error and all that caused it, without the rows that the database shows where one of them breaks a constraint.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let text = |error: &(dyn std::error::Error + 'static)| match error.downcast_ref::<DbError>() {
        Some(error) => format!("{}: {} ({})", error.severity(), error.message(), error.code().code()),
        None => error.to_string(),
    };
    std::iter::successors(Some(error), |error| error.source()).map(text).collect::<Vec<_>>().join(": ")
}
