//! Whether this server can answer: what a proxy asks before it sends requests here, and an operator when something is wrong.
//!
//! A check is shared by all who ask within a second, and takes bounded time: asking often costs nothing and shows nothing more.

use crate::database::maintenance::status;
use crate::database::{Client, Db, Error};
use crate::error::chain;
use rocket::tokio::sync::Mutex;
use rocket::tokio::time::timeout;
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a report holds.
const FRESH: Duration = Duration::from_secs(1);
/// The longest that a connection may take, and then what is read by it.
const PATIENCE: Duration = Duration::from_secs(1);
/// Seconds after which a mail that is due should have been claimed by some server.
const STUCK: f64 = 5.0 * 60.0;

/// How a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Ok,
    /// It is not in use.
    Off,
    /// It cannot be told while something else is wrong.
    Unknown,
    /// The database does not answer.
    Unreachable,
    /// The schema is older than this build expects.
    Behind,
    /// All connections are in use, and none came free in time.
    Exhausted,
    /// No server claims the mails that are due.
    Stuck,
}

/// How all parts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Report {
    pub(crate) database: State,
    pub(crate) schema: State,
    pub(crate) pool: State,
    pub(crate) outbox: State,
}

impl Report {
    /// Where no part is known but the pool.
    const UNKNOWN: Self =
        Self { database: State::Unknown, schema: State::Unknown, pool: State::Ok, outbox: State::Unknown };

    /// Whether requests can be answered. Mails that are late do not count: no other server would send them sooner, and a site whose
    /// servers were all taken out for that would be down.
    pub(crate) fn is_ready(&self) -> bool {
        [self.database, self.schema, self.pool] == [State::Ok; 3]
    }

    fn is_well(&self) -> bool {
        self.is_ready() && self.outbox != State::Stuck
    }

    fn warn(&self, cause: Option<&Error>) {
        let Self { database, schema, pool, outbox } = self;
        let cause = cause.map(|error| chain(error));
        tracing::warn!(?database, ?schema, ?pool, ?outbox, cause, "a check is not well");
    }

    /// Each part and how it is.
    pub(crate) fn checks(&self) -> [(&'static str, State); 4] {
        [("database", self.database), ("schema", self.schema), ("pool", self.pool), ("outbox", self.outbox)]
    }
}

/// The last report of this server.
#[derive(Clone)]
pub(crate) struct Health {
    /// Whether this server sends mails.
    sends_mails: bool,
    last: Arc<Mutex<Option<(Instant, Report)>>>,
}

impl Health {
    /// Nobody has asked yet.
    pub(crate) fn new(sends_mails: bool) -> Self {
        Self { sends_mails, last: Arc::default() }
    }

    /// How all parts are, or were within the last second. Callers in the meantime wait for the same report.
    pub(crate) async fn report(&self, db: &Db) -> Report {
        let mut last = self.last.lock().await;
        let before = *last;
        if let Some((at, report)) = before
            && at.elapsed() < FRESH
        {
            return report;
        }
        let (report, cause) = self.check(db).await;
        *last = Some((Instant::now(), report));
        let was_well = before.is_none_or(|(_, before)| before.is_well());
        match report.is_well() {
            false if before.is_none_or(|(_, before)| before != report) => report.warn(cause.as_ref()),
            true if !was_well => tracing::info!("all checks are well again"),
            _ => (),
        }
        report
    }

    /// How all parts are now; and why, where the database has said so.
    async fn check(&self, db: &Db) -> (Report, Option<Error>) {
        let unreachable = Report { database: State::Unreachable, ..Report::UNKNOWN };
        let client = match timeout(PATIENCE, db.client()).await {
            Ok(Ok(client)) => client,
            _ if db.load().is_full() => return (Report { pool: State::Exhausted, ..Report::UNKNOWN }, None),
            Ok(Err(error)) => return (unreachable, Some(error)),
            Err(late) => return (unreachable, Some(Error::fault(late))),
        };
        match timeout(PATIENCE, self.read(&client)).await {
            Ok(Ok(report)) => (report, None),
            // It has answered: such as that there is no such column.
            Ok(Err(error @ Error::Fault(_))) => {
                (Report { database: State::Ok, ..Report::UNKNOWN }, Some(error))
            }
            Ok(Err(error)) => (unreachable, Some(error)),
            Err(late) => (unreachable, Some(Error::fault(late))),
        }
    }

    async fn read(&self, client: &Client) -> Result<Report, Error> {
        let known = Report { database: State::Ok, ..Report::UNKNOWN };
        if !status::is_current(client).await? {
            return Ok(Report { schema: State::Behind, ..known });
        }
        let outbox = match self.sends_mails {
            true if status::mails_overdue(client).await? >= STUCK => State::Stuck,
            true => State::Ok,
            false => State::Off,
        };
        Ok(Report { schema: State::Ok, outbox, ..known })
    }
}
