//! The streams that are open on this server. Each is known here only while its connection lasts.

use super::mark::Mark;
use crate::Error;
use crate::database::live::AT_ONCE;
use crate::guards::SignedIn;
use crate::tokens::TokenHash;
use rocket::futures::stream::{self, Stream};
use rocket::response::stream::Event;
use rocket::tokio::sync::Notify;
use rocket::tokio::sync::mpsc::{Receiver, Sender, channel};
use rocket::tokio::time::timeout;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Streams at the most: each costs a connection, and a share in every poll.
const STREAMS: usize = 10_000;
/// Streams of one person at the most, so that nobody takes them all.
const STREAMS_OF_ONE: usize = 32;
/// Events that wait for a slow client. One that falls further behind is cut off, and resumes where it was.
const WAITING: usize = 2 * AT_ONCE;
/// Silence after which a client, and every proxy on the way, is shown that the connection lives.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// An empty comment.
pub(super) fn heartbeat() -> Event {
    Event::comment("")
}

/// All open streams.
#[derive(Clone, Default)]
pub(crate) struct Listeners(Arc<Open>);

#[derive(Default)]
struct Open {
    streams: Mutex<HashMap<Uuid, Listener>>,
    opened: Notify,
}

/// The server's end of a stream.
#[derive(Clone)]
pub(super) struct Listener {
    pub(super) viewer: Uuid,
    pub(super) token: TokenHash,
    pub(super) mark: Mark,
    events: Sender<Event>,
}

/// The client's end of a stream; dropping it closes the stream.
pub(super) struct Subscription {
    stream: Uuid,
    listeners: Listeners,
    events: Receiver<Event>,
}

impl Listeners {
    /// A map that a panic left behind is still a map.
    fn streams(&self) -> MutexGuard<'_, HashMap<Uuid, Listener>> {
        self.0.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a stream that stands at a mark.
    pub(super) fn open(&self, viewer: &SignedIn, mark: Mark) -> Result<Subscription, Error> {
        let mut streams = self.streams();
        if streams.len() >= STREAMS {
            return Err(Error::Unavailable("as many streams are open as this server takes".into()));
        }
        if streams.values().filter(|open| open.viewer == viewer.id).count() >= STREAMS_OF_ONE {
            return Err(Error::Busy);
        }
        let (sender, events) = channel(WAITING);
        let stream = Uuid::now_v7();
        streams.insert(stream, Listener { viewer: viewer.id, token: viewer.token, mark, events: sender });
        self.0.opened.notify_one();
        Ok(Subscription { stream, listeners: self.clone(), events })
    }

    /// Waits until a stream is open.
    pub(super) async fn any(&self) {
        while self.streams().is_empty() {
            self.0.opened.notified().await;
        }
    }

    /// Every open stream, as it stands.
    pub(super) fn all(&self) -> HashMap<Uuid, Listener> {
        self.streams().clone()
    }

    /// Closes streams; what is on its way to a client still arrives.
    pub(super) fn close(&self, ended: &HashSet<Uuid>) {
        self.streams().retain(|stream, _| !ended.contains(stream));
    }

    /// Sends events into a stream, which then stands at the mark; or closes it, where its client is too slow.
    pub(super) fn tell(&self, stream: Uuid, mark: Mark, events: Vec<Event>) {
        let mut streams = self.streams();
        let Some(listener) = streams.get_mut(&stream) else { return };
        if events.into_iter().all(|event| listener.events.try_send(event).is_ok()) {
            listener.mark = mark;
        } else {
            streams.remove(&stream);
        }
    }
}

impl Subscription {
    /// What the server sends, until either end closes: news, and in a long silence a sign of life. Not Rocket's own
    /// heartbeat, which may fall into the middle of an event.
    pub(super) fn events(self) -> impl Stream<Item = Event> {
        stream::unfold(self, |mut open| async {
            let event = timeout(HEARTBEAT, open.events.recv()).await.unwrap_or_else(|_| Some(heartbeat()));
            event.map(|event| (event, open))
        })
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.listeners.streams().remove(&self.stream);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::async_test;
    use rocket::futures::StreamExt;

    fn open(listeners: &Listeners) -> Result<Subscription, Error> {
        let viewer = SignedIn { id: Uuid::now_v7(), token: TokenHash::of("") };
        listeners.open(&viewer, Mark::after(Uuid::max(), Uuid::now_v7()))
    }

    #[test]
    fn a_server_takes_so_many_streams_and_another_when_one_has_closed() {
        let listeners = Listeners::default();
        let stream = open(&listeners).unwrap();
        let one = listeners.all()[&stream.stream].clone();
        listeners.streams().extend((1..STREAMS).map(|_| (Uuid::now_v7(), one.clone())));
        assert!(matches!(open(&listeners), Err(Error::Unavailable(_))));
        drop(stream);
        assert!(open(&listeners).is_ok());
    }

    #[async_test]
    async fn a_client_too_slow_is_cut_off_after_what_waits_for_it() {
        let listeners = Listeners::default();
        let stream = open(&listeners).unwrap();
        for _ in 0..3 {
            for (stream, listener) in listeners.all() {
                listeners.tell(stream, listener.mark, vec![heartbeat(); AT_ONCE]);
            }
        }
        assert!(listeners.all().is_empty());
        assert_eq!(stream.events().count().await, WAITING);
    }
}
