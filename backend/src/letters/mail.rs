//! What it takes to put a mail into the outbox.

use super::budgets::{Budget, Class};
use super::outgoing::{Item, Outgoing};
use super::postbox::Postbox;
use super::texts::Language;
use crate::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// What a request needs to write mails, in its caller's language. Its end wakes the sender, since its transactions are over by
/// then.
pub(crate) struct Mail {
    /// `None` where no mails are sent.
    postbox: Option<Postbox>,
    language: Language,
    has_written: AtomicBool,
}

impl Mail {
    pub(crate) fn new(postbox: Option<Postbox>, language: Language) -> Self {
        Self { postbox, language, has_written: AtomicBool::new(false) }
    }

    /// Whether mails are sent at all.
    pub(crate) fn is_on(&self) -> bool {
        self.postbox.is_some()
    }

    /// What an outbox row with this id holds; `None` where no mails are sent.
    pub(crate) fn seal(&self, id: Uuid, item: Item) -> Result<Option<Vec<u8>>, Error> {
        let Some(postbox) = &self.postbox else { return Ok(None) };
        let sealed = postbox.seal(id, &Outgoing { language: self.language, item })?;
        self.has_written.store(true, Ordering::Relaxed);
        Ok(Some(sealed))
    }

    /// What an address, or an account, still has of a class of mails; `None` where no mails are sent.
    pub(crate) fn budget(&self, class: Class, of: &str) -> Option<Budget> {
        Some(self.postbox.as_ref()?.budget(class, of))
    }
}

impl Drop for Mail {
    fn drop(&mut self) {
        if let Some(postbox) = self.postbox.as_ref().filter(|_| *self.has_written.get_mut()) {
            postbox.ring();
        }
    }
}
