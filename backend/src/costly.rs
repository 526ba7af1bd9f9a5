//! Reads that cost the database much more than a page: only so many run at once, so that pages always find a connection, and only
//! some of them for one network or person, so that others have their turn.
//!
//! Each copy of the server counts for itself, as it has connections of its own.

use crate::guards::Device;
use crate::{Error, config};
use ipnet::IpNet;
use rocket::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use rocket::tokio::time::timeout;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use uuid::Uuid;

/// Of so many connections, costly reads have one.
const SHARE: usize = 4;
/// How long a read waits for its turn. Those refused wait as long, so that who asks on and on is slowed down.
const PATIENCE: Duration = Duration::from_secs(2);
/// Callers that are remembered before those without a read are looked for.
const FORGET: usize = 1024;

/// Whom a read is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Caller {
    Network(IpNet),
    Person(Uuid),
}

/// The turns of all costly reads.
#[derive(Clone)]
pub(crate) struct Costly(Arc<Turns>);

struct Turns {
    all: Arc<Semaphore>,
    /// Reads of one caller at once.
    of_one: usize,
    callers: Mutex<HashMap<Caller, Weak<Semaphore>>>,
}

/// A turn; dropping it gives it to the next.
pub(crate) struct Turn {
    _held: Vec<OwnedSemaphorePermit>,
}

impl Costly {
    /// Nobody reads yet.
    pub(crate) fn new(database: &config::Database) -> Self {
        let all = database.connections.div_ceil(SHARE);
        let callers = Mutex::default();
        Self(Arc::new(Turns { all: Arc::new(Semaphore::new(all)), of_one: all.div_ceil(2), callers }))
    }

    /// Waits for a turn, but not for long.
    pub(crate) async fn turn(&self, device: &Device, person: Option<Uuid>) -> Result<Turn, Error> {
        timeout(PATIENCE, self.next_turn(device, person)).await.map_err(|_| Error::Busy)?
    }

    /// Waits for a turn for as long as it takes: for files, of which the first part has been sent. First for that of the narrowest
    /// network: who waits there keeps nobody else waiting.
    pub(crate) async fn next_turn(&self, device: &Device, person: Option<Uuid>) -> Result<Turn, Error> {
        let networks = device.networks().into_iter().map(Caller::Network);
        let mut held = Vec::new();
        for caller in networks.chain(person.map(Caller::Person)) {
            held.push(acquire(self.of(caller)).await?);
        }
        held.push(acquire(self.0.all.clone()).await?);
        Ok(Turn { _held: held })
    }

    fn of(&self, caller: Caller) -> Arc<Semaphore> {
        // A map that a panic left behind is still a map.
        let mut callers = self.0.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= FORGET && !callers.contains_key(&caller) {
            callers.retain(|_, turns| turns.strong_count() > 0);
        }
        if let Some(known) = callers.get(&caller).and_then(Weak::upgrade) {
            return known;
        }
        let new = Arc::new(Semaphore::new(self.0.of_one));
        callers.insert(caller, Arc::downgrade(&new));
        new
    }
}

async fn acquire(turns: Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
    turns.acquire_owned().await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::async_test;
    use rocket::futures::FutureExt;

    fn costly(connections: usize) -> Costly {
        Costly::new(&config::Database { url: String::new(), connections, timeout: 5 })
    }

    /// A turn that is there at once.
    fn try_turn(costly: &Costly, address: &str, person: Option<Uuid>) -> Option<Turn> {
        costly.next_turn(&Device::at_address(address), person).now_or_never()?.ok()
    }

    #[async_test]
    async fn a_network_and_a_person_have_half_of_all_turns() {
        let (costly, ada) = (costly(16), Some(Uuid::now_v7()));
        let first = try_turn(&costly, "192.0.2.1", ada).unwrap();
        let _second = try_turn(&costly, "192.0.2.1", None).unwrap();
        assert!(try_turn(&costly, "192.0.2.1", None).is_none(), "of one network");
        let _third = try_turn(&costly, "192.0.2.2", ada).unwrap();
        assert!(try_turn(&costly, "192.0.2.3", ada).is_none(), "of one person");
        let _fourth = try_turn(&costly, "192.0.2.3", None).unwrap();
        assert!(try_turn(&costly, "192.0.2.4", None).is_none(), "of all");
        drop(first);
        assert!(try_turn(&costly, "192.0.2.4", None).is_some());
    }

    #[async_test]
    async fn a_wide_network_of_ipv6_has_no_more() {
        let costly = costly(16);
        let _held = [1, 2].map(|n| try_turn(&costly, &format!("2001:db8:1:{n}00::1"), None).unwrap());
        assert!(try_turn(&costly, "2001:db8:1:300::1", None).is_none());
        assert!(try_turn(&costly, "2001:db8:2::1", None).is_some());
    }

    #[async_test]
    async fn one_connection_is_enough_for_a_turn_and_who_has_none_is_forgotten() {
        let costly = costly(1);
        for n in 0..5_000 {
            let device = Device::at_address(&format!("10.0.{}.{}", n / 256, n % 256));
            costly.next_turn(&device, None).await.unwrap();
        }
        assert!(costly.0.callers.lock().unwrap().len() <= FORGET);
    }
}
