//! What this process tells Prometheus about itself. Other copies of the server tell of themselves; where nobody collects, nothing is
//! counted.

mod registry;

pub(crate) use crate::metrics::registry::{Check, Metrics, Replica, Work};

use crate::metrics::registry::{Answered, Endpoint, Limit, Outcome, Server};
use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::Duration;

/// The type of what [`Metrics::text`] writes.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

static METRICS: OnceLock<Metrics> = OnceLock::new();

/// Counts from now on, all over the process.
pub(crate) fn start() -> &'static Metrics {
    METRICS.get_or_init(Metrics::new)
}

/// A request was answered, after a time of which some went into SQL. `endpoint` is what is served at its path, of which there are few.
pub(crate) fn answered(endpoint: Cow<'static, str>, status: u16, took: Duration, in_sql: Duration) {
    let Some(metrics) = METRICS.get() else { return };
    let label = Endpoint { endpoint: endpoint.clone() };
    metrics.request_duration.get_or_create(&label).observe(took.as_secs_f64());
    metrics.request_sql.get_or_create(&label).inc_by(in_sql.as_secs_f64());
    metrics.requests.get_or_create(&Answered { endpoint, status }).inc();
}

/// A statement has come to its end, whichever that was.
pub(crate) fn statement(took: Duration) {
    if let Some(metrics) = METRICS.get() {
        metrics.statement_duration.observe(took.as_secs_f64());
    }
}

/// A read that a replica may do was done, by a `replica` or by the `primary`.
pub(crate) fn read_by(server: &'static str) {
    if let Some(metrics) = METRICS.get() {
        metrics.reads.get_or_create(&Server { server }).inc();
    }
}

/// A request was refused because a limit was reached.
pub(crate) fn limit_hit(limit: &'static str) {
    if let Some(metrics) = METRICS.get() {
        metrics.limits_hit.get_or_create(&Limit { limit }).inc();
    }
}

/// Work was refused because too much of its kind waits.
pub(crate) fn work_refused(work: &'static str) {
    if let Some(metrics) = METRICS.get() {
        metrics.work_refused.get_or_create(&Work { work }).inc();
    }
}

/// What came of a try to send a mail: `sent`, `deferred` or `lost`.
pub(crate) fn mail(outcome: &'static str) {
    if let Some(metrics) = METRICS.get() {
        metrics.mails.get_or_create(&Outcome { outcome }).inc();
    }
}

/// Lines of the log were dropped.
pub(crate) fn log_lines_dropped(lines: u64) {
    if let Some(metrics) = METRICS.get() {
        metrics.log_lines_dropped.inc_by(lines);
    }
}
