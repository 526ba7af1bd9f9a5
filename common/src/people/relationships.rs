//! How two people stand to each other.

use serde::{Deserialize, Serialize};

/// How the caller and another person stand, from the caller's side. What is rare is written only where it is true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relationship {
    /// The caller follows the other.
    pub following: bool,
    /// The other follows the caller.
    pub followed_by: bool,
    /// The caller has asked to follow the other, who has not answered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub requested: bool,
    /// The other has asked to follow the caller, who has not answered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub requested_by: bool,
    /// The caller has blocked the other.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blocking: bool,
}

impl Relationship {
    /// Each follows the other.
    pub fn is_mutual(&self) -> bool {
        self.following && self.followed_by
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}
