//! Passkeys: keys of a device or a password manager, which sign in without a password (WebAuthn).

use super::confirmations::Confirmation;
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// Asks to add a passkey to the caller's account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct PasskeyBegin {
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}

/// Asks to sign in with a passkey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct PasskeyChallenge {}

/// What the browser's `navigator.credentials` is to be given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ceremony {
    /// `true`.
    pub success: Success,
    /// Comes back with what the browser answers; it works once, for 5 minutes.
    pub ceremony: String,
    /// The value of `publicKey`, as `PublicKeyCredential.parse…OptionsFromJSON` reads it.
    pub options: Box<RawValue>,
}

/// Adds the passkey that the browser has made. It is answered with recovery codes, but with none where the account has some
/// already: from the first passkey on, a password alone does not sign in any more.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
pub struct PasskeyAdd {
    /// See [`Ceremony::ceremony`].
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub ceremony: String,
    /// What the owner calls it.
    #[serde(default, deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::name))]
    pub name: String,
    /// As `PublicKeyCredential.toJSON` writes it.
    #[garde(skip)]
    pub credential: Box<RawValue>,
}

/// Signs in with what the browser has signed. It answers as login does, and asks for no second factor: a passkey is two.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
pub struct PasskeyLogin {
    /// See [`Ceremony::ceremony`].
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub ceremony: String,
    /// As `PublicKeyCredential.toJSON` writes it.
    #[garde(skip)]
    pub credential: Box<RawValue>,
}

/// Removes a passkey. Idempotent. Refused where nothing else would be left to sign in with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct PasskeyRemove {
    /// See [`Passkey::passkey_id`].
    #[garde(skip)]
    pub passkey_id: Uuid,
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}

/// One of an account's passkeys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Tells it from the others.
    pub passkey_id: Uuid,
    /// What the owner calls it.
    pub name: String,
    /// When it was added, in RFC 3339.
    pub created_at: String,
}
