//! The streams that are open on this server. Each is kept only while its connection lasts.

use super::stream_cursor::StreamCursor;
use crate::Error;
use crate::database::graph::notifications::AT_ONCE;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::tokens::TokenHash;
use ipnet::IpNet;
use rocket::futures::stream::{self, Stream};
use rocket::response::stream::Event;
use rocket::tokio::sync::Notify;
use rocket::tokio::sync::mpsc::{Receiver, Sender, channel};
use rocket::tokio::time::timeout;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Streams at the most: each costs a connection and a share of every poll.
const STREAMS: usize = 10_000;
/// Streams of one person at the most, so that none takes them all.
const STREAMS_OF_ONE: usize = 32;
/// Events that wait for a slow client. One that falls further behind is cut off, and resumes where it was.
const WAITING: usize = 2 * AT_ONCE;
/// Silence after which a client, and every proxy on the way, is shown that the connection lives.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// An empty comment.
pub(crate) fn heartbeat() -> Event {
    Event::comment("")
}

/// All open streams.
#[derive(Clone)]
pub(crate) struct Subscriptions(Arc<Open>);

struct Open {
    streams: Mutex<HashMap<Uuid, Subscriber>>,
    opened: Notify,
    /// Streams of one network at the most.
    of_network: usize,
}

/// The server's end of a stream.
#[derive(Clone)]
pub(crate) struct Subscriber {
    pub(crate) viewer: Uuid,
    pub(crate) token: TokenHash,
    pub(crate) cursor: StreamCursor,
    network: IpNet,
    events: Sender<Event>,
}

/// The client's end of a stream; dropping it closes the stream.
pub(crate) struct Subscription {
    stream: Uuid,
    subscriptions: Subscriptions,
    events: Receiver<Event>,
}

impl Subscriptions {
    /// None is open yet.
    pub(crate) fn new(of_network: usize) -> Self {
        Self(Arc::new(Open { streams: Mutex::default(), opened: Notify::default(), of_network }))
    }

    /// A map that a panic left behind is still a map.
    fn streams(&self) -> MutexGuard<'_, HashMap<Uuid, Subscriber>> {
        self.0.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a stream at a cursor.
    pub(crate) fn open(
        &self,
        viewer: &SignedIn,
        device: &Device,
        cursor: StreamCursor,
    ) -> Result<Subscription, Error> {
        let mut streams = self.streams();
        if streams.len() >= STREAMS {
            return Err(Error::Unavailable("as many streams are open as this server takes".into()));
        }
        let count =
            |counts: &dyn Fn(&Subscriber) -> bool| streams.values().filter(|open| counts(open)).count();
        // As in the rate limit, a wider network has twice as many.
        let is_full = device.networks().into_iter().zip([1, 2, 4]).any(|(network, times)| {
            count(&|open| network.contains(&open.network)) >= self.0.of_network.saturating_mul(times)
        });
        if is_full || count(&|open| open.viewer == viewer.id) >= STREAMS_OF_ONE {
            return Err(Error::Busy);
        }
        let (sender, events) = channel(WAITING);
        let stream = Uuid::now_v7();
        let (SignedIn { id, token, .. }, network) = (*viewer, device.network());
        streams.insert(stream, Subscriber { viewer: id, token, cursor, network, events: sender });
        self.0.opened.notify_one();
        Ok(Subscription { stream, subscriptions: self.clone(), events })
    }

    /// Waits until a stream is open.
    pub(crate) async fn any(&self) {
        while self.streams().is_empty() {
            self.0.opened.notified().await;
        }
    }

    /// Every open stream, as it stands.
    pub(crate) fn all(&self) -> HashMap<Uuid, Subscriber> {
        self.streams().clone()
    }

    /// How many are open.
    pub(crate) fn number(&self) -> usize {
        self.streams().len()
    }

    /// Closes streams; what is on its way to a client still arrives.
    pub(crate) fn close(&self, ended: &HashSet<Uuid>) {
        self.streams().retain(|stream, _| !ended.contains(stream));
    }

    /// Sends events into a stream, which is then at the cursor; or closes it, where its client is too slow.
    pub(crate) fn tell(&self, stream: Uuid, cursor: StreamCursor, events: Vec<Event>) {
        let mut streams = self.streams();
        let Some(subscriber) = streams.get_mut(&stream) else { return };
        if events.into_iter().all(|event| subscriber.events.try_send(event).is_ok()) {
            subscriber.cursor = cursor;
        } else {
            streams.remove(&stream);
        }
    }
}

impl Subscription {
    /// What the server sends, until either end closes: events, and a heartbeat in a long silence. Not Rocket's own
    /// heartbeat, which may be written into the middle of an event.
    pub(crate) fn events(self) -> impl Stream<Item = Event> {
        stream::unfold(self, |mut open| async {
            let event = timeout(HEARTBEAT, open.events.recv()).await.unwrap_or_else(|_| Some(heartbeat()));
            event.map(|event| (event, open))
        })
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.subscriptions.streams().remove(&self.stream);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::async_test;
    use rocket::futures::StreamExt;

    fn open(subscriptions: &Subscriptions) -> Result<Subscription, Error> {
        open_from(subscriptions, "192.0.2.1")
    }

    fn open_from(subscriptions: &Subscriptions, address: &str) -> Result<Subscription, Error> {
        let viewer = SignedIn { id: Uuid::now_v7(), token: TokenHash::of("") };
        subscriptions.open(
            &viewer,
            &Device::at_address(address),
            StreamCursor::after(Uuid::max(), Uuid::now_v7()),
        )
    }

    #[test]
    fn a_server_takes_so_many_streams_and_another_when_one_has_closed() {
        let subscriptions = Subscriptions::new(usize::MAX);
        let stream = open(&subscriptions).unwrap();
        let one = subscriptions.all()[&stream.stream].clone();
        subscriptions.streams().extend((1..STREAMS).map(|_| (Uuid::now_v7(), one.clone())));
        assert!(matches!(open(&subscriptions), Err(Error::Unavailable(_))));
        drop(stream);
        assert!(open(&subscriptions).is_ok());
    }

    #[test]
    fn one_network_cannot_take_all_streams() {
        let subscriptions = Subscriptions::new(2);
        let from = |address: &str| open_from(&subscriptions, address);
        let _held = [from("192.0.2.1").unwrap(), from("192.0.2.1").unwrap(), from("192.0.2.2").unwrap()];
        assert!(matches!(from("192.0.2.1"), Err(Error::Busy)));
        let open = (0..20).map(|n| from(&format!("2001:db8:1:{n}00::1"))).filter_map(Result::ok);
        assert_eq!(open.collect::<Vec<_>>().len(), 8, "of a /48");
        assert!(from("2001:db8:2::1").is_ok());
    }

    #[async_test]
    async fn a_client_too_slow_is_cut_off_after_what_waits_for_it() {
        let subscriptions = Subscriptions::new(1);
        let stream = open(&subscriptions).unwrap();
        for _ in 0..3 {
            for (stream, subscriber) in subscriptions.all() {
                subscriptions.tell(stream, subscriber.cursor, vec![heartbeat(); AT_ONCE]);
            }
        }
        assert!(subscriptions.all().is_empty());
        assert_eq!(stream.events().count().await, WAITING);
    }
}
