//! Live updates: what happens to the caller, told while it happens.

use crate::people::person::{Counts, Person};
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for server-sent events about the caller. The answer stays open; each event's data is an envelope of [`News`].
///
/// A `POST` like every other call, although a browser's `EventSource` can only `GET`: it could not send the token in a
/// header either, and an address that holds a token ends up in logs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Live {
    /// The last `id` that came with a stream, which begins with one: what has happened since comes first, the newest 100 at the most.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub after: Option<String>,
}

/// Something that has happened to the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News<'a> {
    /// `true`.
    pub success: Success,
    /// What it was.
    pub event: Kind,
    /// The other one, with the relationship from the caller's side.
    pub person: Person<'a>,
    /// The caller's own.
    pub counts: Counts,
}

/// What may happen to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The person follows the caller now.
    Follower,
    /// The person asks to follow the caller.
    Request,
    /// The caller follows the person now: by a call of another session, or because a request was accepted.
    Followed,
}
