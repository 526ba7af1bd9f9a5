//! Signing in and out.

use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Asks for a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Login {
    /// The username; the e-mail address works too.
    #[serde(rename = "Username", alias = "username")]
    #[garde(custom(rules::text))]
    pub username: String,
    /// Any text: a password too short to be right is merely wrong.
    #[serde(rename = "Password", alias = "password")]
    #[garde(skip)]
    pub password: String,
}

/// The pair was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedIn {
    /// `true`.
    pub success: Success,
    /// For people.
    pub message: String,
    /// 256 random bits in URL-safe base64; shown this once.
    pub token: String,
    /// Whose token it is.
    pub user_id: Uuid,
}

impl LoggedIn {
    /// The answer that hands out a token.
    pub fn new(token: String, user_id: Uuid) -> Self {
        Self { success: Success, message: "user authenticated successfully".to_owned(), token, user_id }
    }
}

/// Asks that the token it is sent with stops working.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Logout {}

/// The token works no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedOut {
    /// `true`.
    pub success: Success,
    /// For people.
    pub message: String,
}

impl Default for LoggedOut {
    fn default() -> Self {
        Self { success: Success, message: "user signed out".to_owned() }
    }
}
