//! Blocking: it ends every follow between two people, and hides each from the other.

use super::lists::OwnListRequest;
use crate::pagination::List;
use crate::rules;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Blocks a person. Idempotent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Block {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}

/// Unblocks a person. Idempotent. The follows that the block ended stay ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Unblock {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}

/// Asks whom the caller has blocked, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
pub struct Blocked(#[garde(dive)] pub OwnListRequest);

impl List for Blocked {
    const KEY: &'static str = "blocked";
}
