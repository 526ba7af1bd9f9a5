//! Gives each request an id, says it in the answer, and logs both in one line.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::ContentType;
use rocket::{Data, Request, Response};
use std::time::Instant;
use uuid::Uuid;

/// The fairing.
pub(crate) struct RequestLog;

struct Arrival {
    id: Uuid,
    at: Instant,
}

fn arrival<'r>(request: &'r Request<'_>) -> &'r Arrival {
    request.local_cache(|| Arrival { id: Uuid::now_v7(), at: Instant::now() })
}

/// The request's id, as its answer carries it in `X-Request-Id`.
pub(crate) fn id(request: &Request<'_>) -> Uuid {
    arrival(request).id
}

#[rocket::async_trait]
impl Fairing for RequestLog {
    fn info(&self) -> Info {
        Info { name: "request log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        arrival(request);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Arrival { id, at } = arrival(request);
        response.set_raw_header("X-Request-Id", id.to_string());
        let (method, path, status) = (request.method(), request.uri().path(), response.status().code);
        let ms = at.elapsed().as_secs_f64() * 1000.0;
        // A stream has only begun when this line is written.
        let streams = response.content_type() == Some(ContentType::EventStream);
        let done = if streams { "stream opened" } else { "answered" };
        tracing::info!(request = %id, %method, %path, status, ms = format_args!("{ms:.1}"), "{done}");
    }
}
