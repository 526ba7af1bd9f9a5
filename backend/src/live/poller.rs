//! The poll: reads the new events of all open streams in two statements, and sends them.

use super::stream_cursor::StreamCursor;
use super::subscriptions::{Subscriber, Subscriptions};
use super::{events, stream_cursor};
use crate::database::accounts::sessions;
use crate::database::graph::notifications;
use crate::database::graph::notifications::{Event, Streams};
use crate::database::replicas::Replicas;
use crate::database::{Client, Db, sharding};
use crate::{Error, config};
use rocket::futures::stream::{self, StreamExt, TryStreamExt};
use rocket::tokio::time::{sleep, timeout};
use rocket::tokio::try_join;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// From one poll to the next.
const TICK: Duration = Duration::from_secs(1);
/// A poll that takes longer waits for a database that is gone without a word.
const PATIENCE: Duration = Duration::from_secs(10);
/// Streams that are served at once: their statements share the round trips of one connection.
const PIPELINED: usize = 16;

/// Polls for the streams of one server.
pub(super) struct Poller {
    pub(crate) db: Db,
    pub(crate) replicas: Arc<Replicas>,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) lifetime: config::Sessions,
}

impl Poller {
    /// Polls for as long as a stream is open. A poll that fails has moved no cursor, so the next one makes up for it.
    pub(crate) async fn run(self) {
        let mut is_sharded = None;
        loop {
            self.subscriptions.any().await;
            sleep(TICK).await;
            let polled = timeout(PATIENCE, self.poll(&mut is_sharded)).await;
            if let Err(error) = polled.unwrap_or_else(|late| Err(Error::Unavailable(late.into()))) {
                // The graph may have been laid out over several nodes since.
                is_sharded = None;
                tracing::warn!(cause = error.for_operator(), "live updates wait");
            }
        }
    }

    async fn poll(&self, is_sharded: &mut Option<bool>) -> Result<(), Error> {
        let client = self.db.client().await?;
        let is_sharded = match *is_sharded {
            Some(known) => known,
            None => *is_sharded.insert(sharding::is_sharded(&client).await?),
        };
        let mut open = self.subscriptions.all();
        let (streams, tokens) = columns(&open);
        let ended = sessions::ended(&client, &streams.ids, &tokens, &self.lifetime);
        let (ended, read) = try_join!(ended, notifications::events(&client, &streams, is_sharded))?;
        open.retain(|stream, _| !ended.contains(stream));
        self.subscriptions.close(&ended);
        let pending =
            read.iter().filter_map(|(stream, read)| Some(Pending::of(*stream, open.get(stream)?, read)));
        let pending = pending.collect::<Vec<_>>();
        let told = pending.iter().filter(|pending| !pending.new.is_empty());
        let told = told.map(|pending| pending.subscriber.token.as_bytes()).collect::<Vec<_>>();
        if !told.is_empty() {
            self.replicas.note(&client, &told).await?;
        }
        let pending = stream::iter(pending).map(Ok);
        pending.try_for_each_concurrent(PIPELINED, |pending| self.tell(&client, pending)).await
    }

    async fn tell(
        &self,
        client: &Client,
        Pending { stream, subscriber, cursor, new }: Pending<'_>,
    ) -> Result<(), Error> {
        let events = events::events(client, subscriber.viewer, &new).await?;
        self.subscriptions.tell(stream, cursor, events);
        Ok(())
    }
}

/// What a poll has read for a stream.
struct Pending<'a> {
    stream: Uuid,
    subscriber: &'a Subscriber,
    /// Where the stream is once it is told.
    cursor: StreamCursor,
    new: Vec<Event>,
}

impl<'a> Pending<'a> {
    fn of(stream: Uuid, subscriber: &'a Subscriber, read: &[Event]) -> Self {
        let mut cursor = subscriber.cursor.clone();
        let new = cursor.advance(read, stream_cursor::now());
        Self { stream, subscriber, cursor, new }
    }
}

fn columns(open: &HashMap<Uuid, Subscriber>) -> (Streams, Vec<&[u8]>) {
    let streams = Streams {
        ids: open.keys().copied().collect(),
        viewers: open.values().map(|subscriber| subscriber.viewer).collect(),
        low_watermarks: open.values().map(|subscriber| subscriber.cursor.low_watermark()).collect(),
    };
    (streams, open.values().map(|subscriber| subscriber.token.as_bytes()).collect())
}
