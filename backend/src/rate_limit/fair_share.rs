//! Places for what takes much of a server: only so many are taken at once, and only some of them by one network or person, so that
//! others have theirs.
//!
//! Each copy of the server counts for itself: what is shared is its own.

use crate::Error;
use crate::identity::device::Device;
use ipnet::IpNet;
use rocket::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use rocket::tokio::time::timeout;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use uuid::Uuid;

/// Callers that are remembered before those without a place are looked for.
const FORGET: usize = 1024;

/// How many places there are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) all: usize,
    /// A wider network of IPv6 has no more.
    pub(crate) of_network: usize,
    pub(crate) of_person: usize,
}

/// Whom a place is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Caller {
    Network(IpNet),
    Person(Uuid),
}

/// Places that are shared fairly.
#[derive(Clone)]
pub(crate) struct FairShare(Arc<Places>);

struct Places {
    limits: Limits,
    /// How long a caller waits for a place.
    patience: Duration,
    all: Arc<Semaphore>,
    callers: Mutex<HashMap<Caller, Weak<Semaphore>>>,
}

/// A place; dropping it gives it to the next.
pub(crate) struct Place {
    _held: Vec<OwnedSemaphorePermit>,
}

impl FairShare {
    /// Nobody has a place yet.
    pub(crate) fn new(limits: Limits, patience: Duration) -> Self {
        let (all, callers) = (Arc::new(Semaphore::new(limits.all)), Mutex::default());
        Self(Arc::new(Places { limits, patience, all, callers }))
    }

    /// Waits for a place, but not for long; 429 where none comes free.
    pub(crate) async fn place(&self, device: &Device, person: Option<Uuid>) -> Result<Place, Error> {
        let place = timeout(self.0.patience, self.next_place(device, person)).await;
        place.map_err(|_| Error::Busy)?
    }

    /// Waits for a place for as long as it takes. First for that of the narrowest network: callers who wait there keep nobody
    /// else waiting.
    pub(crate) async fn next_place(&self, device: &Device, person: Option<Uuid>) -> Result<Place, Error> {
        let networks = device.networks().into_iter().map(Caller::Network);
        let mut held = Vec::new();
        for caller in networks.chain(person.map(Caller::Person)) {
            held.push(acquire(self.of(caller)).await?);
        }
        held.push(acquire(self.0.all.clone()).await?);
        Ok(Place { _held: held })
    }

    fn of(&self, caller: Caller) -> Arc<Semaphore> {
        let Places { limits, callers, .. } = &*self.0;
        // A map that a panic left behind is still a map.
        let mut callers = callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= FORGET && !callers.contains_key(&caller) {
            callers.retain(|_, places| places.strong_count() > 0);
        }
        if let Some(known) = callers.get(&caller).and_then(Weak::upgrade) {
            return known;
        }
        let new = Arc::new(Semaphore::new(match caller {
            Caller::Network(_) => limits.of_network,
            Caller::Person(_) => limits.of_person,
        }));
        callers.insert(caller, Arc::downgrade(&new));
        new
    }
}

async fn acquire(places: Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
    places.acquire_owned().await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::async_test;

    /// Four places, of which a network has two and a person one.
    fn four() -> FairShare {
        FairShare::new(Limits { all: 4, of_network: 2, of_person: 1 }, Duration::ZERO)
    }

    /// A place that is there at once.
    async fn place(share: &FairShare, address: &str, person: Option<Uuid>) -> Option<Place> {
        match share.place(&Device::at_address(address), person).await {
            Ok(place) => Some(place),
            Err(Error::Busy) => None,
            Err(error) => panic!("{error:?}"),
        }
    }

    #[async_test]
    async fn a_network_and_a_person_have_some_of_all_places() {
        let (share, ada) = (four(), Some(Uuid::from_u128(1)));
        let first = place(&share, "192.0.2.1", ada).await.unwrap();
        let _second = place(&share, "192.0.2.1", None).await.unwrap();
        assert!(place(&share, "192.0.2.1", Some(Uuid::from_u128(2))).await.is_none(), "of one network");
        assert!(place(&share, "192.0.2.2", ada).await.is_none(), "of one person");
        let _third = place(&share, "192.0.2.2", None).await.unwrap();
        let _fourth = place(&share, "192.0.2.3", None).await.unwrap();
        assert!(place(&share, "192.0.2.4", None).await.is_none(), "of all");
        drop(first);
        assert!(place(&share, "192.0.2.4", ada).await.is_some());
    }

    #[async_test]
    async fn a_wide_network_of_ipv6_has_no_more() {
        let share = four();
        let _first = place(&share, "2001:db8:1:100::1", None).await.unwrap();
        let _second = place(&share, "2001:db8:1:200::1", None).await.unwrap();
        assert!(place(&share, "2001:db8:1:300::1", None).await.is_none());
        assert!(place(&share, "2001:db8:2::1", None).await.is_some());
    }

    #[async_test]
    async fn callers_who_wait_in_vain_take_nothing() {
        let (share, ada) = (four(), Some(Uuid::from_u128(1)));
        let held = place(&share, "192.0.2.1", ada).await.unwrap();
        for _ in 0..10 {
            assert!(place(&share, "192.0.2.2", ada).await.is_none());
        }
        let _others = [
            place(&share, "192.0.2.2", None).await.unwrap(),
            place(&share, "192.0.2.2", None).await.unwrap(),
        ];
        drop(held);
        place(&share, "192.0.2.1", ada).await.unwrap();
        assert_eq!(share.0.all.available_permits(), 2);
    }

    #[async_test]
    async fn callers_who_have_no_place_are_forgotten() {
        let share = four();
        for n in 0..5_000 {
            place(&share, &format!("10.0.{}.{}", n / 256, n % 256), None).await.unwrap();
        }
        assert!(share.0.callers.lock().unwrap().len() <= FORGET);
    }
}
