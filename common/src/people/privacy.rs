//! What people let others see and do.

use crate::Success;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// A person's choices; everybody may know them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privacy {
    /// Followers must be accepted.
    pub locked: bool,
    /// Nobody else sees who follows the person and whom the person follows; the counts stay.
    pub hides_lists: bool,
}

/// Asks to change the caller's choices; what is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct SetPrivacy {
    /// See [`Privacy::locked`]. Who has asked already still waits when it is unlocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub locked: Option<bool>,
    /// See [`Privacy::hides_lists`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub hides_lists: Option<bool>,
}

/// The caller's choices after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacySet {
    /// `true`.
    pub success: Success,
    /// As they are now.
    pub privacy: Privacy,
}
