//! What the rules say no to, whichever layer finds it out.

use common::Fields;
use common::accounts::second_factors::SecondFactor;

/// A request, or a command, that was understood and is refused. The text is for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The name, the password, or both; which of them is nobody's business.
    #[error("Wrong username or password")]
    WrongPair,
    /// Fields that break the rules of input.
    #[error("{}", sentence(.0))]
    Invalid(Fields),
    /// A name or an address that somebody else has.
    #[error("{}", sentence(.0))]
    Taken(Fields),
    /// A signed-in call without a token that works.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// Not for this caller, or not now.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Nobody goes by that name or id.
    #[error("There is no such user.")]
    NoSuchUser,
    /// Nobody shows it any more, or ever did.
    #[error("There is no such picture.")]
    NoSuchPicture,
    /// There is nothing to accept.
    #[error("This person has not asked to follow you.")]
    NoSuchRequest,
    /// Whose account this is, nobody knows.
    #[error("No account is linked to this Google account yet.")]
    NoSuchIdentity,
    /// What a one-time token or a mail stands for has been used, or has expired.
    #[error("{0}")]
    Expired(&'static str),
    /// One import of a person runs, and only one may.
    #[error("Another import of yours is still running. Wait until it is done.")]
    Importing,
    /// An import has had its time. The events before it say how far it came.
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

    /// One field has what somebody else has.
    pub(crate) fn taken(field: &str, complaint: impl Into<String>) -> Self {
        Self::Taken(Fields::from([(field.to_owned(), complaint.into())]))
    }
}

fn sentence(fields: &Fields) -> String {
    fields.values().map(String::as_str).collect::<Vec<_>>().join(" ")
}
