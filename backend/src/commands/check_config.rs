//! `kith check-config`.

use crate::commands::print;
use crate::commands::serve::Serve;
use crate::config::file::Shown;
use crate::database::connect;
use crate::log::OneLine;
use crate::{Error, build};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct CheckConfig {
    #[command(flatten)]
    serve: Serve,
    /// See as well whether the database and its replicas answer
    #[arg(long)]
    connect: bool,
    /// All settings of [`Serve`] with their origins, which the command line alone knows.
    #[arg(skip)]
    pub(super) settings: Vec<Shown>,
}

impl CheckConfig {
    pub(crate) async fn run(self) -> Result<(), Error> {
        for Shown { name, value, origin } in &self.settings {
            print(format_args!("{name:<22} {:<40} {origin}", OneLine(value).to_string()))?;
        }
        let settings = &self.serve.config;
        drop(build(settings)?);
        if self.connect {
            connect(&settings.database.url).await?;
            print("The database answers.")?;
            for url in &settings.database.read_urls {
                connect(url).await?;
            }
            if !settings.database.read_urls.is_empty() {
                print("Each replica answers.")?;
            }
        }
        print("The settings are sound.")
    }
}
