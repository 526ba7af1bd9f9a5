//! The only SQL in Kith, behind functions named by intent.

pub mod accounts;
mod connection;
mod connector;
mod constraints;
pub mod error;
pub mod graph;
pub(crate) mod load;
pub mod maintenance;
pub(crate) mod pagination;
pub mod people;
mod pool;
pub(crate) mod replicas;
pub(crate) mod sharding;
mod statements;
pub(crate) mod timing;
mod tls;
pub(crate) mod transaction;

pub use crate::database::connection::Client;
pub use crate::database::error::Error;

use crate::config;
use crate::config::Pooler;
use crate::config::database_url;
use crate::config::database_url::DatabaseUrl;
use crate::database::connection::Connection;
use crate::database::pool::Pool;
use rocket::fairing::{AdHoc, Fairing};
use rocket::futures::future::try_join_all;
use rocket_db_pools::Database;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// The connection pool; `&Db` is a request guard.
#[derive(Clone, Database)]
#[database("kith")]
pub struct Db(Pool);

/// Manages the pool. It is open until the process ends: the fairing of [`Database::init`] would close it as soon as the server is to end,
/// and what is still being done then could write no more.
pub(crate) fn stage() -> AdHoc {
    AdHoc::try_on_ignite("database", |rocket| async { Db::init().on_ignite(rocket).await })
}

/// Refuses a `DATABASE_URL` that cannot be used, before anything is opened.
///
/// # Errors
///
/// [`Error::Refused`], which says why and repeats no password.
pub(crate) fn check_url(url: &str) -> Result<(), Error> {
    Db::single(url).map(drop)
}

impl Db {
    /// A connection from the pool.
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`] where none comes free in time.
    pub async fn client(&self) -> Result<Client, Error> {
        <Pool as rocket_db_pools::Pool>::get(&self.0).await
    }

    /// One connection for a command, made when it is first needed.
    pub(crate) fn single(url: &str) -> Result<Self, Error> {
        Pool::new(DatabaseUrl::parse(database_url::DATABASE, url)?, Pooler::Transaction, 1, None).map(Self)
    }

    /// So many connections to a replica, and the name of its server.
    fn of_replica(url: &str, settings: &config::Database, size: usize) -> Result<(String, Self), Error> {
        let url = DatabaseUrl::parse(database_url::REPLICAS, url)?;
        let server = url.one_server(database_url::REPLICAS)?;
        let limit = Some(Duration::from_secs(settings.timeout));
        let pool = Pool::new(url, settings.pooler, size, limit)?;
        Ok((server, Self(pool)))
    }
}

/// A connection outside any pool of the server, for the commands. It works through any pooler.
///
/// # Errors
///
/// [`Error::Refused`] for an address that is none, and [`Error::NoConnection`] where no server answers there.
pub async fn connect(url: &str) -> Result<Client, Error> {
    Db::single(url)?.client().await
}

/// Runs a statement. A connection of its own prepares each one once; one through a pooler sends it with the types of its parameters.
async fn query(
    client: &impl Connection,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, Error> {
    Ok(client.handle().query(sql, parameters).await?)
}

/// Runs a statement for each of these parameters: the first time alone, as that may have to prepare it, and then all on their way at once.
async fn query_each<const N: usize>(
    client: &impl Connection,
    sql: &str,
    mut parameters: impl Iterator<Item = [&(dyn ToSql + Sync); N]>,
) -> Result<Vec<Vec<Row>>, Error> {
    let Some(first) = parameters.next() else { return Ok(Vec::new()) };
    let mut found = vec![query(client, sql, &first).await?];
    let rest = parameters.map(async |parameters| query(client, sql, &parameters).await);
    found.extend(try_join_all(rest).await?);
    Ok(found)
}

/// As [`query`], for a statement that returns one row or none.
async fn query_opt(
    client: &impl Connection,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Option<Row>, Error> {
    Ok(query(client, sql, parameters).await?.pop())
}

/// As [`query`], for a statement that writes; returns the number of rows it has written.
async fn execute(
    client: &impl Connection,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<u64, Error> {
    Ok(client.handle().execute(sql, parameters).await?)
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
