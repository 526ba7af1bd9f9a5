//! Positions in the log that PostgreSQL writes ahead: they tell whether a replica has a write already.

use crate::database::{Client, Error, query_opt};

/// A place in the log of a server. One that has come as far has all that was committed before it.
pub(crate) type Position = tokio_postgres::types::PgLsn;

/// What a server tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Of the last that was committed there; of a replica, of the last that it shows.
    pub(super) position: Position,
    pub(super) is_replica: bool,
    pub(super) database: Database,
}

/// Which database it has. A replica has the one of its primary, and no other server has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Database {
    cluster: i64,
    name: String,
}

impl Database {
    pub(super) fn new(cluster: i64, name: impl Into<String>) -> Self {
        Self { cluster, name: name.into() }
    }
}

/// Asks a server for its position.
pub(super) async fn read(client: &Client) -> Result<Told, Error> {
    let sql = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
                      pg_is_in_recovery(), system_identifier, current_database()::text
               FROM pg_control_system()";
    let row = query_opt(client, sql, &[]).await?.ok_or_else(|| Error::fault("a server without a log"))?;
    let database = Database::new(row.try_get(2)?, row.try_get::<_, String>(3)?);
    Ok(Told { position: row.try_get(0)?, is_replica: row.try_get(1)?, database })
}
