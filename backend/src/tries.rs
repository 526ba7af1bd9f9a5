//! How many tries a network has: at passwords and other secrets, at making accounts, at having mails sent, and at going to
//! Google.
//!
//! Each copy of the server counts for itself. What one account has to bear is counted in the database, by all of them together
//! (`database/failed_tries.rs`).

use crate::{Error, config};
use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Time in which a network that has used up its tries has all of them again.
const PERIOD: Duration = Duration::from_secs(5 * 60);
/// Tries after which networks that have all of theirs again are forgotten.
const FORGET: u32 = 1024;

/// The tries of every network.
pub(crate) struct Tries {
    limiter: DefaultKeyedRateLimiter<IpNet>,
    taken: AtomicU32,
}

impl Tries {
    /// Nobody has tried anything yet.
    pub(crate) fn new(site: &config::Site) -> Result<Self, Error> {
        let quota = Quota::with_period(PERIOD / site.tries.get())
            .ok_or_else(|| Error::internal("there is no time between two tries"))?;
        Ok(Self { limiter: RateLimiter::keyed(quota.allow_burst(site.tries)), taken: AtomicU32::new(0) })
    }

    /// Takes one of a network's tries, or tells how long it has to wait for the next one.
    pub(crate) fn take(&self, network: IpNet) -> Result<(), Error> {
        if self.taken.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGET) {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&network).map_err(|until| {
            let wait = until.wait_time_from(self.limiter.clock().now());
            Error::TooManyTries(wait.as_secs() + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        site: config::Site,
    }

    fn tries(number: &str) -> Tries {
        Tries::new(&Flags::parse_from(["kith", "--tries", number]).site).unwrap()
    }

    #[test]
    fn a_network_has_so_many_tries_and_is_told_when_the_next_one_comes() {
        let (tries, here, there) = (tries("3"), "192.0.2.7/32", "192.0.2.8/32");
        for _ in 0..3 {
            tries.take(here.parse().unwrap()).unwrap();
        }
        let refused = tries.take(here.parse().unwrap());
        assert!(matches!(refused, Err(Error::TooManyTries(1..=100))), "a third of five minutes: {refused:?}");
        tries.take(there.parse().unwrap()).unwrap();
    }

    #[test]
    fn any_number_that_can_be_set_can_be_kept() {
        tries("1").take("::/64".parse().unwrap()).unwrap();
        tries("4294967295").take("::/64".parse().unwrap()).unwrap();
    }
}
