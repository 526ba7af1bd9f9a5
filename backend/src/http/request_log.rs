//! Gives each request an id, says it in the answer, and logs both in one line.
//!
//! A path is logged by what is served there. What was sent in its place may be a name, or a code out of a mail.

use super::spa;
use super::trace::TraceId;
use crate::database::timing::RequestTime;
use crate::http::client;
use crate::metrics;
use common::{endpoint, pages};
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{ContentType, Method, Status};
use rocket::{Data, Request, Response};
use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::Instant;
use tracing::field::display;
use uuid::Uuid;

/// What probes ask for, every few seconds. They have no line of their own: `health.rs` says when their answer changes.
const PROBES: [&str; 2] = ["/health/live", "/health/ready"];

/// The fairing.
pub(crate) struct RequestLog;

struct Context {
    id: Uuid,
    at: Instant,
    /// `None` where Rocket could not read the request, and so runs no fairing.
    method: Option<Method>,
    /// Who calls, once that is known.
    caller: OnceLock<Uuid>,
    in_sql: RequestTime,
}

fn context<'r>(request: &'r Request<'_>, method: Option<Method>) -> &'r Context {
    request.local_cache(|| {
        let id = Uuid::now_v7();
        let (caller, in_sql) = (OnceLock::new(), RequestTime::start(id));
        Context { id, at: Instant::now(), method, caller, in_sql }
    })
}

/// The request's id, as its answer carries it in `X-Request-Id`.
pub(crate) fn id(request: &Request<'_>) -> Uuid {
    context(request, None).id
}

/// Notes who calls: the log has the id of the person, and never the name.
pub(crate) fn set_caller(request: &Request<'_>, caller: Uuid) {
    context(request, None).caller.get_or_init(|| caller);
}

/// The address of the network that a request comes from.
pub(crate) fn address(request: &Request<'_>) -> String {
    client::device(request).map(|device| device.address()).unwrap_or_default()
}

/// Logs a request that Rocket could not read.
pub(crate) fn tell_unread(request: &Request<'_>, status: Status) {
    let Context { id, method, .. } = context(request, None);
    if method.is_none() {
        tracing::info!(request = %id, address = address(request), status = status.code, "not understood");
    }
}

/// What is served at a path; a pattern where there is more than one such path.
fn place(path: &str) -> Cow<'static, str> {
    let known = || endpoint::PATHS.iter().chain(&PROBES).copied().find(|known| *known == path);
    let picture = || path.starts_with("/avatars").then_some("/avatars/<picture>");
    match known().or_else(|| pages::at(path)) {
        Some(place) => place.into(),
        None if spa::has(path.trim_start_matches('/')) => path.to_owned().into(),
        None => picture().unwrap_or("<unknown>").into(),
    }
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
        let Context { id, at, method, caller, in_sql } = context(request, None);
        response.set_raw_header("X-Request-Id", id.to_string());
        let (path, status) = (place(request.uri().path().as_str()), response.status().code);
        let (took, in_sql) = (at.elapsed(), in_sql.spent());
        metrics::answered(path.clone(), status, took, in_sql);
        if PROBES.contains(&&*path) {
            return;
        }
        // To Rocket, a HEAD request becomes one of GET on its way.
        let method = method.filter(|method| *method == Method::Head).unwrap_or(request.method());
        let trace = TraceId::of(request).map(display);
        let (caller, address) = (caller.get().map(display), address(request));
        let [ms, sql_ms] = [took, in_sql].map(|time| (time.as_secs_f64() * 10_000.0).round() / 10.0);
        // A stream has only begun when this line is written.
        let streams = response.content_type() == Some(ContentType::EventStream);
        let done = if streams { "stream opened" } else { "answered" };
        tracing::info!(request = %id, trace, caller, address, %method, %path, status, ms, sql_ms, "{done}");
    }
}
