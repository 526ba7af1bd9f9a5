//! `kith migrate`.

use crate::commands::print;
use crate::database::maintenance::migrations::migrate;
use crate::{Error, config};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    database: config::Database,
}

impl Migrate {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let applied = migrate(&self.database.url).await?;
        match applied.as_slice() {
            [] => print("The schema is up to date."),
            applied => print(format_args!("Applied {}.", applied.join(", "))),
        }
    }
}
