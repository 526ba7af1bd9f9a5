//! What became of the steps of a test run.

use crate::{child, step};
use anyhow::{Result, bail};
use std::time::Duration;

struct Outcome {
    name: &'static str,
    end: End,
    reason: String,
    time: Duration,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Passed,
    Failed,
    LeftOut,
}

/// Gets hold of what steps will need, and says at once why it cannot be had.
pub fn prepared<T>(result: Result<T>) -> Result<T> {
    if let Err(error) = &result {
        println!("{error:#}");
    }
    result
}

/// Steps taken so far.
#[derive(Default)]
pub struct Report(Vec<Outcome>);

impl Report {
    /// Takes a step. A failure is kept, and does not keep later steps from being taken; Ctrl-C does.
    pub fn step<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if child::stopped() {
            bail!("stopped");
        }
        let (result, time) = step::loud(name, work);
        let reason = result.as_ref().err().map(|error| format!("{error:#}")).unwrap_or_default();
        let end = if result.is_ok() { End::Passed } else { End::Failed };
        if end == End::Failed {
            println!("{reason}");
        }
        self.0.push(Outcome { name, end, reason, time });
        result
    }

    /// Takes a step that no later one builds on.
    pub fn check(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        // The report has the failure.
        let _ = self.step(name, work);
    }

    /// Leaves a step out for want of something that not every machine has. That is no failure, and is said.
    pub fn leave_out(&mut self, name: &'static str, why: &anyhow::Error) {
        println!("\n– {name}: left out: {why}");
        self.0.push(Outcome { name, end: End::LeftOut, reason: why.to_string(), time: Duration::ZERO });
    }

    /// Prints the summary; whether every step that was taken went well.
    pub fn conclude(&self) -> bool {
        println!();
        for Outcome { name, end, reason, time } in &self.0 {
            let (mark, time, words) = match end {
                End::LeftOut => ('–', String::new(), "left out: "),
                end => (step::mark(*end == End::Passed), step::seconds(*time), ""),
            };
            let line = format!("{mark} {name:<22} {time:>6}  {words}{}", first_line(reason));
            println!("{}", line.trim_end());
        }
        println!("\n{}", self.totals());
        self.count(End::Failed) == 0 && !child::stopped()
    }

    fn totals(&self) -> String {
        let mut totals = format!("{} passed, {} failed", self.count(End::Passed), self.count(End::Failed));
        if self.count(End::LeftOut) > 0 {
            totals += &format!(", {} skipped", self.count(End::LeftOut));
        }
        totals
    }

    fn count(&self, end: End) -> usize {
        self.0.iter().filter(|outcome| outcome.end == end).count()
    }
}

/// What an earlier step made, or why it did not.
pub fn needed<T>(earlier: &Result<T>) -> Result<&T> {
    match earlier {
        Ok(made) => Ok(made),
        Err(error) => bail!("not run: {}", first_line(&format!("{error:#}"))),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_fails_the_whole_and_keeps_nothing_from_running() {
        let mut report = Report::default();
        let first = report.step("first", || -> Result<()> { bail!("no reason") });
        let second = report.step("second", || needed(&first).map(drop));
        assert_eq!(second.map_err(|error| error.to_string()), Err("not run: no reason".to_owned()));
        assert!(report.step("third", || Ok(())).is_ok());
        assert_eq!(report.totals(), "1 passed, 2 failed");
        assert!(!report.conclude());
    }

    #[test]
    fn what_is_left_out_fails_nothing_and_is_not_counted_as_passed() {
        let mut report = Report::default();
        report.check("first", || Ok(()));
        report.leave_out("second", &anyhow::anyhow!("no network"));
        assert_eq!(report.totals(), "1 passed, 0 failed, 1 skipped");
        assert!(report.conclude());
    }
}
