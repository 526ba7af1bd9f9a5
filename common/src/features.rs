//! What this server is set up for.

use crate::Success;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Of the API: it grows when something that was promised changes, and not when something comes.
pub const API_VERSION: u32 = 1;

/// Asks what there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ViewFeatures {}

/// What there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features {
    /// `true`.
    pub success: Success,
    /// One can sign in with Google.
    pub google: bool,
    /// Mails are sent, so a forgotten password can be replaced.
    pub mail: bool,
    /// Characters that a new password has at the least.
    #[serde(default)]
    pub password_min: u32,
    /// [`API_VERSION`] of the server.
    #[serde(default)]
    pub api_version: u32,
}
