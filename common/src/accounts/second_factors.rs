//! What an account may ask for beside its password: codes of an authenticator app, and recovery codes for when that is lost.

use super::confirmations::Confirmation;
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// A way to show, after the password, that it is the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Six digits of an authenticator app (TOTP).
    Authenticator,
    /// One of the codes that were shown when the second factor was set up; each works once.
    RecoveryCode,
    /// A passkey, by [`PasskeyLogin`](crate::accounts::passkeys::PasskeyLogin).
    Passkey,
    /// One that a newer server takes, and an older client does not know.
    #[serde(other)]
    Other,
}

/// What a failed login tells where the password was right and a second factor is missing. A client that knows nothing of
/// it sees a failure in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Stands for the right password, for 10 minutes and a few wrong codes.
    pub ticket: String,
    /// What would do.
    pub methods: Vec<Method>,
}

/// Goes on with a login by a second factor. It answers as login does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct LoginCode {
    /// See [`SecondFactor::ticket`].
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub ticket: String,
    /// Of the authenticator, or a recovery code; spaces and dashes do not count.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub code: String,
}

/// Asks for a new secret for an authenticator app. Nothing changes until it is confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct AuthenticatorBegin {
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}

/// What the app needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticatorBegun {
    /// `true`.
    pub success: Success,
    /// In base32, to be typed in.
    pub secret: String,
    /// The same as an `otpauth:` address.
    pub uri: String,
    /// The same as a QR code, in SVG.
    pub qr: String,
}

/// Shows that the app is set up: from here on every login with a password asks for a code. It is answered with recovery codes,
/// but with none where the account has some already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct AuthenticatorConfirm {
    /// Of the new secret.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub code: String,
}

/// Takes the authenticator away, and the recovery codes with it where no passkey is left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct AuthenticatorRemove {
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}

/// Asks for new recovery codes; the old ones are revoked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct NewRecoveryCodes {
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}

/// Recovery codes, shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// `true`.
    pub success: Success,
    /// Each works once.
    pub recovery_codes: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_is_not_known_here_hides_no_other() {
        let told = r#"{"ticket":"t","methods":["authenticator","voice"]}"#;
        let methods = serde_json::from_str::<SecondFactor>(told).map(|second| second.methods);
        assert_eq!(methods.ok(), Some(vec![Method::Authenticator, Method::Other]));
    }
}
