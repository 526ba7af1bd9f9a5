//! Work that keeps a core busy: done off the async threads, so much at once and no more.

use crate::{Error, metrics};
use rocket::tokio::{sync::Semaphore, task::spawn_blocking};
use std::sync::Arc;

/// Those who do work of one kind.
#[derive(Clone)]
pub(crate) struct CpuPool {
    /// What kind that is.
    pub(crate) work: &'static str,
    at_once: usize,
    waiting: usize,
    places: Arc<Semaphore>,
    cores: Arc<Semaphore>,
}

impl CpuPool {
    /// Work that is done at once, and work that may wait for it; a further call is answered 429.
    pub(crate) fn new(work: &'static str, at_once: usize, waiting: usize) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { work, at_once, waiting, places: semaphore(at_once + waiting), cores: semaphore(at_once) }
    }

    /// How much work is being done, and how much waits.
    pub(crate) fn load(&self) -> (usize, usize) {
        let running = self.at_once - self.cores.available_permits();
        let taken = self.at_once + self.waiting - self.places.available_permits();
        (running, taken.saturating_sub(running))
    }

    /// The permits move into the work: a caller that hangs up does not free a core that is still busy.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| {
            metrics::work_refused(self.work);
            Error::Busy
        })?;
        let core = self.cores.clone().acquire_owned().await.map_err(Error::internal)?;
        spawn_blocking(move || {
            let _held = (place, core);
            work()
        })
        .await
        .map_err(Error::internal)
    }
}
