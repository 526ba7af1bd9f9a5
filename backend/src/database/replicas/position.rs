//! Positions in PostgreSQL's write-ahead log: they tell whether a replica has a write already.

use crate::database::{Client, Error, query_opt};

/// A place in the write-ahead log. A server that has come as far has all that was committed before it.
pub(crate) type Position = tokio_postgres::types::PgLsn;

/// What a server tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// Of the last that was committed there; of a replica, of the last that it shows.
    pub(super) position: Position,
    pub(super) is_replica: bool,
    pub(super) database: Database,
}

/// Which database it has, and which history of it. A replica that follows its primary has the same of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Database {
    pub(super) cluster: i64,
    pub(super) name: String,
    /// Each promotion begins a new one.
    pub(super) timeline: i32,
}

/// Asks a server for its position. That it belongs to a new timeline, a replica knows from what it receives, and later from its own
/// control file; a primary says it by the name of the file that it writes.
pub(super) async fn read(client: &Client) -> Result<Status, Error> {
    let sql = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
                      pg_is_in_recovery(), system_identifier, current_database()::text,
                      CASE WHEN pg_is_in_recovery()
                           THEN (SELECT greatest(timeline_id, min_recovery_end_timeline,
                                                 (SELECT received_tli FROM pg_stat_wal_receiver))
                                 FROM pg_control_checkpoint(), pg_control_recovery())
                           ELSE ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int END
               FROM pg_control_system()";
    let row = query_opt(client, sql, &[]).await?.ok_or_else(|| Error::fault("no write-ahead log"))?;
    let database = Database { cluster: row.try_get(2)?, name: row.try_get(3)?, timeline: row.try_get(4)? };
    Ok(Status { position: row.try_get(0)?, is_replica: row.try_get(1)?, database })
}
