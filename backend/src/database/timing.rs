//! How long statements take: each by itself, and all of one request together.
//!
//! Rocket answers each request in a task of its own. So a request's statements are those that its task waits for, and no function has to
//! be told which request it works for. What a request spawns is not counted as its own.

use crate::metrics;
use dashmap::DashMap;
use rocket::tokio::task::{Id, try_id};
use std::sync::{LazyLock, OnceLock};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The requests that are being answered, by their tasks.
static REQUESTS: LazyLock<DashMap<Id, Spent>> = LazyLock::new(DashMap::new);

/// From which time on a statement is slow.
static SLOW: OnceLock<Duration> = OnceLock::new();

struct Spent {
    request: Uuid,
    in_sql: Duration,
}

/// Tells in the log of each statement that takes as long as this, from now on.
pub(crate) fn warn_from(slow: Duration) {
    SLOW.get_or_init(|| slow);
}

/// The time that a request spends in SQL, summed up until this is dropped.
pub(crate) struct RequestTime(Option<Id>);

impl RequestTime {
    /// Of the request that this task answers.
    pub(crate) fn start(request: Uuid) -> Self {
        let task = try_id();
        if let Some(task) = task {
            REQUESTS.insert(task, Spent { request, in_sql: Duration::ZERO });
        }
        Self(task)
    }

    /// The sum so far. Statements that were waited for at the same time count each.
    pub(crate) fn spent(&self) -> Duration {
        self.0.and_then(|task| Some(REQUESTS.get(&task)?.in_sql)).unwrap_or_default()
    }
}

impl Drop for RequestTime {
    fn drop(&mut self) {
        self.0.map(|task| REQUESTS.remove(&task));
    }
}

/// A statement that runs until this is dropped: to its end, or until nobody waits for it.
pub(super) struct Timed<'a> {
    sql: &'a str,
    since: Instant,
}

impl<'a> Timed<'a> {
    pub(super) fn start(sql: &'a str) -> Self {
        Self { sql, since: Instant::now() }
    }
}

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        let took = self.since.elapsed();
        metrics::statement(took);
        let request = try_id().and_then(|task| {
            let mut spent = REQUESTS.get_mut(&task)?;
            spent.in_sql += took;
            Some(spent.request)
        });
        if SLOW.get().is_some_and(|slow| took >= *slow) {
            warn(self.sql, took, request);
        }
    }
}

/// The statement is our own text; parameters are never in it.
fn warn(sql: &str, took: Duration, request: Option<Uuid>) {
    let statement = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let request = request.map(tracing::field::display);
    tracing::warn!(request, ms = took.as_millis() as u64, statement, "a slow statement");
}
