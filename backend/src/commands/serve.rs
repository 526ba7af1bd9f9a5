//! `kith serve`.

use super::rotate_secret;
use crate::database::maintenance::migrations::{migrate, require_current};
use crate::database::timing;
use crate::http::ending::Ending;
use crate::log::Flush;
use crate::mail::sender::Turns;
use crate::{Error, build, config, descriptors, exporter, log};
use clap::Args;
use rocket::fairing::AdHoc;
use rocket::futures::future::{Either, join, select};
use rocket::tokio::spawn;
use rocket::tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use rocket::tokio::time::{sleep, timeout};
use rocket::{Ignite, Rocket};
use std::io;
use std::io::Write;
use std::net::SocketAddr;
use std::pin::pin;
use tracing_subscriber::filter::LevelFilter;

/// The server.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    pub(super) config: config::Settings,
    /// Leave the schema alone; `kith migrate` brings it up to date
    #[arg(long, env = "KITH_NO_MIGRATE")]
    no_migrate: bool,
    /// Log lines to print: error, warn, info, debug or off
    #[arg(long, env = "KITH_LOG", value_name = "LEVEL", default_value = "info")]
    log: LevelFilter,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let monitoring = &self.config.monitoring;
        let flush = log::start(self.log, monitoring.log_format)?;
        if let Some(slow) = monitoring.slow_statement() {
            timing::warn_from(slow);
        }
        descriptors::raise_limit();
        let rocket = build(&self.config)?.attach(announcement());
        match self.no_migrate {
            true => require_current(&self.config.database.url).await?,
            false => drop(migrate(&self.config.database.url).await?),
        }
        rotate_secret::compare_secrets(&self.config).await;
        let rocket = rocket.ignite().await.map_err(|error| Error::internal(error.to_string()))?;
        if let Some(address) = self.config.monitoring.metrics_address {
            exporter::start(&rocket, address).await?;
        }
        let ended = pin!(ended(signals()?, &rocket, self.config.shutdown, flush.clone()));
        match select(pin!(rocket.launch()), ended).await {
            // Nothing is connected any more.
            Either::Left((Ok(_), ended)) => ended.await,
            Either::Left((Err(error), _)) => return Err(Error::internal(error.to_string())),
            // What is still connected has nothing under way, or had its time.
            Either::Right(_) => {}
        }
        Ok(())
    }
}

/// Each SIGINT, SIGTERM and SIGHUP from now on.
fn signals() -> Result<UnboundedReceiver<()>, Error> {
    let (tell, signals) = unbounded_channel();
    // Nobody listens any more where the server has ended.
    ctrlc::set_handler(move || tell.send(()).unwrap_or_default()).map_err(Error::internal)?;
    Ok(signals)
}

/// Waits for a signal, and then until requests are answered and mails are handed over, or the time for that is over.
fn ended(
    mut signals: UnboundedReceiver<()>,
    rocket: &Rocket<Ignite>,
    times: config::Shutdown,
    flush: Flush,
) -> impl Future<Output = ()> + use<> {
    let (shutdown, mails) = (rocket.shutdown(), rocket.state::<Turns>().cloned());
    let ending = rocket.state::<Ending>().cloned().unwrap_or_default();
    async move {
        signals.recv().await;
        spawn(end_at_once(signals, ending.clone(), flush));
        ending.begin();
        tracing::info!("told to end: each answer closes its connection");
        sleep(times.delay()).await;
        shutdown.notify();
        let mails = async {
            if let Some(turns) = mails {
                turns.over().await;
            }
        };
        if timeout(times.limit(), join(ending.answered(), mails)).await.is_err() {
            tracing::warn!(requests = ending.open(), "the time to end is over: what is left is cut off");
        }
    }
}

/// A second signal asks not to wait.
async fn end_at_once(mut signals: UnboundedReceiver<()>, ending: Ending, flush: Flush) {
    signals.recv().await;
    tracing::warn!(requests = ending.open(), "told to end at once: what is left is cut off");
    drop(flush);
    std::process::exit(1);
}

/// Says on standard output where the server listens, once it does.
fn announcement() -> AdHoc {
    AdHoc::on_liftoff("announcement", |rocket| {
        Box::pin(async move {
            let config = rocket.config();
            let address = SocketAddr::new(config.address, config.port);
            if let Err(error) = writeln!(io::stdout(), "Kith listens on http://{address}") {
                tracing::warn!(cause = %error, "where the server listens could not be said");
            }
        })
    })
}
