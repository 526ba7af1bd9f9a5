//! How the server ends.

use clap::Args;
use std::time::Duration;

/// Settings of the end.
#[derive(Clone, Copy, Debug, Args)]
pub struct Shutdown {
    /// Seconds to go on after SIGTERM, while proxies see that it is not ready and clients are sent away with each answer
    #[arg(long = "shutdown-delay", env = "KITH_SHUTDOWN_DELAY", value_name = "SECONDS", default_value_t = 1)]
    delay: u32,
    /// Seconds that requests then have to come to their end
    #[arg(
        long = "shutdown-seconds",
        env = "KITH_SHUTDOWN_SECONDS",
        value_name = "SECONDS",
        default_value_t = 10
    )]
    limit: u32,
}

impl Shutdown {
    /// From the signal until no connection is taken any more.
    pub fn delay(&self) -> Duration {
        Duration::from_secs(self.delay.into())
    }

    /// From there to the end, at the most.
    pub fn limit(&self) -> Duration {
        Duration::from_secs(self.limit.into())
    }

    /// Signals are the command's. Rocket cuts off what is left after its grace, by which time the command has ended.
    pub(super) fn rocket(&self) -> rocket::config::Shutdown {
        let grace = self.limit.saturating_add(1);
        rocket::config::Shutdown { ctrlc: false, signals: Default::default(), grace, ..Default::default() }
    }
}
