//! How much there is of what can be used up: tries at secrets and the like, calls, changes and files. Each quota is of five minutes.
//!
//! Each copy of the server counts for itself. What one account has to bear is counted in the database, by all of them together
//! (`database/accounts/failed_attempts/mod.rs`).

use crate::identity::device::Device;
use crate::{Error, Refusal, config};
use common::endpoint::Cost;
use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, RateLimiter};
use ipnet::IpNet;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Time in which a quota that is used up is whole again.
const PERIOD: Duration = Duration::from_secs(5 * 60);
/// Takings after which keys whose quotas are whole again are forgotten.
const FORGET: u32 = 1024;

/// All quotas.
pub(crate) struct RateLimits {
    attempts: ByNetwork,
    calls: ByNetwork,
    changes: Quota<Uuid>,
    files: Quota<Uuid>,
}

impl RateLimits {
    /// Nothing is used up yet.
    pub(crate) fn new(site: &config::Site) -> Result<Self, Error> {
        Ok(Self {
            attempts: ByNetwork::new("tries", site.rate_limit())?,
            calls: ByNetwork::new("calls", site.calls)?,
            changes: Quota::new("changes", site.changes)?,
            files: Quota::new("files", site.files)?,
        })
    }

    /// Takes one of a network's tries, or refuses it with the time to wait for the next one.
    pub(crate) fn take(&self, device: &Device) -> Result<(), Refusal> {
        self.attempts.take(device)
    }

    /// Takes one of a network's calls.
    pub(crate) fn take_call(&self, device: &Device) -> Result<(), Refusal> {
        self.calls.take(device)
    }

    /// Takes what a call costs a person.
    pub(crate) fn take_cost(&self, cost: Cost, person: Uuid) -> Result<(), Refusal> {
        match cost {
            Cost::Call => Ok(()),
            Cost::Change => self.changes.take(person),
            Cost::File => self.files.take(person),
        }
    }
}

/// The quota of every network. A wider network of IPv6 has twice that of a narrower one: who has more addresses has hardly more.
struct ByNetwork([Quota<IpNet>; 3]);

impl ByNetwork {
    fn new(limit: &'static str, number: NonZeroU32) -> Result<Self, Error> {
        let double = number.saturating_add(number.get());
        let fourfold = double.saturating_add(double.get());
        Ok(Self([Quota::new(limit, number)?, Quota::new(limit, double)?, Quota::new(limit, fourfold)?]))
    }

    /// The narrowest first: what is refused there takes nothing from the neighbours.
    fn take(&self, device: &Device) -> Result<(), Refusal> {
        device.networks().into_iter().zip(&self.0).try_for_each(|(network, quota)| quota.take(network))
    }
}

/// A quota of each key.
struct Quota<K: Hash + Eq + Clone> {
    /// What it is called in the log.
    limit: &'static str,
    limiter: DefaultKeyedRateLimiter<K>,
    taken: AtomicU32,
}

impl<K: Hash + Eq + Clone> Quota<K> {
    fn new(limit: &'static str, number: NonZeroU32) -> Result<Self, Error> {
        let quota = governor::Quota::with_period(PERIOD / number.get())
            .ok_or_else(|| Error::internal("there is no time between two tries"))?;
        Ok(Self { limit, limiter: RateLimiter::keyed(quota.allow_burst(number)), taken: AtomicU32::new(0) })
    }

    fn take(&self, key: K) -> Result<(), Refusal> {
        if self.taken.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGET) {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key).map_err(|until| {
            let wait = until.wait_time_from(self.limiter.clock().now());
            Refusal::TooManyAttempts { limit: self.limit, seconds: wait.as_secs() + 1 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(number: u32) -> Quota<&'static str> {
        Quota::new("tries", NonZeroU32::new(number).unwrap()).unwrap()
    }

    #[test]
    fn a_network_has_so_many_tries_and_is_told_when_the_next_one_comes() {
        let attempts = quota(3);
        for _ in 0..3 {
            attempts.take("here").unwrap();
        }
        let refused = attempts.take("here");
        assert!(
            matches!(refused, Err(Refusal::TooManyAttempts { seconds: 1..=100, .. })),
            "a third of five minutes: {refused:?}"
        );
        attempts.take("there").unwrap();
    }

    #[test]
    fn any_number_that_can_be_set_can_be_kept() {
        quota(1).take("here").unwrap();
        quota(u32::MAX).take("here").unwrap();
    }

    #[test]
    fn a_wide_network_has_four_times_as_much_at_the_most() {
        let attempts = ByNetwork::new("tries", NonZeroU32::new(3).unwrap()).unwrap();
        let taken = |address: String| usize::from(attempts.take(&Device::at_address(&address)).is_ok());
        let of_one_56 = (0..256).map(|n| taken(format!("2001:db8:1:{n:x}::1"))).sum::<usize>();
        let of_the_48 = (1..256).map(|n| taken(format!("2001:db8:1:{n:x}00::1"))).sum::<usize>();
        assert_eq!((of_one_56, of_the_48), (6, 6));
        assert_eq!(
            (taken("2001:db8:2::1".to_owned()), taken("192.0.2.1".to_owned())),
            (1, 1),
            "others have theirs"
        );
    }
}
