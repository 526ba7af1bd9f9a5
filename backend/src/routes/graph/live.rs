//! Live updates, as server-sent events.

use crate::database::Db;
use crate::database::replicas::Replicas;
use crate::guards::call::Call;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::live::subscribe;
use crate::live::subscriptions::Subscriptions;
use crate::{Error, Refusal};
use common::graph::live::Live;
use rocket::futures::future::select;
use rocket::futures::stream::{Stream, StreamExt};
use rocket::request::Request;
use rocket::response::stream::{Event, EventStream};
use rocket::response::{self, Responder, Response};
use rocket::tokio::time::sleep;
use rocket::{Shutdown, State, post};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// After this the client comes back, and proves again who it is.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

#[post("/live", data = "<call>")]
pub(crate) async fn live(
    call: Call<Live, SignedIn>,
    db: &Db,
    device: Device,
    replicas: &State<Arc<Replicas>>,
    subscriptions: &State<Subscriptions>,
    shutdown: Shutdown,
) -> Result<Unbuffered<impl Stream<Item = Event>>, Error> {
    let after = call.request.after.as_deref().map(event_id).transpose()?;
    let news = subscribe(subscriptions, db, replicas, &call.viewer, &device, after).await?;
    let over = select(shutdown, Box::pin(sleep(LIFETIME)));
    Ok(Unbuffered(EventStream::from(news.take_until(over)).heartbeat(None)))
}

/// An event's id is a position and nothing else: a forged one shows only what the list of followers shows.
fn event_id(text: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(text).map_err(|_| Refusal::invalid("after", "This is not an id that an event came with."))
}

/// A stream that a proxy passes on as it comes.
pub(crate) struct Unbuffered<S>(pub(crate) EventStream<S>);

impl<'r, S: Stream<Item = Event> + Send + 'r> Responder<'r, 'r> for Unbuffered<S> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        let mut response = Response::build_from(self.0.respond_to(request)?);
        response.raw_header("X-Accel-Buffering", "no").ok()
    }
}
