//! Why a call failed, and what follows from that.

use crate::language::{t, told};
use common::accounts::second_factors::SecondFactor;
use common::{Failure, Fields};
use std::ops::RangeInclusive;
use yew::AttrValue;

/// Seconds after which what the server failed to give is read again: the least, and the most that it may ask for.
const PAUSES: RangeInclusive<u32> = 10..=3600;

/// Why a call failed, as far as a page needs to know.
#[derive(Clone, Debug, PartialEq)]
pub enum CallError {
    /// No answer came.
    Offline,
    /// The server says no, and why.
    Refused(Failure),
    /// Not now, but after so many seconds.
    Later(Failure, u32),
    /// The session has ended; the app asks to sign in again.
    SessionEnded,
    /// The server failed.
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

    /// Whether the same may well succeed later.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Offline | Self::Broken | Self::Later(..))
    }

    /// Seconds until it is worth trying again.
    pub fn wait(&self) -> u32 {
        if let Self::Later(_, seconds) = self { *seconds } else { 0 }
    }

    /// Milliseconds after which to read in the background again what the server failed to give. `None` where it says no, and
    /// where it is told when it can be reached, or the person has signed in: what waits for that goes on then.
    pub fn pause(&self) -> Option<u32> {
        let may_pass = matches!(self, Self::Broken | Self::Later(..));
        may_pass.then(|| 1000 * self.wait().clamp(*PAUSES.start(), *PAUSES.end()))
    }

    /// What is wrong with each field of a form.
    pub fn fields(&self) -> Fields {
        match self {
            Self::Refused(failure) => failure.fields.clone(),
            _ => Fields::new(),
        }
    }

    /// What a login asks for beside the password, which was right.
    pub fn second_factor(&self) -> Option<&SecondFactor> {
        if let Self::Refused(failure) = self { failure.second_factor.as_ref() } else { None }
    }

    /// Whether what was asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused(Failure { error_code: Some(404), .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_failed_to_give_is_read_again_after_a_pause() {
        let later = |seconds| CallError::Later(Failure::default(), seconds).pause();
        assert_eq!([0, 9, 60, u32::MAX].map(later), [10_000, 10_000, 60_000, 3_600_000].map(Some));
        assert_eq!(CallError::Broken.pause(), Some(10_000));
        for other in [CallError::Refused(Failure::default()), CallError::Offline, CallError::SessionEnded] {
            assert_eq!(other.pause(), None, "{other:?}");
        }
    }

    fn refused(error_code: u16) -> CallError {
        CallError::Refused(Failure { error_code: Some(error_code), ..Failure::default() })
    }

    #[test]
    fn what_the_server_refuses_may_not_pass_and_all_else_may_but_a_session_that_has_ended() {
        let all = [
            (CallError::Offline, true),
            (CallError::Broken, true),
            (CallError::Later(Failure::default(), 1), true),
            (CallError::SessionEnded, false),
            (refused(403), false),
        ];
        for (error, may_pass) in all {
            assert_eq!(error.may_pass(), may_pass, "{error:?}");
        }
    }

    #[test]
    fn only_a_404_says_that_there_is_nothing() {
        let all = [refused(404), refused(403), CallError::Offline];
        assert_eq!(all.map(|error| error.is_not_found()), [true, false, false]);
    }

    #[test]
    fn a_refusal_tells_which_fields_are_wrong_and_what_else_would_do() {
        let fields = Fields::from([("Username".to_owned(), "taken".to_owned())]);
        let second = SecondFactor { ticket: "t".into(), methods: Vec::new() };
        let failure = Failure {
            error_message: "No.".into(),
            fields: fields.clone(),
            second_factor: Some(second.clone()),
            ..Failure::default()
        };
        let error = CallError::Refused(failure);
        assert_eq!((error.fields(), error.second_factor()), (fields, Some(&second)));
        assert_eq!((CallError::Broken.fields(), CallError::Broken.second_factor()), (Fields::new(), None));
        assert_eq!(error.message().as_str(), "No.");
    }
}
