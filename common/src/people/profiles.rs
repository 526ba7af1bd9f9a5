//! What people tell of themselves. The picture is uploaded as a file, by `POST /avatars`.

use super::person::{Counts, Person};
use super::privacy::Privacy;
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Bytes of a picture to upload at the most.
pub const PICTURE_LIMIT: usize = 4 * 1024 * 1024;

/// Beside the username, on a person's page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// `""` where none is given.
    pub name: String,
    /// A few words; `""` where none are given.
    pub about: String,
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

/// Asks to change what the caller tells; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct EditProfile {
    /// See [`Details::name`].
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::name)))]
    pub name: Option<String>,
    /// See [`Details::about`].
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::lines(500, "This may have 500 characters."))))]
    pub about: Option<String>,
    /// See [`Person::location`].
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::line(100, "The location may have 100 characters, in one line."))))]
    pub location: Option<String>,
}

/// Takes the caller's picture away; the drawn one comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct RemoveAvatar {}

/// What others see of the caller, after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileEdited<'a> {
    /// `true`.
    pub success: Success,
    /// As they are now.
    pub person: Person<'a>,
    /// As they are now.
    pub details: Details,
}
