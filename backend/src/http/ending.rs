//! The end of the server: what has begun is answered, and each answer closes its connection, so that the client's next request goes
//! elsewhere.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::tokio::time::sleep;
use rocket::{Data, Request, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// From one look at the requests to the next. By then the last bytes of an answer are on their way.
const LOOK: Duration = Duration::from_millis(300);

/// Whether the server is about to end, and the requests that it still answers. Clones share both.
#[derive(Clone, Default)]
pub(crate) struct Ending(Arc<Requests>);

#[derive(Default)]
struct Requests {
    has_begun: AtomicBool,
    taken: AtomicU64,
    answered: AtomicU64,
}

/// A request, from the first bytes of its body, which Rocket waits for, to the last byte of its answer.
struct Open(Ending);

impl Ending {
    /// From now on every answer closes its connection.
    pub(crate) fn begin(&self) {
        self.0.has_begun.store(true, Ordering::Relaxed);
    }

    /// Whether the server is about to end: it is not to be sent any more requests.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.has_begun.load(Ordering::Relaxed)
    }

    /// The number of requests that are being answered.
    pub(crate) fn open(&self) -> u64 {
        // A request is answered after it was taken: read in this order, the difference is never negative.
        let answered = self.0.answered.load(Ordering::Acquire);
        self.0.taken.load(Ordering::Acquire) - answered
    }

    /// Waits until nothing was taken or answered between two looks, and nothing is open.
    pub(crate) async fn answered(&self) {
        let mut before = None;
        loop {
            let taken = Some(self.0.taken.load(Ordering::Acquire));
            if self.open() == 0 && before == taken {
                return;
            }
            before = taken.filter(|_| self.open() == 0);
            sleep(LOOK).await;
        }
    }

    fn take(&self) -> Open {
        self.0.taken.fetch_add(1, Ordering::AcqRel);
        Open(self.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.answered.fetch_add(1, Ordering::AcqRel);
    }
}

#[rocket::async_trait]
impl Fairing for Ending {
    fn info(&self) -> Info {
        Info { name: "ending", kind: Kind::Request | Kind::Response }
    }

    /// Rocket drops what it caches for a request when the whole answer is handed on.
    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        request.local_cache(|| self.take());
    }

    async fn on_response<'r>(&self, _: &'r Request<'_>, response: &mut Response<'r>) {
        if self.has_begun() {
            response.set_raw_header("Connection", "close");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::async_test;
    use rocket::futures::FutureExt;

    #[async_test]
    async fn what_is_open_is_waited_for() {
        let ending = Ending::default();
        let (first, second) = (ending.take(), ending.take());
        drop(first);
        assert_eq!(ending.open(), 1);
        let answered = ending.clone();
        let mut answered = Box::pin(async move { answered.answered().await });
        assert!((&mut answered).now_or_never().is_none());
        drop(second);
        answered.await;
        assert_eq!(ending.open(), 0);
    }
}
