//! What has happened to an account, for its owner to read.

use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks what has happened to the caller's account, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct SecurityEvents {
    /// The `cursor` that came with the page before.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub cursor: Option<String>,
}

/// A page of 30 of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEventPage {
    /// `true`.
    pub success: Success,
    /// Newest first.
    pub events: Vec<SecurityEvent>,
    /// Where the next page begins; null at the end.
    pub cursor: Option<String>,
}

/// Something that has happened, once or several times on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEvent {
    /// What it was.
    pub kind: Kind,
    /// When it happened last, in RFC 3339.
    pub at: String,
    /// When it happened first.
    pub first_at: String,
    /// How many times it happened in between.
    pub count: i32,
    /// The address of the network that it came from; `""` where it came from many.
    pub address: String,
    /// The browser or program, in short; `""` where it did not say.
    pub device: String,
}

/// What can happen to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The account was made.
    Registered,
    /// A sign-in.
    SignedIn,
    /// A sign-in with a wrong password.
    SignInFailed,
    /// A sign-in with the right password and a wrong second factor.
    SecondFactorFailed,
    /// The owner signed out.
    SignedOut,
    /// The owner ended one or more sessions.
    SessionsEnded,
    /// The owner chose another password.
    PasswordChanged,
    /// A mail with a way to a new password was asked for.
    PasswordForgotten,
    /// A new password was set by that way.
    PasswordReset,
    /// The address was proven.
    EmailVerified,
    /// Another address was asked for.
    EmailChangeAsked,
    /// The account has another address.
    EmailChanged,
    /// The person who reads the address's mails took it off the account.
    EmailRemoved,
    /// A mail about the account could not be delivered.
    EmailUndelivered,
    /// Google may be used to sign in.
    GoogleLinked,
    /// Google may not be used any more.
    GoogleUnlinked,
    /// An authenticator was set up.
    AuthenticatorAdded,
    /// It was taken away.
    AuthenticatorRemoved,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// A recovery code was used up.
    RecoveryCodeUsed,
    /// A passkey was added.
    PasskeyAdded,
    /// One was taken away.
    PasskeyRemoved,
    /// The owner took a copy of everything.
    Downloaded,
    /// An operator suspended the account.
    Suspended,
    /// An operator ended that.
    Restored,
    /// An operator ended one or more sessions.
    SessionsEndedByOperator,
    /// An operator took every second factor away.
    SecondFactorReset,
    /// An operator vouched for the address.
    EmailVerifiedByOperator,
    /// Something that a newer server tells of, and an older client does not know.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_newer_server_tells_of_is_read() {
        for (written, kind) in [("\"signed_in\"", Kind::SignedIn), ("\"moon_landed\"", Kind::Other)] {
            assert_eq!(serde_json::from_str::<Kind>(written).ok(), Some(kind), "{written}");
        }
    }
}
