//! `kith serve`.

use crate::database::maintenance::migrations::migrate;
use crate::database::timing;
use crate::{Error, build, config, descriptors, exporter, log};
use clap::Args;
use rocket::fairing::AdHoc;
use tracing_subscriber::filter::LevelFilter;

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
    pub(crate) async fn run(self) -> Result<(), Error> {
        let monitoring = &self.config.monitoring;
        let _flush = log::start(self.log, monitoring.log_format)?;
        if let Some(slow) = monitoring.slow_statement() {
            timing::warn_from(slow);
        }
        descriptors::raise_limit();
        let rocket = build(&self.config)?.attach(announcement());
        if !self.no_migrate {
            migrate(&self.config.database.url).await?;
        }
        let rocket = rocket.ignite().await.map_err(|error| Error::internal(error.to_string()))?;
        if let Some(address) = monitoring.metrics_address {
            exporter::start(&rocket, address).await?;
        }
        rocket.launch().await.map_err(|error| Error::internal(error.to_string()))?;
        Ok(())
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
