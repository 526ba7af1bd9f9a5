//! Whether this build can serve a database whose schema is older or newer than the one it was built with.
//!
//! A migration that only adds to the schema leaves builds working that do not know it. One that takes away what older builds use
//! says in its name which migration a build must know at the least: `V21__drop_the_old_column_needs_20.sql`. PostgreSQL keeps the
//! names, so a build can judge migrations that were written after it.

use crate::Refusal;
use crate::database::connection::Connection;
use crate::database::{Error, query, query_opt};

/// What stands in a migration's name before the least migration that builds must know.
const NEEDS: &str = "_needs_";

/// A migration that was applied.
struct Applied {
    version: i32,
    name: String,
}

impl Applied {
    /// The least migration that a build must know to serve the schema after this one.
    fn needs(&self) -> i32 {
        let least = self.name.rsplit_once(NEEDS).and_then(|(_, least)| least.parse().ok());
        least.unwrap_or_default()
    }
}

/// Refuses a schema that a build whose migrations end at `known` cannot serve, since a later one took away what it uses.
///
/// # Errors
///
/// [`Error::Refused`] with what to do.
pub(super) async fn require_servable(client: &impl Connection, known: i32) -> Result<(), Error> {
    match applied(client)
        .await?
        .into_iter()
        .find(|applied| applied.version > known && applied.needs() > known)
    {
        None => Ok(()),
        Some(Applied { version, name }) => refuse(format!(
            "this build of Kith is too old for the database: its migrations end at V{known}, and V{version}__{name} has been applied; \
             start a newer build"
        )),
    }
}

/// Refuses a schema that lacks migrations of this build.
///
/// # Errors
///
/// [`Error::Refused`] with what to do.
pub(super) async fn require_whole(client: &impl Connection, known: i32) -> Result<(), Error> {
    let latest = latest(client).await?;
    if latest >= known {
        return Ok(());
    }
    refuse(format!(
        "the database's schema is at V{latest}, and this build of Kith needs V{known}: run `kith migrate` first"
    ))
}

/// The last migration that was applied; 0 on an empty database.
pub(super) async fn latest(client: &impl Connection) -> Result<i32, Error> {
    Ok(applied(client).await?.last().map_or(0, |applied| applied.version))
}

fn refuse(complaint: String) -> Result<(), Error> {
    Err(Refusal::Unreadable(complaint).into())
}

/// What was applied, in its order; nothing on an empty database.
async fn applied(client: &impl Connection) -> Result<Vec<Applied>, Error> {
    let table = "SELECT to_regclass('refinery_schema_history') IS NOT NULL";
    let is_there = query_opt(client, table, &[]).await?.map(|row| row.try_get(0)).transpose()?;
    if is_there != Some(true) {
        return Ok(Vec::new());
    }
    let rows =
        query(client, "SELECT version, name FROM refinery_schema_history ORDER BY version", &[]).await?;
    let read = |row: tokio_postgres::Row| {
        Ok(Applied {
            version: row.try_get(0)?,
            name: row.try_get::<_, Option<String>>(1)?.unwrap_or_default(),
        })
    };
    rows.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_says_what_it_needs() {
        let needs = |name: &str| Applied { version: 30, name: name.to_owned() }.needs();
        assert_eq!(needs("drop_the_old_column_needs_20"), 20);
        assert_eq!(needs("a_column_that_needs_an_index"), 0);
        assert_eq!(needs("a_new_column"), 0);
    }
}
