//! `kith stats`.

use super::operator::Output;
use crate::database::Db;
use crate::database::maintenance::statistics;
use crate::{Error, config};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Stats {
    #[command(flatten)]
    database: config::Database,
    #[command(flatten)]
    output: Output,
}

impl Stats {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let db = Db::single(&self.database.url)?;
        let numbers = statistics::read(&db.client().await?).await?;
        self.output.print_all(&numbers)
    }
}
