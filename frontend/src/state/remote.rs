//! Something that comes from the server.

use crate::language::{t, told};
use common::{Failure, Fields};
use yew::AttrValue;

/// Why a call failed, as far as a page needs to know.
#[derive(Clone, Debug, PartialEq)]
pub enum CallError {
    /// No answer came.
    Offline,
    /// The server says no, and why.
    Refused(Failure),
    /// Not now, but after so many seconds.
    Later(Failure, u32),
    /// The token works no more; the app asks to sign in again.
    SessionEnded,
    /// The server failed; the app shows its own page for that.
    Broken,
}

impl CallError {
    /// What to tell a person, in their language.
    pub fn message(&self) -> AttrValue {
        match self {
            Self::Offline => t("Kith cannot be reached. Check your connection."),
            Self::Refused(failure) | Self::Later(failure, _) => told(&failure.error_message),
            Self::SessionEnded => t("Your session has ended. Sign in again."),
            Self::Broken => t("Something went wrong at our end."),
        }
    }

    /// Seconds until it is worth trying again.
    pub fn wait(&self) -> u32 {
        if let Self::Later(_, seconds) = self { *seconds } else { 0 }
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
