//! Reads that cost the database much more than a page: only so many run at once, so that pages always find a connection, and only
//! some of them for one network or person, so that others have their turn.

use super::fair_share::{FairShare, Limits};
use crate::config;
use std::time::Duration;

/// Of so many connections, costly reads have one.
const SHARE: usize = 4;
/// How long a read waits for its turn. Those refused wait as long, so that callers who ask on and on are slowed down.
const PATIENCE: Duration = Duration::from_secs(2);

/// The turns of all costly reads. Each copy of the server has its own, as it has connections of its own.
#[derive(Clone)]
pub(crate) struct Costly(pub(crate) FairShare);

impl Costly {
    /// No read is running yet.
    pub(crate) fn new(database: &config::Database) -> Self {
        let all = database.connections.div_ceil(SHARE);
        let half = all.div_ceil(2);
        Self(FairShare::new(Limits { all, of_network: half, of_person: half }, PATIENCE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::device::Device;
    use rocket::async_test;
    use rocket::futures::FutureExt;

    fn costly(connections: usize) -> Costly {
        Costly::new(&config::Database {
            url: String::new(),
            connections,
            timeout: 5,
            pooler: config::Pooler::Auto,
            read_urls: Vec::new(),
            read_delay: 1,
        })
    }

    #[async_test]
    async fn one_connection_is_enough_for_a_turn() {
        costly(1).0.place(&Device::at_address("192.0.2.1"), None).await.unwrap();
    }

    #[async_test]
    async fn a_network_has_half_of_a_quarter_of_the_connections() {
        let (costly, device) = (costly(16), Device::at_address("192.0.2.1"));
        let turn = || costly.0.next_place(&device, None).now_or_never();
        let _held = [turn().unwrap().unwrap(), turn().unwrap().unwrap()];
        assert!(turn().is_none());
    }
}
