//! Everything that Kith keeps of a person, as one file.

use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for all that the caller has here, but for what is secret. A failure is an envelope like every other.
///
/// The answer is one JSON object, sent as it is read: `account`, in which the lists `passkeys` and `identities` are, `person`,
/// `details` and `privacy`, then lists: `sessions`, `security_events`, `followers`, `followed`, `requests`, `requested` and
/// `blocked`. How long it will be is not known beforehand: one that was cut off is known by not being valid JSON, as its last
/// character is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Download {}
