//! A person, as every list and profile shows them.

use super::relationships::Relationship;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use uuid::Uuid;

/// A person as a row of any list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person<'a> {
    /// UUIDv7 in text.
    pub user_id: Uuid,
    /// An URL path that always answers with an image.
    pub avatar: Cow<'a, str>,
    /// As its owner spelled it.
    pub username: Cow<'a, str>,
    /// `""` where none is given.
    pub location: Cow<'a, str>,
    /// Only where the caller sent a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship: Option<Relationship>,
}

/// How many follow a person, and how many that person follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Accounts that follow the person.
    pub followers: i64,
    /// Accounts that the person follows.
    pub followed: i64,
}
