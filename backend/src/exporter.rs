//! Serves the metrics at a port of its own, which the internet need not reach.

use crate::cpu_pool::CpuPool;
use crate::credentials::passwords::Passwords;
use crate::database::Db;
use crate::database::maintenance::status;
use crate::database::replicas::Replicas;
use crate::error::chain;
use crate::health::{Health, State as Part};
use crate::live::subscriptions::Subscriptions;
use crate::metrics::{CONTENT_TYPE, Check, Metrics, Replica, Work};
use crate::pictures::Pictures;
use crate::transfers::import::Imports;
use crate::{Error, Refusal, database, metrics};
use rocket::config::{Config, Ident, LogLevel, Shutdown};
use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Status};
use rocket::tokio::select;
use rocket::tokio::spawn;
use rocket::tokio::sync::{Mutex, oneshot};
use rocket::tokio::time::timeout;
use rocket::{Build, Ignite, Rocket, State, get, routes};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long sizes hold: they cost the database a little.
const SIZES_HOLD: Duration = Duration::from_secs(30);
/// The longest that reading them takes.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the gauges are read from.
struct Sources {
    metrics: &'static Metrics,
    db: Db,
    health: Health,
    replicas: Arc<Replicas>,
    subscriptions: Subscriptions,
    pools: Vec<CpuPool>,
    sizes_read: Mutex<Option<Instant>>,
}

/// Counts from now on, and serves the metrics of a server until that ends.
///
/// # Errors
///
/// Where nothing can listen at the address.
pub(crate) async fn start(server: &Rocket<Ignite>, address: SocketAddr) -> Result<(), Error> {
    let sources =
        Sources::of(server).ok_or_else(|| Error::internal("a part of the server is not attached"))?;
    let (up, listening) = oneshot::channel();
    let exporter = exporter(address, sources).attach(AdHoc::on_liftoff("listening", |exporter| {
        let port = exporter.config().port;
        // Where the server gave up meanwhile, nobody listens.
        Box::pin(async move { up.send(port).unwrap_or_default() })
    }));
    let exporter = exporter.ignite().await.map_err(|error| Error::internal(error.to_string()))?;
    let (end, ended) = (exporter.shutdown(), server.shutdown());
    spawn(async move {
        ended.await;
        end.notify();
    });
    let complaint = |cause: String| Refusal::Unreadable(format!("KITH_METRICS_ADDRESS {address}: {cause}"));
    select! {
        Ok(port) = listening => {
            tracing::info!(address = %SocketAddr::new(address.ip(), port), "metrics are served");
            Ok(())
        }
        served = spawn(exporter.launch()) => {
            let failed = served.map_err(Error::internal)?.err();
            Err(complaint(failed.map(|error| error.to_string()).unwrap_or_default()).into())
        }
    }
}

/// Its end is that of the server, which handles the signals.
fn exporter(address: SocketAddr, sources: Sources) -> Rocket<Build> {
    let shutdown = Shutdown { ctrlc: false, signals: HashSet::new(), force: false, ..Shutdown::default() };
    let config = Config {
        address: address.ip(),
        port: address.port(),
        ip_header: None,
        log_level: LogLevel::Off,
        cli_colors: false,
        ident: Ident::none(),
        shutdown,
        ..Config::release_default()
    };
    rocket::custom(config).manage(sources).mount("/", routes![metrics_text])
}

#[get("/metrics")]
async fn metrics_text(sources: &State<Sources>) -> Result<(ContentType, String), Status> {
    sources.read().await;
    let kind = CONTENT_TYPE.parse().map_err(|_| Status::InternalServerError)?;
    let text = sources.metrics.text().map_err(|_| Status::InternalServerError)?;
    Ok((kind, text))
}

impl Sources {
    fn of(server: &Rocket<Ignite>) -> Option<Self> {
        Some(Self {
            metrics: metrics::start(),
            db: server.state::<Db>()?.clone(),
            health: server.state::<Health>()?.clone(),
            replicas: server.state::<Arc<Replicas>>()?.clone(),
            subscriptions: server.state::<Subscriptions>()?.clone(),
            pools: vec![
                server.state::<Passwords>()?.pool().clone(),
                server.state::<Pictures>()?.pool().clone(),
                server.state::<Imports>()?.pool().clone(),
            ],
            sizes_read: Mutex::default(),
        })
    }

    /// Sets the gauges to what is the case now.
    async fn read(&self) {
        let metrics = self.metrics;
        for (check, part) in self.health.report(&self.db).await.checks() {
            let is_well = matches!(part, Part::Ok | Part::Off);
            metrics.ready.get_or_create(&Check { check }).set(is_well.into());
        }
        self.read_sizes().await;
        let load = self.db.load();
        metrics.connections.set(load.open as i64);
        metrics.connections_in_use.set(load.in_use as i64);
        metrics.connections_max.set(load.max as i64);
        metrics.connections_awaited.set(load.awaited as i64);
        for (replica, is_in_use) in self.replicas.states() {
            metrics.replicas.get_or_create(&Replica { replica: replica.to_owned() }).set(is_in_use.into());
        }
        metrics.streams.set(self.subscriptions.number() as i64);
        for pool in &self.pools {
            let (label, (running, waiting)) = (Work { work: pool.work }, pool.load());
            metrics.work_running.get_or_create(&label).set(running as i64);
            metrics.work_waiting.get_or_create(&label).set(waiting as i64);
            metrics.work_refused.get_or_create(&label).inc_by(0);
        }
    }

    /// Reads the sizes anew where they are old. Where they cannot be read they are unknown, until the next time.
    async fn read_sizes(&self) {
        let mut read = self.sizes_read.lock().await;
        if read.is_some_and(|at| at.elapsed() < SIZES_HOLD) {
            return;
        }
        *read = Some(Instant::now());
        let sizes =
            timeout(PATIENCE, self.sizes()).await.unwrap_or_else(|late| Err(database::Error::fault(late)));
        let [people, follows, mails, overdue] = sizes.unwrap_or_else(|error| {
            tracing::warn!(cause = chain(&error), "sizes could not be read");
            [f64::NAN; 4]
        });
        self.metrics.people.set(people);
        self.metrics.follows.set(follows);
        self.metrics.mails_waiting.set(mails);
        self.metrics.mails_overdue.set(overdue);
    }

    async fn sizes(&self) -> Result<[f64; 4], database::Error> {
        let client = self.db.client().await?;
        let sizes = status::sizes(&client).await?;
        let overdue = status::mails_overdue(&client).await?;
        let [people, follows] = [sizes.people, sizes.follows].map(|size| size.unwrap_or(f64::NAN));
        Ok([people, follows, sizes.mails as f64, overdue])
    }
}
