//! Brings a database to the schema that this build expects.

use super::schema;
use crate::database::accounts::email_keys;
use crate::database::people::search::noted;
use crate::database::{Error, connect, query};

#[allow(missing_docs)] // The macro writes no docs.
mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Any number that is no other advisory lock.
const LOCK: i64 = 0x6b69_7468;

/// Applies what is missing and returns the names of what was applied. Several servers may start at once: a
/// transaction on a connection of its own holds the lock, and does nothing else, which works through a transaction-mode pooler too.
///
/// # Errors
///
/// [`Error::Refused`] for a schema that this build is too old for.
pub async fn migrate(url: &str) -> Result<Vec<String>, Error> {
    let mut guard = connect(url).await?;
    let lock = guard.transaction().await?;
    query(&lock, "SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    let mut client = connect(url).await?;
    schema::require_servable(&client, known()).await?;
    // Those that are not ours are of a newer build, which this one can serve beside.
    let runner = embedded::migrations::runner().set_abort_missing(false);
    let report = runner.run_async(client.for_migrations()).await.map_err(Error::fault)?;
    email_keys::fill(&client).await?;
    noted::fill(&mut client).await?;
    lock.commit().await?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Changes nothing, and looks whether this build can serve the schema as it is.
///
/// # Errors
///
/// [`Error::Refused`] for a schema that lacks a migration of this build, or that this build is too old for.
pub async fn require_current(url: &str) -> Result<(), Error> {
    let client = connect(url).await?;
    schema::require_servable(&client, known()).await?;
    schema::require_whole(&client, known()).await
}

/// The last migration of this build.
pub(super) fn known() -> i32 {
    embedded::migrations::runner()
        .get_migrations()
        .iter()
        .map(|migration| migration.version())
        .max()
        .unwrap_or_default()
}
