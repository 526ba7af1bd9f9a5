//! Every setting of the server: a flag, an environment variable, a default and a sentence of help. A file may have it too
//! (`config/file.rs`), under the name of its flag.

pub(crate) mod accounts;
pub(crate) mod database;
pub(crate) mod database_url;
pub(crate) mod file;
pub(crate) mod google;
pub(crate) mod mail;
pub(crate) mod monitoring;
pub(crate) mod secrets;
pub(crate) mod shutdown;
pub(crate) mod site;

pub use crate::config::accounts::Accounts;
pub use crate::config::database::{Database, Pooler};
pub use crate::config::google::Google;
pub use crate::config::mail::Mail;
pub use crate::config::monitoring::{LogFormat, Monitoring};
pub use crate::config::secrets::Secrets;
pub use crate::config::shutdown::Shutdown;
pub use crate::config::site::Site;

use clap::Args;
use rocket::config::{Config, Ident, LogLevel};
use rocket::figment::Figment;
use rocket::figment::providers::Serialized;
use std::net::IpAddr;
use std::time::Duration;

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
    /// The end.
    #[command(flatten)]
    pub shutdown: Shutdown,
    /// What an operator sees.
    #[command(flatten)]
    pub monitoring: Monitoring,
    /// Minutes from one cleanup of what has expired to the next; 0 leaves it to other servers on the same database
    #[arg(long, env = "KITH_SWEEP_MINUTES", value_name = "N", default_value_t = 60)]
    pub sweep_minutes: u32,
}

/// How passwords are hashed.
#[derive(Clone, Debug, Args)]
pub struct Passwords {
    /// The secrets.
    #[command(flatten)]
    pub secrets: Secrets,
    /// bcrypt cost; each step doubles the time of a login
    #[arg(long, env = "KITH_BCRYPT_COST", value_name = "N", default_value_t = 12)]
    #[arg(value_parser = clap::value_parser!(u32).range(4..=31))]
    pub bcrypt_cost: u32,
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
            shutdown: self.shutdown.rocket(),
            ..Config::release_default()
        };
        Figment::from(config).merge(Serialized::default("databases.kith", self.database.pool()))
    }
}
