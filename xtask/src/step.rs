//! One piece of work: announced, timed, and said to be done.

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, stdout};
use std::time::{Duration, Instant};

/// Does work that prints nothing itself.
pub fn quiet<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    if !stdout().is_terminal() {
        println!("{name} …");
        let (result, time) = timed(work);
        println!("{name}: {} {}", if result.is_ok() { "done in" } else { "failed after" }, seconds(time));
        return result;
    }
    let spinner = spinner(name);
    let (result, time) = timed(work);
    spinner.finish_and_clear();
    println!("{} {name} ({})", mark(result.is_ok()), seconds(time));
    result
}

/// Does work whose output is to be seen.
pub fn loud<T>(name: &str, work: impl FnOnce() -> Result<T>) -> (Result<T>, Duration) {
    println!("\n▸ {name}");
    let (result, time) = timed(work);
    println!("{} {name} ({})", mark(result.is_ok()), seconds(time));
    (result, time)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (work(), start.elapsed())
}

fn spinner(name: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stdout()).with_message(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    match ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// How it went.
pub fn mark(ok: bool) -> char {
    if ok { '✓' } else { '✗' }
}

/// A duration as people say it.
pub fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_times_have_tenths() {
        assert_eq!(seconds(Duration::from_millis(440)), "0.4 s");
        assert_eq!(seconds(Duration::from_millis(12_600)), "13 s");
    }
}
