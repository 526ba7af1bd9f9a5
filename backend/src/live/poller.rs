//! The poll: what is new for everybody who listens, in two statements, and what it takes to tell it.

use super::events;
use super::subscriptions::{Listener, Subscriptions};
use crate::database::accounts::sessions;
use crate::database::graph::notifications;
use crate::database::graph::notifications::{Happening, Streams};
use crate::database::{Client, Db};
use crate::{Error, config};
use rocket::futures::stream::{self, StreamExt, TryStreamExt};
use rocket::tokio::time::{sleep, timeout};
use rocket::tokio::try_join;
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// From one poll to the next.
const TICK: Duration = Duration::from_secs(1);
/// A poll that takes longer waits for a database that is gone without a word.
const PATIENCE: Duration = Duration::from_secs(10);
/// Streams that are told at once: their statements share the round trips of one connection.
const PIPELINED: usize = 16;

/// Polls for the streams of one server.
pub(crate) struct Poller {
    pub(crate) db: Db,
    pub(crate) listeners: Subscriptions,
    pub(crate) lifetime: config::Sessions,
}

impl Poller {
    /// Polls for as long as anybody listens. A poll that fails has moved no mark, so the next one makes up for it.
    pub(crate) async fn run(self) {
        loop {
            self.listeners.any().await;
            sleep(TICK).await;
            let polled = timeout(PATIENCE, self.poll()).await;
            if let Err(error) = polled.unwrap_or_else(|late| Err(Error::Unavailable(late.into()))) {
                tracing::warn!(cause = error.for_operator(), "live updates wait");
            }
        }
    }

    async fn poll(&self) -> Result<(), Error> {
        let client = self.db.client().await?;
        let mut open = self.listeners.all();
        let (streams, tokens) = columns(&open);
        let ended = sessions::ended(&client, &streams.ids, &tokens, &self.lifetime);
        let (ended, read) = try_join!(ended, notifications::happenings(&client, &streams))?;
        open.retain(|stream, _| !ended.contains(stream));
        self.listeners.close(&ended);
        let told = read.iter().filter_map(|(stream, read)| Some((*stream, open.get(stream)?, read)));
        let told = stream::iter(told).map(Ok);
        told.try_for_each_concurrent(PIPELINED, |(stream, listener, read)| {
            self.tell(&client, stream, listener, read)
        })
        .await
    }

    async fn tell(
        &self,
        client: &Client,
        stream: Uuid,
        listener: &Listener,
        read: &[Happening],
    ) -> Result<(), Error> {
        let mut mark = listener.mark.clone();
        let events = events::events(client, listener.viewer, &mark.advance(read)).await?;
        self.listeners.tell(stream, mark, events);
        Ok(())
    }
}

fn columns(open: &HashMap<Uuid, Listener>) -> (Streams, Vec<&[u8]>) {
    let streams = Streams {
        ids: open.keys().copied().collect(),
        viewers: open.values().map(|listener| listener.viewer).collect(),
        floors: open.values().map(|listener| listener.mark.floor()).collect(),
    };
    (streams, open.values().map(|listener| listener.token.as_bytes()).collect())
}
