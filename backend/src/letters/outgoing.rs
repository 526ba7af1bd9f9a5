//! What waits in the outbox, and what it takes to put something there.

use super::budgets::{Budget, Class};
use super::texts::{Language, Letter};
use crate::Error;
use crate::guards::device::Device;
use crate::mail::mailer::Mailer;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

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

/// What a request needs to write mails, in its caller's language. Its end wakes the sender, since its transactions are over by
/// then.
pub(crate) struct Mail {
    mailer: Mailer,
    language: Language,
    has_written: AtomicBool,
}

impl Mail {
    pub(crate) fn new(mailer: Mailer, language: Language) -> Self {
        Self { mailer, language, has_written: AtomicBool::new(false) }
    }

    /// Whether mails are sent at all.
    pub(crate) fn is_on(&self) -> bool {
        self.mailer.is_on()
    }

    /// What an outbox row with this id holds; `None` where no mails are sent.
    pub(crate) fn seal(&self, id: Uuid, item: Item) -> Result<Option<Vec<u8>>, Error> {
        let sealed = self.mailer.seal(id, &Outgoing { language: self.language, item })?;
        self.has_written.fetch_or(sealed.is_some(), Ordering::Relaxed);
        Ok(sealed)
    }

    /// What an address, or an account, still has of a class of mails; `None` where no mails are sent.
    pub(crate) fn budget(&self, class: Class, of: &str) -> Option<Budget> {
        self.mailer.budget(class, of)
    }
}

impl Drop for Mail {
    fn drop(&mut self) {
        if *self.has_written.get_mut() {
            self.mailer.wake();
        }
    }
}
