//! Requests and commands that the rules refuse, in whichever layer.

use common::Fields;
use common::accounts::second_factors::SecondFactor;

/// A request or command that was understood and is refused. The text is shown to the caller.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The name, the password, or both are wrong; which of them is not told.
    #[error("Wrong username or password")]
    WrongPair,
    /// Fields that break the rules of input.
    #[error("{}", sentence(.0))]
    Invalid(Fields),
    /// A name or an address that is taken.
    #[error("{}", sentence(.0))]
    Taken(Fields),
    /// A signed-in call without a valid token.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// Not for this caller, or not now.
    #[error("{0}")]
    Forbidden(&'static str),
    /// No visible person has that name or id.
    #[error("There is no such user.")]
    NoSuchUser,
    /// No profile shows it.
    #[error("There is no such picture.")]
    NoSuchPicture,
    /// There is nothing to accept.
    #[error("This person has not asked to follow you.")]
    NoSuchRequest,
    /// The identity is linked to no account.
    #[error("No account is linked to this Google account yet.")]
    NoSuchIdentity,
    /// What a one-time token or a mail stands for has been used, or has expired.
    #[error("{0}")]
    Expired(&'static str),
    /// One import of a person runs, and only one may.
    #[error("Another import of yours is still running. Wait until it is done.")]
    Importing,
    /// An import has exceeded its time limit. The events before this one say how far it got.
    #[error("This import took too long and has stopped. What is done stays: import the file again to go on.")]
    ImportTooLong,
    /// A limit is reached.
    #[error("Too many tries. Wait before the next one.")]
    TooManyAttempts {
        /// Its name in the log.
        limit: &'static str,
        /// Until the next one.
        seconds: u64,
    },
    /// The password was right, and a second factor is missing.
    #[error("This account asks for a second factor.")]
    SecondFactor(SecondFactor),
    /// A file or a setting that a command cannot work with.
    #[error("{0}")]
    Unreadable(String),
}

impl Refusal {
    /// One field breaks the rules of input.
    pub(crate) fn invalid(field: &str, complaint: impl Into<String>) -> Self {
        Self::Invalid(Fields::from([(field.to_owned(), complaint.into())]))
    }

    /// The value of one field is taken.
    pub(crate) fn taken(field: &str, complaint: impl Into<String>) -> Self {
        Self::Taken(Fields::from([(field.to_owned(), complaint.into())]))
    }
}

fn sentence(fields: &Fields) -> String {
    fields.values().map(String::as_str).collect::<Vec<_>>().join(" ")
}
