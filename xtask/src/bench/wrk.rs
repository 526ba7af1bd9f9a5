//! Load on the API, made by wrk.

use super::rounds::Side;
use super::{CONNECTIONS, FOLLOWERS};
use crate::child::{self, Running};
use crate::kith::Serving;
use crate::{place, tools};
use anyhow::{Context, Result, bail, ensure};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::NamedTempFile;

const SCRIPT: &str = include_str!("load.lua");

/// wrk, and the script that it runs.
pub struct Wrk {
    program: PathBuf,
    script: NamedTempFile,
}

/// Requests to one endpoint, sent in turn from the first on.
pub struct Requests {
    url: String,
    file: NamedTempFile,
    count: usize,
    connections: usize,
    once: bool,
}

/// What became of a load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Answers.
    answers: f64,
    /// Answers a second.
    pub rate: f64,
    /// The 99th percentile of the time to an answer, in milliseconds.
    pub slow: f64,
}

impl Requests {
    /// One request for each pair of a token, which may be empty, and a payload.
    pub fn new(
        server: &Serving,
        path: &str,
        calls: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let line = |(token, payload)| format!("{token}\t{{\"payload\":{payload}}}\n");
        let lines: Vec<_> = calls.into_iter().map(line).collect();
        ensure!(!lines.is_empty(), "there is nothing to ask of {path}; make more people");
        let mut file = NamedTempFile::new()?;
        file.write_all(lines.concat().as_bytes())?;
        let url = format!("{}{path}", server.address);
        Ok(Self { url, file, count: lines.len(), connections: CONNECTIONS, once: false })
    }

    /// Pages of followers, for anybody.
    pub fn pages(server: &Serving, payloads: &[String]) -> Result<Self> {
        Self::new(server, FOLLOWERS, payloads.iter().map(|payload| (String::new(), payload.clone())))
    }

    /// From so many connections.
    pub fn from(self, connections: usize) -> Self {
        Self { connections, ..self }
    }

    /// A load that would come to an end of them is an error.
    pub fn once(self) -> Self {
        Self { once: true, ..self }
    }
}

impl Wrk {
    /// Finds it, or installs it.
    pub fn ready() -> Result<Self> {
        let find = || place::program(&["wrk"], &[]);
        if find().is_none() {
            tools::install("wrk, which makes load,", &["wrk"], &["wrk"])?;
        }
        let program = find().context("wrk was not found; put its folder on PATH")?;
        let mut script = NamedTempFile::new()?;
        script.write_all(SCRIPT.as_bytes())?;
        Ok(Self { program, script })
    }

    /// The rate of answers to them.
    pub fn rate<'a>(&'a self, requests: &'a Requests) -> Side<'a> {
        Box::new(|seconds| Ok(self.load(requests, seconds)?.rate))
    }

    /// Sends them for some seconds.
    pub fn load(&self, requests: &Requests, seconds: u64) -> Result<Outcome> {
        let outcome = outcome(&child::output(&mut self.command(requests, seconds))?)?;
        let left = requests.count as f64 - outcome.answers - requests.connections as f64;
        ensure!(!requests.once || left > 0.0, "there are too few people for so fast a server; make more");
        Ok(outcome)
    }

    /// Sends them for some seconds, while something else goes on.
    pub fn start(&self, requests: &Requests, seconds: u64) -> Result<Running> {
        Running::start(self.command(requests, seconds).stdout(Stdio::null()))
    }

    fn command(&self, requests: &Requests, seconds: u64) -> Command {
        let mut wrk = Command::new(&self.program);
        wrk.args(["--threads=1", "--timeout=30s"]).arg(format!("--connections={}", requests.connections));
        wrk.arg(format!("--duration={seconds}s")).arg("--script").arg(self.script.path());
        wrk.arg(&requests.url).arg("--").arg(requests.file.path());
        wrk
    }
}

/// Reads the script's line: answers, microseconds, failures, and the 99th percentile in microseconds. A refusal is
/// answered faster than what it refuses, so that a single failure spoils the figure.
fn outcome(said: &str) -> Result<Outcome> {
    let line = said.lines().find_map(|line| line.strip_prefix("kith ")).context("wrk said nothing")?;
    let numbers: Vec<f64> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
    let [answers, duration, failed, slow] = numbers[..] else {
        bail!("wrk said what cannot be read: {line}");
    };
    ensure!(failed == 0.0, "{failed} of {answers} requests failed, so their rate says nothing");
    Ok(Outcome { answers, rate: answers / duration * 1e6, slow: slow / 1e3 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_read_from_the_scripts_line() {
        let said = "Running 2s test @ http://127.0.0.1:8000\nkith 9000 2000000 0 3500\n";
        assert_eq!(outcome(said).unwrap(), Outcome { answers: 9000.0, rate: 4500.0, slow: 3.5 });
        assert!(outcome("kith 9000 2000000 1 3500\n").is_err());
    }
}
