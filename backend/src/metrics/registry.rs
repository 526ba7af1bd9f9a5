//! Every metric: its name, its labels, and what it means.

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};
use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::AtomicU64;

/// Seconds, at which histograms of requests and statements are divided.
const SECONDS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// A gauge that may be unknown, and is NaN then.
type Number = Gauge<f64, AtomicU64>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answered {
    pub(super) endpoint: Cow<'static, str>,
    pub(super) status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Endpoint {
    pub(super) endpoint: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Limit {
    pub(super) limit: &'static str,
}

/// A kind of work that keeps a core busy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Work {
    pub(crate) work: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Outcome {
    pub(super) outcome: &'static str,
}

/// A part that `/health/ready` looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Check {
    pub(crate) check: &'static str,
}

/// Who a read was served by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Server {
    pub(super) server: &'static str,
}

/// A replica of the database.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Replica {
    pub(crate) replica: String,
}

/// All metrics of a process. Those that others may set are read anew at each collection.
pub(crate) struct Metrics {
    registry: Registry,
    pub(super) requests: Family<Answered, Counter>,
    pub(super) request_duration: Family<Endpoint, Histogram, fn() -> Histogram>,
    pub(super) request_sql: Family<Endpoint, Counter<f64, AtomicU64>>,
    pub(super) statement_duration: Histogram,
    pub(super) reads: Family<Server, Counter>,
    pub(super) limits_hit: Family<Limit, Counter>,
    pub(crate) work_refused: Family<Work, Counter>,
    pub(super) mails: Family<Outcome, Counter>,
    pub(super) log_lines_dropped: Counter,
    pub(crate) connections: Gauge,
    pub(crate) connections_in_use: Gauge,
    pub(crate) connections_max: Gauge,
    pub(crate) connections_awaited: Gauge,
    pub(crate) replicas: Family<Replica, Gauge>,
    pub(crate) work_running: Family<Work, Gauge>,
    pub(crate) work_waiting: Family<Work, Gauge>,
    pub(crate) streams: Gauge,
    pub(crate) ready: Family<Check, Gauge>,
    pub(crate) mails_waiting: Number,
    pub(crate) mails_overdue: Number,
    pub(crate) people: Number,
    pub(crate) follows: Number,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("kith");
        let all = &mut registry;
        let durations: Family<_, _, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(SECONDS));
        let version = ("version", env!("CARGO_PKG_VERSION"));
        let commit = ("commit", option_env!("KITH_COMMIT").unwrap_or("unknown"));
        all.register("build", "Which build this is", Info::new(vec![version, commit]));
        let metrics = Self {
            requests: add(all, "http_requests", "Requests answered", Family::default()),
            request_duration: add(
                all,
                "http_request_duration_seconds",
                "From a request's head to its answer's",
                durations,
            ),
            request_sql: add(
                all,
                "http_request_sql_seconds",
                "Time that requests have waited for statements",
                Family::default(),
            ),
            statement_duration: add(
                all,
                "sql_statement_duration_seconds",
                "Time of each statement, its round trip included",
                Histogram::new(SECONDS),
            ),
            reads: add(all, "reads", "Reads that a replica may do, by who did them", Family::default()),
            limits_hit: add(
                all,
                "limits_hit",
                "Requests refused with 429, by the limit that was reached",
                Family::default(),
            ),
            work_refused: add(
                all,
                "work_refused",
                "Work refused because too much of its kind waits",
                Family::default(),
            ),
            mails: add(
                all,
                "mails",
                "Tries of this process to send a mail, by what came of them",
                Family::default(),
            ),
            log_lines_dropped: add(
                all,
                "log_lines_dropped",
                "Lines of the log that its reader was too slow for",
                Counter::default(),
            ),
            connections: add(all, "database_connections", "Connections to the database", Gauge::default()),
            connections_in_use: add(
                all,
                "database_connections_in_use",
                "Connections that a request or a task holds",
                Gauge::default(),
            ),
            connections_max: add(
                all,
                "database_connections_max",
                "Connections there may be",
                Gauge::default(),
            ),
            connections_awaited: add(
                all,
                "database_connections_awaited",
                "Requests and tasks that wait for a connection",
                Gauge::default(),
            ),
            replicas: add(
                all,
                "replica_in_use",
                "Whether reads are served by this replica",
                Family::default(),
            ),
            work_running: add(all, "work_running", "Work that keeps a core busy, by kind", Family::default()),
            work_waiting: add(all, "work_waiting", "Work that waits for a core, by kind", Family::default()),
            streams: add(all, "streams_open", "Streams of live updates that are open", Gauge::default()),
            ready: add(all, "ready", "Whether a check of /health/ready is well", Family::default()),
            mails_waiting: add(
                all,
                "mails_waiting",
                "Mails in the outbox, of all servers; 10000 stands for more",
                Number::default(),
            ),
            mails_overdue: add(
                all,
                "mails_overdue_seconds",
                "How long the mail that is due longest has been due",
                Number::default(),
            ),
            people: add(all, "people", "People, as PostgreSQL estimates it", Number::default()),
            follows: add(all, "follows", "Follows, as PostgreSQL estimates it", Number::default()),
            registry,
        };
        metrics.begin();
        metrics
    }

    /// What has not happened yet has happened no times: without that, no rate could be told of the first time.
    fn begin(&self) {
        for server in ["replica", "primary"] {
            self.reads.get_or_create(&Server { server }).inc_by(0);
        }
        for outcome in ["sent", "deferred", "lost"] {
            self.mails.get_or_create(&Outcome { outcome }).inc_by(0);
        }
        for number in [&self.mails_waiting, &self.mails_overdue, &self.people, &self.follows] {
            number.set(f64::NAN);
        }
    }

    /// All of them, in OpenMetrics.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Puts a metric into the registry, which keeps it as well.
fn add<M: Metric + Clone>(registry: &mut Registry, name: &str, help: &str, metric: M) -> M {
    registry.register(name, help, metric.clone());
    metric
}
