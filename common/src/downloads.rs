//! Everything that Kith keeps of somebody, as one file.

use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for all that the caller has here. The answer is one JSON document, sent as it is read; a failure is an envelope
/// like every other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Download {}
