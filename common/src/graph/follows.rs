//! Following and unfollowing.

use crate::people::person::Counts;
use crate::people::relationships::Relationship;
use crate::{Success, rules};
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
