//! How many large bodies are received at once, and of whom.

use crate::Error;
use crate::identity::device::Device;
use crate::rate_limit::fair_share::{FairShare, Limits, Place};
use std::time::Duration;
use uuid::Uuid;

/// Bodies that this server receives at once. Accounts are free, so that a person's limit alone would hold nobody back.
const LIMITS: Limits = Limits { all: 8, of_network: 4, of_person: 2 };
/// How long a body waits for its turn before it is refused.
const PATIENCE: Duration = Duration::from_secs(5);

/// The large bodies that this server receives.
pub(crate) struct LargeBodies(FairShare);

impl LargeBodies {
    pub(crate) fn new() -> Self {
        Self(FairShare::new(LIMITS, PATIENCE))
    }

    /// A place for a person's body; 429 where none comes free in time.
    pub(crate) async fn place(&self, device: &Device, person: Uuid) -> Result<Place, Error> {
        self.0.place(device, Some(person)).await
    }
}
