//! Brings a database to the schema that this build expects.

use crate::database::accounts::email_keys;
use crate::database::people::search::noted;
use crate::database::{Error, connect};

#[allow(missing_docs)] // The macro writes no docs.
mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Any number that is no other advisory lock.
const LOCK: i64 = 0x6b69_7468;

/// Applies what is missing and returns the names of what was applied. Several servers may start at once: a
/// transaction on a connection of its own holds the lock, and does nothing else, which works through a transaction-mode pooler too.
pub async fn migrate(url: &str) -> Result<Vec<String>, Error> {
    let mut guard = connect(url).await?;
    let lock = guard.transaction().await?;
    lock.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    let mut client = connect(url).await?;
    let report = embedded::migrations::runner().run_async(&mut client).await.map_err(Error::fault)?;
    email_keys::fill(&client).await?;
    noted::fill(&mut client).await?;
    lock.commit().await?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// The version of the schema that this build expects.
pub(super) fn latest() -> Option<i32> {
    embedded::migrations::runner().get_migrations().iter().map(|migration| migration.version()).max()
}
