//! Gives each request an id, says it in the answer, and logs both in one line.
//!
//! A path is logged by what is served there. What was sent in its place may be a name, or a code out of a mail.

use super::spa;
use crate::http::client;
use common::{endpoint, pages};
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{ContentType, Method, Status};
use rocket::{Data, Request, Response};
use std::time::Instant;
use uuid::Uuid;

/// The fairing.
pub(crate) struct RequestLog;

struct LoginContext {
    id: Uuid,
    at: Instant,
    /// `None` where Rocket could not read the request, and so runs no fairing.
    method: Option<Method>,
}

fn context<'r>(request: &'r Request<'_>, method: Option<Method>) -> &'r LoginContext {
    request.local_cache(|| LoginContext { id: Uuid::now_v7(), at: Instant::now(), method })
}

/// The request's id, as its answer carries it in `X-Request-Id`.
pub(crate) fn id(request: &Request<'_>) -> Uuid {
    context(request, None).id
}

/// The address of the network that a request comes from.
pub(crate) fn address(request: &Request<'_>) -> String {
    client::device(request).map(|device| device.address()).unwrap_or_default()
}

/// Logs a request that Rocket could not read.
pub(crate) fn tell_unread(request: &Request<'_>, status: Status) {
    let LoginContext { id, method, .. } = context(request, None);
    if method.is_none() {
        tracing::info!(request = %id, address = address(request), status = status.code, "not understood");
    }
}

/// What is served at a path; a pattern where there is more than one such path.
fn place(path: &str) -> &str {
    let endpoint = || endpoint::PATHS.iter().find(|endpoint| **endpoint == path).copied();
    let file = || spa::has(path.trim_start_matches('/')).then_some(path);
    let picture = || path.starts_with("/avatars").then_some("/avatars/<picture>");
    endpoint().or_else(|| pages::at(path)).or_else(file).or_else(picture).unwrap_or("<unknown>")
}

#[rocket::async_trait]
impl Fairing for RequestLog {
    fn info(&self) -> Info {
        Info { name: "request log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        context(request, Some(request.method()));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let LoginContext { id, at, method } = context(request, None);
        response.set_raw_header("X-Request-Id", id.to_string());
        // To Rocket, a HEAD request becomes one of GET on its way.
        let method = method.filter(|method| *method == Method::Head).unwrap_or(request.method());
        let (address, path, status) =
            (address(request), place(request.uri().path().as_str()), response.status().code);
        let ms = at.elapsed().as_secs_f64() * 1000.0;
        // A stream has only begun when this line is written.
        let streams = response.content_type() == Some(ContentType::EventStream);
        let done = if streams { "stream opened" } else { "answered" };
        tracing::info!(request = %id, address, %method, path, status, ms = format_args!("{ms:.1}"), "{done}");
    }
}
