//! Following and unfollowing.

use crate::{Success, people::Counts, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Follows a person, or requests to where the account is locked. Idempotent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Follow {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}

/// Unfollows a person, or withdraws a request to follow. Idempotent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Unfollow {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}

/// Removes a follower of the caller. Idempotent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct RemoveFollower {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}

/// How things stand after a change between the caller and another person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowChanged {
    /// `true`.
    pub success: Success,
    /// Between the caller and the other person.
    pub relationship: Relationship,
    /// The other person's.
    pub counts: Counts,
}

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
