//! `kith serve`.

use crate::database::migrations::migrate;
use crate::{Error, build, config};
use clap::Args;
use rocket::fairing::AdHoc;
use std::io::IsTerminal;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The server.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    config: config::Settings,
    /// Leave the schema alone; `kith migrate` brings it up to date
    #[arg(long, env = "KITH_NO_MIGRATE")]
    no_migrate: bool,
    /// Log lines to print: error, warn, info, debug or off
    #[arg(long, env = "KITH_LOG", value_name = "LEVEL", default_value = "info")]
    log: LevelFilter,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Error> {
        self.start_log();
        let rocket = build(&self.config)?.attach(announcement());
        if !self.no_migrate {
            migrate(&self.config.database.url).await?;
        }
        rocket.launch().await.map_err(|error| Error::internal(error.to_string()))?;
        Ok(())
    }

    /// Our own lines at the level asked for; of the libraries' only errors, since we log each request ourselves.
    fn start_log(&self) {
        let levels =
            Targets::new().with_target("kith", self.log).with_default(self.log.min(LevelFilter::ERROR));
        let lines = layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
        tracing_subscriber::registry().with(lines).with(levels).init();
    }
}

/// Says on standard output where the server listens, once it does.
fn announcement() -> AdHoc {
    AdHoc::on_liftoff("announcement", |rocket| {
        Box::pin(async move {
            let config = rocket.config();
            println!("Kith listens on http://{}", std::net::SocketAddr::new(config.address, config.port));
        })
    })
}
