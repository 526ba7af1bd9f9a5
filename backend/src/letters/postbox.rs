//! What requests that write mails and the sender have in common: the key under which mails lie in the outbox, and a bell.

use super::budgets::{Budget, Class};
use super::outgoing::Outgoing;
use crate::credentials::encryption;
use crate::credentials::encryption::Sealer;
use crate::{Error, config};
use hmac::{Hmac, KeyInit, Mac};
use rocket::tokio::sync::Notify;
use rocket::tokio::time::timeout;
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// What the key of the budgets is for.
const BUDGETS: &str = "kith: mail budgets";

/// Seals mails for the outbox and opens them again.
#[derive(Clone)]
pub(crate) struct Postbox(Arc<Parts>);

struct Parts {
    sealer: Sealer,
    budgets: Hmac<Sha256>,
    filled: Notify,
}

impl Postbox {
    /// Another secret begins the budgets anew: they are limits for hours, not for longer.
    pub(crate) fn new(secrets: &config::Secrets) -> Result<Self, Error> {
        let sealer = Sealer::new(secrets, encryption::MAILS)?;
        let budgets = Hmac::<Sha256>::new_from_slice(secrets.newest()?).map_err(Error::internal)?;
        let budgets = budgets.chain_update(BUDGETS);
        Ok(Self(Arc::new(Parts { sealer, budgets, filled: Notify::new() })))
    }

    /// What the outbox row with this id holds.
    pub(crate) fn seal(&self, id: Uuid, outgoing: &Outgoing) -> Result<Vec<u8>, Error> {
        self.0.sealer.seal(id, &serde_json::to_vec(outgoing).map_err(Error::internal)?)
    }

    pub(crate) fn open(&self, id: Uuid, sealed: &[u8]) -> Result<Outgoing, Error> {
        serde_json::from_slice(&self.0.sealer.open(id, sealed)?).map_err(Error::internal)
    }

    pub(crate) fn budget(&self, class: Class, of: &str) -> Budget {
        class.budget(of, |text| self.0.budgets.clone().chain_update(text).finalize().into_bytes().into())
    }

    /// There is something in the outbox.
    pub(crate) fn ring(&self) {
        self.0.filled.notify_one();
    }

    /// Waits until there is something in the outbox, or may be by now.
    pub(crate) async fn wait(&self, longest: Duration) {
        drop(timeout(longest, self.0.filled.notified()).await);
    }
}
