//! `kith serve`.

use crate::database::migrations::migrate;
use crate::{Error, build, config};
use clap::Args;
use rocket::fairing::AdHoc;

/// The server.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    config: config::Serve,
    /// Leave the schema alone; `kith migrate` brings it up to date
    #[arg(long, env = "KITH_NO_MIGRATE")]
    no_migrate: bool,
    /// Log lines to print: error, warn, info, debug or off
    #[arg(long, env = "KITH_LOG", value_name = "LEVEL", default_value = "info")]
    log: tracing_subscriber::filter::LevelFilter,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Error> {
        tracing_subscriber::fmt().with_max_level(self.log).with_writer(std::io::stderr).init();
        if !self.no_migrate {
            migrate(&self.config.database.url).await?;
        }
        build(&self.config)?.attach(announcement()).launch().await.map_err(|error| Error::internal(error.to_string()))?;
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
