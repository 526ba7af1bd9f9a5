//! The body of a request, read while it comes.
//!
//! Up to [`SMALL`] bytes are taken from anybody. More are taken only from callers who are signed in, as their
//! `Authorization` header shows, and of a few of them and of their networks at once. Nothing is set aside for what is announced and has not come.

use super::large_bodies::LargeBodies;
use super::viewer::by_header;
use crate::http::client;
use crate::http::state::managed;
use crate::rate_limit::fair_share::Place;
use crate::{Error, Refusal, config};
use common::Code;
use rocket::data::{Data, DataStream};
use rocket::request::Request;
use rocket::tokio::io::AsyncReadExt;
use rocket::tokio::sync::Semaphore;
use rocket::tokio::time::{Instant, timeout, timeout_at};
use std::time::Duration;

/// Bytes of a body that come from anybody; and that each have to arrive within the time that the settings give.
const SMALL: usize = 64 * 1024;
/// A body has no more than so many of these times, however large it is.
const WHOLE: u32 = 2;
/// What is left of a refused body is thrown away for this long, or until nothing comes for a while.
const LINGERING: Duration = Duration::from_secs(10);
const SILENCE: Duration = Duration::from_secs(1);
/// Refused bodies that are listened to at once: each takes up to a megabyte in buffers of the connection.
static LINGERERS: Semaphore = Semaphore::const_new(4);

/// A body that has arrived.
pub(super) struct Body {
    pub(crate) bytes: Vec<u8>,
    /// Kept by a large one for as long as its bytes are.
    pub(crate) place: Option<Place>,
}

/// Receives a body of so many bytes at the most.
pub(super) async fn receive(request: &Request<'_>, data: Data<'_>, limit: usize) -> Result<Body, Error> {
    let patience = Duration::from_secs(managed::<config::Site>(request)?.body_timeout.into());
    let end = Instant::now() + WHOLE * patience;
    let mut stream = data.open(u64::MAX.into());
    let received = read(request, &mut stream, limit, patience, end).await;
    if received.is_err() {
        linger(&mut stream, end.min(Instant::now() + LINGERING)).await;
    }
    received
}

async fn read(
    request: &Request<'_>,
    stream: &mut DataStream<'_>,
    limit: usize,
    patience: Duration,
    end: Instant,
) -> Result<Body, Error> {
    let announced = announced(request);
    if announced > limit {
        return Err(Error::TooLarge);
    }
    let (mut bytes, mut place) = (Vec::new(), None);
    if announced > SMALL {
        place = Some(admit(request).await?);
    }
    loop {
        // One more than may come shows whether there is more.
        let wanted = (SMALL.min(limit - bytes.len()) + 1) as u64;
        let mut piece = (&mut *stream).take(wanted);
        let late = |_| Error::Malformed("The request took too long to arrive.".to_owned());
        let came = timeout_at(end.min(Instant::now() + patience), piece.read_to_end(&mut bytes)).await;
        came.map_err(late)?.map_err(|error| Error::Malformed(format!("The request broke off: {error}.")))?;
        if bytes.len() > limit {
            return Err(Error::TooLarge);
        }
        if piece.limit() > 0 {
            return Ok(Body { bytes, place });
        }
        if place.is_none() {
            place = Some(admit(request).await?);
        }
    }
}

/// Bytes that a request says to have in its body.
fn announced(request: &Request<'_>) -> usize {
    let length = request.headers().get_one("Content-Length");
    length.map_or(0, |length| length.parse().unwrap_or(usize::MAX))
}

/// Lets in a large body. Its caller is looked up once more when it is there: a session may end meanwhile.
async fn admit(request: &Request<'_>) -> Result<Place, Error> {
    let caller = by_header(request).await?.ok_or(Refusal::Plain(Code::NotSignedIn))?;
    managed::<LargeBodies>(request)?.place(&client::device(request)?, caller.id).await
}

/// A client may send all of its body before it looks for an answer. If the connection were closed at once, what is still on its
/// way would meet a reset, which takes the refusal along.
async fn linger(stream: &mut DataStream<'_>, end: Instant) {
    let Ok(_permit) = LINGERERS.try_acquire() else { return };
    let mut thrown_away = [0; 1024];
    let listening =
        async { while let Ok(Ok(1..)) = timeout(SILENCE, stream.read(&mut thrown_away)).await {} };
    // What it comes to makes no difference: the answer is the same.
    let _ = timeout_at(end, listening).await;
}
