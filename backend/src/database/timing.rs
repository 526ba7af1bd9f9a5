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
    /// In which no statement runs by now.
    in_sql: Duration,
    /// Statements that run at once, and since when there are any.
    running: u32,
    since: Instant,
}

impl Spent {
    fn begin(&mut self, now: Instant) {
        if self.running == 0 {
            self.since = now;
        }
        self.running += 1;
    }

    fn end(&mut self) {
        self.running -= 1;
        if self.running == 0 {
            self.in_sql += self.since.elapsed();
        }
    }
}

/// Tells in the log of each statement that takes as long as this, from now on.
pub(crate) fn warn_from(slow: Duration) {
    SLOW.get_or_init(|| slow);
}

/// The time in which a request waits for statements, summed up until this is dropped.
pub(crate) struct RequestTime(Option<Id>);

impl RequestTime {
    /// Of the request that this task answers.
    pub(crate) fn start(request: Uuid) -> Self {
        let task = try_id();
        if let Some(task) = task {
            let spent = Spent { request, in_sql: Duration::ZERO, running: 0, since: Instant::now() };
            REQUESTS.insert(task, spent);
        }
        Self(task)
    }

    /// The sum so far. Statements that ran at the same time count once.
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
    /// That of a request.
    task: Option<Id>,
    since: Instant,
}

impl<'a> Timed<'a> {
    pub(super) fn start(sql: &'a str) -> Self {
        let since = Instant::now();
        let task = try_id().filter(|task| {
            let spent = REQUESTS.get_mut(task).map(|mut spent| spent.begin(since));
            spent.is_some()
        });
        Self { sql, task, since }
    }

    /// Adds it to those of its request, if that is still being answered, and returns that.
    fn add(&self) -> Option<Uuid> {
        let mut spent = REQUESTS.get_mut(&self.task?)?;
        spent.end();
        Some(spent.request)
    }
}

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        let took = self.since.elapsed();
        metrics::statement(took);
        let request = self.add();
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
