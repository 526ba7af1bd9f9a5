//! What waits in the outbox.

use super::texts::{Language, Letter};
use crate::identity::device::Device;
use serde::{Deserialize, Serialize};

/// A row of the outbox, once it is opened.
#[derive(Serialize, Deserialize)]
pub(crate) struct Outgoing {
    pub(crate) language: Language,
    pub(crate) item: Item,
}

/// What is to be sent.
#[derive(Serialize, Deserialize)]
pub(crate) enum Item {
    /// A letter to an address.
    Letter { to: String, letter: Letter },
    /// A reset code for the account of this address, if there is one. That is found out after the answer, which tells nothing.
    Forgotten { email: String, device: Device },
    /// Likewise another link that proves this address, if it is the unproven address of an account.
    Unproven { email: String },
}
