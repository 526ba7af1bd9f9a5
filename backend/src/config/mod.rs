//! Every setting of the server: a flag, an environment variable, a default and a sentence of help.

pub(crate) mod accounts;
pub(crate) mod google;
pub(crate) mod mail;
pub(crate) mod monitoring;
pub(crate) mod site;

pub use crate::config::accounts::Accounts;
pub use crate::config::google::Google;
pub use crate::config::mail::Mail;
pub use crate::config::monitoring::{LogFormat, Monitoring};
pub use crate::config::site::Site;

use crate::Refusal;
use clap::Args;
use rocket::config::{Config, Ident, LogLevel};
use rocket::figment::Figment;
use rocket::figment::providers::Serialized;
use serde::Serialize;
use std::net::IpAddr;
use std::time::Duration;

/// Bytes of a secret at the least: as many as the hash that it keys is strong.
const SECRET_MIN: usize = 32;

/// Settings of `kith serve`.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// Address to listen on
    #[arg(long, env = "KITH_ADDRESS", default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// Port to listen on; 0 takes a free one
    #[arg(long, env = "KITH_PORT", default_value_t = 8000)]
    pub port: u16,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The passwords.
    #[command(flatten)]
    pub passwords: Passwords,
    /// New names and passwords.
    #[command(flatten)]
    pub accounts: Accounts,
    /// The sessions.
    #[command(flatten)]
    pub sessions: Sessions,
    /// Where people find it.
    #[command(flatten)]
    pub site: Site,
    /// The mails.
    #[command(flatten)]
    pub mail: Mail,
    /// Signing in with Google.
    #[command(flatten)]
    pub google: Google,
    /// What an operator sees.
    #[command(flatten)]
    pub monitoring: Monitoring,
    /// Minutes from one cleanup of what has expired to the next; 0 leaves it to other servers on the same database
    #[arg(long, env = "KITH_SWEEP_MINUTES", value_name = "N", default_value_t = 60)]
    pub sweep_minutes: u32,
}

/// Where the data is.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// PostgreSQL to use, such as postgresql://user:password@host/database
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
}

/// How passwords are hashed.
#[derive(Clone, Debug, Args)]
pub struct Passwords {
    /// Secret mixed into every password before it is hashed, at least 32 characters; keep it, or nobody can sign in
    #[arg(long, env = "KITH_SECRET", value_name = "TEXT", hide_env_values = true)]
    pub secret: String,
    /// bcrypt cost; each step doubles the time of a login
    #[arg(long, env = "KITH_BCRYPT_COST", value_name = "N", default_value_t = 12)]
    #[arg(value_parser = clap::value_parser!(u32).range(4..=31))]
    pub bcrypt_cost: u32,
}

impl Passwords {
    /// The secret, if it is long enough to be one.
    pub(crate) fn secret(&self) -> Result<&[u8], Refusal> {
        match self.secret.as_bytes() {
            secret if secret.len() >= SECRET_MIN => Ok(secret),
            _ => Err(Refusal::Unreadable(format!("KITH_SECRET must have at least {SECRET_MIN} characters"))),
        }
    }
}

/// How long a token works.
#[derive(Clone, Copy, Debug, Args)]
pub struct Sessions {
    /// Hours after login at which a token ends
    #[arg(long = "session-hours", env = "KITH_SESSION_HOURS", value_name = "HOURS", default_value_t = 7 * 24)]
    absolute: u32,
    /// Hours without use after which a token ends
    #[arg(
        long = "session-idle-hours",
        env = "KITH_SESSION_IDLE_HOURS",
        value_name = "HOURS",
        default_value_t = 24
    )]
    idle: u32,
}

impl Sessions {
    /// From login to the end.
    pub fn absolute(&self) -> Duration {
        Duration::from_secs(u64::from(self.absolute) * 3600)
    }

    /// From the last use to the end.
    pub fn idle(&self) -> Duration {
        Duration::from_secs(u64::from(self.idle) * 3600)
    }
}

impl Settings {
    /// Rocket's share. `ip_header` is off because any client can write `X-Real-IP`.
    pub(crate) fn rocket(&self) -> Figment {
        let config = Config {
            address: self.address,
            port: self.port,
            ip_header: None,
            log_level: LogLevel::Off,
            cli_colors: false,
            ident: Ident::none(),
            ..Config::release_default()
        };
        Figment::from(config).merge(Serialized::default("databases.kith", self.database.pool()))
    }
}

/// What `rocket_db_pools` reads.
#[derive(Serialize)]
struct Pool<'a> {
    url: &'a str,
    max_connections: usize,
    connect_timeout: u64,
}

impl Database {
    fn pool(&self) -> Pool<'_> {
        Pool { url: &self.url, max_connections: self.connections, connect_timeout: self.timeout }
    }
}

/// The parts of a database URL. The complaint about a wrong one does not repeat it, since it may hold a password.
pub(crate) fn postgres(url: &str) -> Result<tokio_postgres::Config, Refusal> {
    url.parse().map_err(|_| {
        let complaint =
            "DATABASE_URL is not valid; it should look like postgresql://user:password@host/database";
        Refusal::Unreadable(complaint.to_owned())
    })
}
