//! Signing in with Google, or with whichever OpenID provider the server is set to.
//!
//! A browser asks to begin, is sent to the provider, and comes back with a code; a native client brings an ID token instead.
//! Either is turned into a proof of identity, with which one signs in, makes an account
//! ([`Register`](crate::accounts::account::Register) with `is_google`), links the identity to an account, or confirms being its owner.

use super::confirmations::Confirmation;
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks where to send the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct GoogleBegin {}

/// Where to go, and what to come back with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleBegun {
    /// `true`.
    pub success: Success,
    /// The provider's page. It leads back to `/google` on this site, with `code` and `state` in the query.
    pub url: String,
    /// Keep it where nobody else can read it; it stands in no address. It works once, for 10 minutes.
    pub secret: String,
    /// For native clients: the nonce that their ID token must carry.
    pub nonce: String,
}

/// Brings what the provider gave: a code, or an ID token of an allowed audience.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct GoogleFinish {
    /// From the beginning.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub secret: String,
    /// With a code: what stood beside it. It must belong to the secret.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub state: Option<String>,
    /// What the browser came back with.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub code: Option<String>,
    /// What a native client was given.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub id_token: Option<String>,
}

/// The identity is verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// `true`.
    pub success: Success,
    /// Stands for the identity, for 10 minutes; what uses it up says so.
    pub proof: String,
    /// Whether an account is linked to it.
    pub known: bool,
    /// The address that the provider has verified, or `""`.
    pub email: String,
}

/// Signs in to the account that is linked to the identity; uses the proof up. It answers as login does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct GoogleLogin {
    /// See [`Identified::proof`].
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub proof: String,
}

/// Links the identity to the caller's account; uses the proof up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct GoogleLink {
    /// See [`Identified::proof`].
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub proof: String,
    /// The account's password, so that a session left open is not enough.
    #[serde(rename = "Password", alias = "password", default)]
    #[garde(skip)]
    pub password: String,
}

/// Takes the link away; refused where there is no password, which confirms what Google did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct GoogleUnlink {
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}
