//! `kith migrate`.

use crate::{Error, config, database::migrations::migrate};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    database: config::Database,
}

impl Migrate {
    pub(super) async fn run(self) -> Result<(), Error> {
        let applied = migrate(&self.database.url).await?;
        match applied.as_slice() {
            [] => println!("The schema is up to date."),
            applied => println!("Applied {}.", applied.join(", ")),
        }
        Ok(())
    }
}
