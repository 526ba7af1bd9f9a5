//! `kith import`.

use crate::commands::{print, progress};
use crate::database::maintenance::bulk_load;
use crate::database::maintenance::migrations::migrate;
use crate::datasets::edge_list;
use crate::{Error, config};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    database: config::Database,
    /// Edge list to load: CSV or TSV, plain or gzip, with a header or without; each line is `follower,followed`
    ///
    /// An id of digits becomes an account with a generated name; any other id must be a valid username and becomes
    /// one. A line that cannot be read is refused with its number, and nothing is loaded.
    #[arg(long, value_name = "FILE")]
    follows: PathBuf,
    /// Read each line as a follow in both directions
    #[arg(long)]
    mutual: bool,
}

impl Import {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let graph = edge_list::read(&self.follows, self.mutual)?;
        migrate(&self.database.url).await?;
        bulk_load::load(&self.database.url, &graph, None, progress).await?;
        print(format_args!("{} people and {} follows are loaded.", graph.people.len(), graph.follows.len()))
    }
}
