//! The only SQL in Kith, behind functions named by intent.

pub mod accounts;
mod constraints;
pub mod error;
pub mod graph;
pub(crate) mod load;
pub mod maintenance;
pub(crate) mod pagination;
pub mod people;
pub(crate) mod timing;
pub(crate) mod transaction;

pub use crate::database::error::Error;

use crate::config;
use crate::database::timing::Timed;
use rocket::fairing::{AdHoc, Fairing};
use rocket_db_pools::Database;
use rocket_db_pools::deadpool_postgres::{GenericClient, Object, Pool};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};
use uuid::Uuid;

/// The connection pool; `&Db` is a request guard.
#[derive(Clone, Database)]
#[database("kith")]
pub struct Db(Pool);

/// A connection, held only while it is used.
pub type Client = Object;

/// Manages the pool. It is open until the process ends: the fairing of [`Database::init`] would close it as soon as the server is to end,
/// and what is still being done then could write no more.
pub(crate) fn stage() -> AdHoc {
    AdHoc::try_on_ignite("database", |rocket| async { Db::init().on_ignite(rocket).await })
}

impl Db {
    /// A connection from the pool.
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`] where none comes free in time.
    pub async fn client(&self) -> Result<Client, Error> {
        <Pool as rocket_db_pools::Pool>::get(&self.0).await.map_err(|error| Error::NoConnection(error.into()))
    }
}

/// A connection outside any pool, for the commands.
///
/// # Errors
///
/// [`Error::Refused`] for an address that is none, and [`Error::ConnectionLost`] where no server answers there.
pub async fn connect(url: &str) -> Result<tokio_postgres::Client, Error> {
    let (client, connection) = config::postgres(url)?.connect(NoTls).await?;
    rocket::tokio::spawn(connection);
    Ok(client)
}

/// Runs a prepared statement; a connection prepares each one once.
async fn query(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, Error> {
    let _timed = Timed::start(sql);
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, parameters).await?)
}

/// As [`query`], for a statement that returns one row or none.
async fn query_opt(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Option<Row>, Error> {
    Ok(query(client, sql, parameters).await?.pop())
}

/// As [`query`], for a statement that writes; returns the number of rows it has written.
async fn execute(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<u64, Error> {
    let _timed = Timed::start(sql);
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, parameters).await?)
}

/// A moment as the wire has it: the time in an id that grows with time, in RFC 3339.
fn timestamp(id: Uuid) -> String {
    let (seconds, nanoseconds) = id.get_timestamp().map_or((0, 0), |at| at.to_unix());
    rfc3339(UNIX_EPOCH + Duration::new(seconds, nanoseconds))
}

/// A moment as the wire has it, in RFC 3339.
fn rfc3339(at: SystemTime) -> String {
    humantime::format_rfc3339_seconds(at).to_string()
}
