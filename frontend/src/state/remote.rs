//! Something that comes from the server.

use crate::language::{t, told};
use common::second_factors::SecondFactor;
use common::{Failure, Fields};
use std::ops::RangeInclusive;
use uuid::Uuid;
use yew::AttrValue;

/// Seconds after which what the server failed to give is read again: the least, and the most that it may ask for.
const PAUSES: RangeInclusive<u32> = 10..=3600;

/// What is sent: the fields of a request, and whose call it is. As text, since what joins fields in general would be in the
/// download once for each request.
pub fn envelope(request: &str, viewer: Option<Uuid>) -> String {
    match (request.strip_prefix('{'), viewer) {
        (Some("}"), Some(viewer)) => format!(r#"{{"payload":{{"user_id":"{viewer}"}}}}"#),
        (Some(fields), Some(viewer)) => format!(r#"{{"payload":{{"user_id":"{viewer}",{fields}}}"#),
        _ => format!(r#"{{"payload":{request}}}"#),
    }
}

/// One field of a request, and the comma after it.
pub fn field(name: &str, value: &str) -> String {
    // A text can always be written.
    format!("\"{name}\":{},", serde_json::to_string(value).unwrap_or_default())
}

/// A request of fields that are texts.
pub fn request(fields: &[(&str, &str)]) -> String {
    let fields = fields.iter().map(|(name, value)| field(name, value)).collect::<String>();
    format!("{{{}}}", fields.trim_end_matches(','))
}

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
    use common::Envelope;
    use common::envelope::{Credentials, Signed};
    use common::follows::Follow;
    use common::sessions::Logout;
    use serde::Serialize;
    use serde_json::{Value, json, to_string, to_value};

    fn sent(request: &impl Serialize, viewer: Option<Uuid>) -> Value {
        let text = envelope(&to_string(request).expect("a request"), viewer);
        serde_json::from_str(&text).expect("an envelope")
    }

    #[test]
    fn what_the_server_failed_to_give_is_read_again_after_a_pause() {
        let later = |seconds| CallError::Later(Failure::default(), seconds).pause();
        assert_eq!([0, 9, 60, u32::MAX].map(later), [10_000, 10_000, 60_000, 3_600_000].map(Some));
        assert_eq!(CallError::Broken.pause(), Some(10_000));
        for other in [CallError::Refused(Failure::default()), CallError::Offline, CallError::SessionEnded] {
            assert_eq!(other.pause(), None, "{other:?}");
        }
    }

    #[test]
    fn a_request_is_sent_as_common_describes_it() {
        let follow = Follow { user: "a \"}{".into() };
        for viewer in [None, Some(Uuid::nil())] {
            let credentials = Credentials { token: None, user_id: viewer.map(|id| id.to_string()) };
            let described = Envelope { payload: Signed { request: &follow, credentials: &credentials } };
            assert_eq!(sent(&follow, viewer), to_value(described).expect("an envelope"));
        }
        assert_eq!(sent(&Logout {}, None), json!({"payload": {}}));
        assert_eq!(sent(&Logout {}, Some(Uuid::nil())), json!({"payload": {"user_id": Uuid::nil()}}));
    }
}
