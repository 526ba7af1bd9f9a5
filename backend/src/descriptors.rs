//! The files and connections that the system lets this process have open.
//!
//! Rocket takes no new connection while there are none to be had, and does not say so; so this module does.

use rlimit::Resource;
use rocket::fairing::AdHoc;
use rocket::futures::future::select;
use rocket::tokio::spawn;
use rocket::tokio::time::interval;
use std::fs::File;
use std::time::Duration;

/// How often it is tried whether one more can be opened.
const EVERY: Duration = Duration::from_secs(1);
/// Tries in a row that succeed before it is said that all is well again.
const STEADY: u32 = 5;
/// Always there, and harmless.
const PROBE: &str = "/dev/null";

/// Raises the limit as far as the process may.
pub(crate) fn raise_limit() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => tracing::debug!(limit, "this many files and connections may be open"),
        Err(cause) => tracing::warn!(%cause, "the limit of open files and connections stays as it is"),
    }
}

/// Watches from liftoff to shutdown whether the limit is reached.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_liftoff("descriptors", |rocket| {
        let shutdown = rocket.shutdown();
        Box::pin(async move {
            if cfg!(unix) {
                spawn(select(shutdown, Box::pin(watch())));
            }
        })
    })
}

async fn watch() {
    let (mut watch, mut ticks) = (Watch::default(), interval(EVERY));
    loop {
        ticks.tick().await;
        let limit = Resource::NOFILE.get_soft().unwrap_or_default();
        match File::open(PROBE) {
            Err(cause) if watch.fails() => {
                tracing::error!(limit, %cause, "the limit of open files is reached: new connections have to wait");
            }
            Ok(_) if watch.succeeds() => {
                tracing::warn!(limit, "below the limit of open files again: new connections are taken");
            }
            _ => {}
        }
    }
}

/// Whether something fails, and since when it does not.
#[derive(Default)]
struct Watch {
    fails: bool,
    well: u32,
}

impl Watch {
    /// Whether this is the first failure.
    fn fails(&mut self) -> bool {
        self.well = 0;
        !std::mem::replace(&mut self.fails, true)
    }

    /// Whether it is well again by this.
    fn succeeds(&mut self) -> bool {
        self.well += 1;
        self.well >= STEADY && std::mem::take(&mut self.fails)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_said_once_and_so_is_that_it_is_well_again() {
        let mut watch = Watch::default();
        assert!((0..10).all(|_| !watch.succeeds()), "all is well");
        assert!(watch.fails() && !watch.fails());
        assert!(!watch.succeeds() && !watch.fails(), "on and off is not well");
        assert_eq!((0..10).filter(|_| watch.succeeds()).count(), 1);
        assert!(watch.fails());
    }
}
