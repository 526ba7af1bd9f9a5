//! Something that comes from the server.

use common::{Failure, Fields};

/// Why a call failed, as far as a page needs to know.
#[derive(Clone, Debug, PartialEq)]
pub enum CallError {
    /// No answer came.
    Offline,
    /// The server says no, and why.
    Refused(Failure),
    /// The token works no more; the app leads to sign-in.
    SessionEnded,
    /// The server failed; the app shows its own page for that.
    Broken,
}

impl CallError {
    /// What to tell a person.
    pub fn message(&self) -> String {
        match self {
            Self::Offline => "Kith cannot be reached. Check your connection.".to_owned(),
            Self::Refused(failure) => failure.error_message.clone(),
            Self::SessionEnded => "Your session has ended. Sign in again.".to_owned(),
            Self::Broken => "Something went wrong at our end.".to_owned(),
        }
    }

    /// What is wrong with each field of a form.
    pub fn fields(&self) -> Fields {
        match self {
            Self::Refused(failure) => failure.fields.clone(),
            _ => Fields::new(),
        }
    }

    /// Whether what was asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused(Failure { error_code: Some(404), .. }))
    }
}

/// Every view of fetched data is in one of these states.
#[derive(Clone, Debug, PartialEq)]
pub enum Remote<T> {
    /// On its way.
    Loading,
    /// It did not come.
    Failed(CallError),
    /// Here it is.
    Loaded(T),
}

impl<T> From<Result<T, CallError>> for Remote<T> {
    fn from(result: Result<T, CallError>) -> Self {
        match result {
            Ok(value) => Self::Loaded(value),
            Err(error) => Self::Failed(error),
        }
    }
}
