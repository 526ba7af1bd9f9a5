//! Where the data is, and how the server reaches it.

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Settings of the database.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// PostgreSQL to use, such as postgresql://user:password@host/database?sslmode=verify-full&sslrootcert=system
    #[arg(long = "database-url", env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub url: String,
    /// Connections to keep open at the most
    #[arg(
        long = "database-connections",
        env = "KITH_DATABASE_CONNECTIONS",
        value_name = "N",
        default_value_t = 16
    )]
    #[arg(value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=10_000))]
    pub connections: usize,
    /// Seconds to wait for a connection before answering 503
    #[arg(
        long = "database-timeout",
        env = "KITH_DATABASE_TIMEOUT",
        value_name = "SECONDS",
        default_value_t = 5
    )]
    pub timeout: u64,
    /// What stands between Kith and PostgreSQL
    #[arg(
        long = "database-pooler",
        env = "KITH_DATABASE_POOLER",
        value_name = "KIND",
        default_value = "auto"
    )]
    pub pooler: Pooler,
    /// Replicas that lists, profiles and searches are read from, each a URL such as that of the database, with spaces between
    #[arg(long = "read-url", env = "KITH_READ_URL", value_name = "URLS", hide_env_values = true)]
    #[arg(value_delimiter = ' ')]
    pub read_urls: Vec<String>,
    /// Seconds that a replica may be behind before it is left out
    #[arg(long = "read-delay", env = "KITH_READ_DELAY", value_name = "SECONDS", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub read_delay: u32,
}

/// What stands between the server and PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum Pooler {
    /// Found out as each connection is made
    Auto,
    /// Nothing that hands a session on to another client: each connection prepares its statements once
    None,
    /// A pooler in transaction mode, such as PgBouncer: no prepared statement outlives its transaction
    Transaction,
}

/// What the pool of connections is made from.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pool {
    pub(crate) url: String,
    pub(crate) max_connections: usize,
    pub(crate) connect_timeout: u64,
    pub(crate) pooler: Pooler,
}

impl Database {
    /// The longest that a replica in use may be behind.
    pub(crate) fn read_delay(&self) -> Duration {
        Duration::from_secs(self.read_delay.into())
    }

    pub(super) fn pool(&self) -> Pool {
        Pool {
            url: self.url.clone(),
            max_connections: self.connections,
            connect_timeout: self.timeout,
            pooler: self.pooler,
        }
    }
}
