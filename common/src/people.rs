//! People: one person's profile, and finding people by name.

use crate::follows::Relationship;
use crate::lists::List;
use crate::privacy::Privacy;
use crate::profiles::Details;
use crate::{Success, rules};
use garde::Validate;
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

/// Asks for one person's profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ViewProfile {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
}

/// One person, with exact counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile<'a> {
    /// `true`.
    pub success: Success,
    /// Who it is.
    pub person: Person<'a>,
    /// Exact at the time of the answer.
    pub counts: Counts,
    /// What the person lets others see and do.
    #[serde(default)]
    pub privacy: Privacy,
    /// What the person tells.
    #[serde(default)]
    pub details: Details,
}

/// Asks for the people whose username or name has the words of a text: first who goes by all of it, then the others in the
/// order of the words found; everybody by username.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct SearchPeople {
    /// Words, each of which begins a word of its own of the username or the name, without regard to case and accents; `""` is
    /// everybody.
    #[serde(default, deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::prefix))]
    pub prefix: String,
    /// Counts from 1.
    #[serde(default = "crate::lists::first_page")]
    #[garde(custom(rules::page))]
    pub page: i64,
    /// 1–100, 30 where left out.
    #[serde(default = "crate::lists::page_rows")]
    #[garde(custom(rules::limit))]
    pub limit: i64,
    /// The `cursor` that came with the page before.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub cursor: Option<String>,
}

impl List for SearchPeople {
    const KEY: &'static str = "people";
}
