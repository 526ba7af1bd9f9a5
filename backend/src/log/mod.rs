//! The log: lines of our own and no others, in which no value can pass for a line, for a field, or for a command to a terminal.
//!
//! Libraries log what they are asked for: paths with their queries, headers, parts of a body. So none of their lines is written.

mod json;
mod one_line;
mod queue;
#[cfg(test)]
mod tests;
mod text;

pub use crate::log::one_line::OneLine;
pub(crate) use crate::log::queue::Flush;

use crate::config::LogFormat;
use crate::log::json::Json;
use crate::log::queue::Queue;
use crate::log::text::Fields;
use crate::{Error, metrics};
use std::io::{IsTerminal, stderr};
use std::panic::PanicHookInfo;
use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::fmt::{MakeWriter, layer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, registry};

/// Writes the log to standard error from now on, the lines about panics included. Dropping what it returns writes what still waits.
pub(crate) fn start(level: LevelFilter, format: LogFormat) -> Result<Flush, Error> {
    let queue = Queue::start(stderr(), tell_dropped).map_err(Error::internal)?;
    let flush = queue.flush();
    lines(level, format, queue, stderr().is_terminal()).init();
    // Rocket logs by another crate, partly under our own names, and would print its lines if that crate were not in use here.
    ::log::set_max_level(::log::LevelFilter::Off);
    std::panic::set_hook(Box::new(tell_panic));
    Ok(flush)
}

fn lines(
    level: LevelFilter,
    format: LogFormat,
    writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static,
    is_colored: bool,
) -> impl Subscriber + Send + Sync {
    let lines = layer().with_writer(writer);
    let lines = match format {
        LogFormat::Text => lines.with_ansi(is_colored).fmt_fields(Fields).boxed(),
        LogFormat::Json => lines.event_format(Json).boxed(),
    };
    let is_ours = |target: &str| target.split("::").next() == Some(env!("CARGO_CRATE_NAME"));
    let ours = filter_fn(move |line| is_ours(line.target()) && *line.level() <= level);
    registry().with(lines.with_filter(ours.with_max_level_hint(level)))
}

/// A panic's message may hold what a caller has sent, unless it stands in the source as it is.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let cause = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("not told");
    let at = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(at, cause, "a panic");
}

/// Tells readers of the log what is missing, at the place where it is.
fn tell_dropped(lines: u64) {
    metrics::log_lines_dropped(lines);
    tracing::error!(lines, "lines are missing here: whatever reads the log was too slow");
}
