//! Following and unfollowing.

use crate::{Success, people::Counts, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks to follow somebody; following twice is following once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Follow {
    /// A user_id or a username.
    #[garde(custom(rules::text))]
    pub user: String,
}

/// Asks to follow somebody no more; unfollowing twice is unfollowing once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Unfollow {
    /// A user_id or a username.
    #[garde(custom(rules::text))]
    pub user: String,
}

/// How things stand after a follow or an unfollow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowChanged {
    /// `true`.
    pub success: Success,
    /// Between the caller and the other person.
    pub relationship: Relationship,
    /// The other person's.
    pub counts: Counts,
}

/// How the caller and another person stand, from the caller's side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relationship {
    /// The caller follows the other.
    pub following: bool,
    /// The other follows the caller.
    pub followed_by: bool,
}
