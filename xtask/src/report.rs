//! What became of the steps of a test run.

use crate::{child, step};
use anyhow::{Result, bail};
use std::time::Duration;

struct Outcome {
    name: &'static str,
    time: Duration,
    failure: Option<String>,
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
        let failure = result.as_ref().err().map(|error| format!("{error:#}"));
        if let Some(failure) = &failure {
            println!("{failure}");
        }
        self.0.push(Outcome { name, time, failure });
        result
    }

    /// Takes a step that no later one builds on.
    pub fn check(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        // The report has the failure.
        let _ = self.step(name, work);
    }

    /// Prints the summary; whether every step went well.
    pub fn conclude(&self) -> bool {
        println!();
        for Outcome { name, time, failure } in &self.0 {
            let reason = failure.as_deref().map(first_line).unwrap_or_default();
            let line =
                format!("{} {name:<22} {:>6}  {reason}", step::mark(failure.is_none()), step::seconds(*time));
            println!("{}", line.trim_end());
        }
        let failed = self.0.iter().filter(|outcome| outcome.failure.is_some()).count();
        println!("\n{} passed, {failed} failed", self.0.len() - failed);
        failed == 0 && !child::stopped()
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
        assert!(!report.conclude());
    }
}
