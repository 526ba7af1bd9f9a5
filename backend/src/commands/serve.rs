//! `kith serve`.

use super::rotate_secret;
use crate::database::maintenance::migrations::migrate;
use crate::{Error, build, config, descriptors, log};
use clap::Args;
use rocket::fairing::AdHoc;
use rocket::tokio::time::timeout;
use std::time::Duration;
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
        log::start(self.log);
        descriptors::raise_limit();
        let rocket = build(&self.config)?.attach(announcement());
        if !self.no_migrate {
            migrate(&self.config.database.url).await?;
        }
        compare_secrets(&self.config).await;
        rocket.launch().await.map_err(|error| Error::internal(error.to_string()))?;
        Ok(())
    }
}

/// Tells in the log where a secret is missing. A database that is away keeps no server from its start.
async fn compare_secrets(config: &config::Settings) {
    let patience = Duration::from_secs(config.database.timeout);
    match timeout(patience, rotate_secret::warn_of_unknown_secrets(config)).await {
        Ok(Ok(())) => (),
        Ok(Err(error)) => tracing::warn!(cause = error.for_operator(), "the secrets were not compared"),
        Err(_) => tracing::warn!(cause = "no answer of the database", "the secrets were not compared"),
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
