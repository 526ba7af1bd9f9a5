//! `kith distribute`.

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
            println!("Laid out already: {}.", layout.kept.join(", "));
        }
        match layout.laid_out.as_slice() {
            [] => println!("There was nothing to do."),
            tables => println!("Laid out: {}.", tables.join(", ")),
        }
        Ok(())
    }
}
