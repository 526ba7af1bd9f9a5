//! `kith distribute`.

use crate::commands::print;
use crate::database::maintenance::distribution::distribute;
use crate::{Error, config};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Distribute {
    #[command(flatten)]
    database: config::Database,
}

impl Distribute {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let layout = distribute(&self.database.url).await?;
        if !layout.kept.is_empty() {
            print(format_args!("Laid out already: {}.", layout.kept.join(", ")))?;
        }
        match layout.laid_out.as_slice() {
            [] => print("There was nothing to do."),
            tables => print(format_args!("Laid out: {}.", tables.join(", "))),
        }
    }
}
