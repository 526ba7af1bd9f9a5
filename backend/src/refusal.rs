//! Requests and commands that the rules refuse, in whichever layer.

use common::accounts::second_factors::SecondFactor;
use common::{Code, Fields};

/// A request or command that was understood and is refused. The text is shown to the caller.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// For a reason that says all by itself.
    #[error("{0}")]
    Plain(Code),
    /// Fields that break the rules of input.
    #[error("{}", sentence(.0))]
    Invalid(Fields),
    /// The value of one field is taken.
    #[error("{0}")]
    Taken(Code, &'static str),
    /// A limit is reached.
    #[error("{}", Code::RateLimited)]
    TooManyAttempts {
        /// Its name in the log.
        limit: &'static str,
        /// Until the next one.
        seconds: u64,
    },
    /// The password was right, and a second factor is missing.
    #[error("{}", Code::SecondFactorRequired)]
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

    /// Why, for programs.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Plain(code) | Self::Taken(code, _) => *code,
            Self::Invalid(_) | Self::Unreadable(_) => Code::InvalidInput,
            Self::TooManyAttempts { .. } => Code::RateLimited,
            Self::SecondFactor(_) => Code::SecondFactorRequired,
        }
    }

    /// What is wrong with each field, where one is at fault.
    pub(crate) fn fields(&self) -> Fields {
        match self {
            Self::Invalid(fields) => fields.clone(),
            Self::Taken(code, field) => Fields::from([((*field).to_owned(), code.to_string())]),
            _ => Fields::new(),
        }
    }
}

fn sentence(fields: &Fields) -> String {
    fields.values().map(String::as_str).collect::<Vec<_>>().join(" ")
}
