//! Signing in and out, and where one is signed in.

use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Asks for a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Login {
    /// The username; the e-mail address works too.
    #[serde(rename = "Username", alias = "username", deserialize_with = "crate::blanks::trimmed")]
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

/// The token is revoked.
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

/// Asks where the caller is signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Sessions {}

/// Where that is, the latest first; at most 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// `true`.
    pub success: Success,
    /// The latest used first.
    pub sessions: Vec<Session>,
}

/// One session of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Tells it from the others; it is not the token.
    pub session_id: Uuid,
    /// When it began, in RFC 3339.
    pub created_at: String,
    /// When it was last used, give or take five minutes, in RFC 3339.
    pub used_at: String,
    /// The address of the network that it was used from last.
    pub address: String,
    /// The browser or program, in short; `""` where it did not say.
    pub device: String,
    /// It is the one that asks.
    pub current: bool,
}

/// Ends one of the caller's sessions. Idempotent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct EndSession {
    /// See [`Session::session_id`].
    #[garde(skip)]
    pub session_id: Uuid,
}

/// Ends all of the caller's sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct EndSessions {
    /// But the one that asks.
    #[serde(default)]
    #[garde(skip)]
    pub others: bool,
}
