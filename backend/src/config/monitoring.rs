//! What an operator sees of the server.

use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::time::Duration;

/// Settings of the metrics and the log.
#[derive(Clone, Copy, Debug, Args)]
pub struct Monitoring {
    /// Address and port at which Prometheus finds metrics, such as 127.0.0.1:9000; it has no password
    #[arg(long, env = "KITH_METRICS_ADDRESS", value_name = "ADDRESS")]
    pub metrics_address: Option<SocketAddr>,
    /// Milliseconds from which on the log tells of a statement; 0 tells of none
    #[arg(long, env = "KITH_SLOW_STATEMENT_MS", value_name = "MS", default_value_t = 500)]
    slow_statement_ms: u32,
    /// What a line of the log looks like
    #[arg(long, env = "KITH_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// What a line of the log looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Time, level, place, message, and fields as `name=value`.
    Text,
    /// An object of JSON.
    Json,
}

impl Monitoring {
    /// From which time on a statement is slow, if one may be.
    pub(crate) fn slow_statement(&self) -> Option<Duration> {
        (self.slow_statement_ms > 0).then(|| Duration::from_millis(self.slow_statement_ms.into()))
    }
}
