//! Requests to follow a locked account, which its owner accepts or rejects.
//!
//! To ask is to [`Follow`](crate::graph::follows::Follow), to withdraw is to [`Unfollow`](crate::graph::follows::Unfollow).

use super::lists::OwnListRequest;
use crate::pagination::List;
use crate::rules;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks who has asked to follow the caller, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
pub struct Requests(#[garde(dive)] pub OwnListRequest);

impl List for Requests {
    const KEY: &'static str = "requests";
}

/// Asks whom the caller has asked to follow, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
pub struct Requested(#[garde(dive)] pub OwnListRequest);

impl List for Requested {
    const KEY: &'static str = "requested";
}

/// Accepts a request to follow the caller; 404 where there is none, or no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Accept {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}

/// Rejects a request to follow the caller. Idempotent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Reject {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}
