//! Live updates: one poll a second finds what is new for all the streams that are open on this server.
//!
//! A poll and not a notification of the database's: so it works with any number of servers, and through a pooler.

pub(crate) mod events;
mod poller;
pub(crate) mod stream_cursor;
pub(crate) mod subscriptions;

use crate::database::Db;
use crate::database::graph::notifications;
use crate::database::replicas::Replicas;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::live::poller::Poller;
use crate::live::stream_cursor::StreamCursor;
use crate::live::subscriptions::{Subscriptions, heartbeat};
use crate::{Error, config};
use rocket::fairing::AdHoc;
use rocket::futures::future::select;
use rocket::futures::stream::{self, Stream, StreamExt};
use rocket::response::stream::Event;
use rocket::tokio::spawn;
use rocket::{Orbit, Rocket};
use std::sync::Arc;
use uuid::Uuid;

/// Manages the open streams, and polls for them from liftoff to shutdown.
pub(crate) fn stage(site: &config::Site) -> AdHoc {
    let subscriptions = Subscriptions::new(site.streams);
    AdHoc::on_ignite("live", |rocket| async {
        rocket
            .manage(subscriptions)
            .attach(AdHoc::on_liftoff("live poll", |rocket| Box::pin(async move { start_polling(rocket) })))
    })
}

fn start_polling(rocket: &Rocket<Orbit>) {
    let database = (rocket.state::<Db>(), rocket.state::<Arc<Replicas>>());
    let parts = (rocket.state::<Subscriptions>(), rocket.state::<config::Sessions>());
    if let ((Some(db), Some(replicas)), (Some(subscriptions), Some(lifetime))) = (database, parts) {
        let (db, replicas, subscriptions) = (db.clone(), replicas.clone(), subscriptions.clone());
        let poller = Poller { db, replicas, subscriptions, lifetime: *lifetime };
        spawn(select(rocket.shutdown(), Box::pin(poller.run())));
    }
}

/// Opens a stream of the viewer's events from now on, or since an event. It begins with a heartbeat that has an id: the client
/// knows at once that the stream is open, and where to resume, even if it breaks before any event.
pub(crate) async fn subscribe(
    subscriptions: &Subscriptions,
    db: &Db,
    replicas: &Replicas,
    viewer: &SignedIn,
    device: &Device,
    after: Option<Uuid>,
) -> Result<impl Stream<Item = Event> + use<>, Error> {
    let client = db.client().await?;
    let until = after.unwrap_or(Uuid::max());
    let now = stream_cursor::now();
    let mut cursor = StreamCursor::after(until, now);
    let read = notifications::events_of(&client, viewer.id, cursor.low_watermark()).await?;
    cursor.know(&read, until);
    let new = cursor.advance(&read, now);
    if !new.is_empty() {
        replicas.note(&client, &[viewer.token.as_bytes()]).await?;
    }
    let missed = events::events(&client, viewer.id, &new).await?;
    let start = after.unwrap_or_else(Uuid::now_v7).simple().to_string();
    let begin = stream::iter([heartbeat().id(start)]).chain(stream::iter(missed));
    Ok(begin.chain(subscriptions.open(viewer, device, cursor)?.events()))
}
