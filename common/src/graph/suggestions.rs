//! People whom the caller may want to follow, and people by whom the caller may know another person.

use super::lists::{ListRequest, OwnListRequest};
use crate::pagination::List;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for people to follow: those whom the caller's followed follow, the most of them first, then people whom many follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
pub struct Suggestions(#[garde(dive)] pub OwnListRequest);

impl List for Suggestions {
    const KEY: &'static str = "suggestions";
}

/// Asks which followers of a person the caller follows, newest follow first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
pub struct KnownFollowers(#[garde(dive)] pub ListRequest);

impl List for KnownFollowers {
    const KEY: &'static str = "known_followers";
}
