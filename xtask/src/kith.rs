//! The `kith` command as we run it.

use crate::child::Running;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The command, and what every call of it is told.
pub struct Kith {
    /// Where it is.
    pub program: PathBuf,
    /// What passwords are hashed with.
    pub secret: String,
    /// Its database.
    pub url: String,
}

/// A server that ends with us.
pub struct Serving {
    server: Running,
    /// Where it listens, as a URL.
    pub address: String,
}

impl Kith {
    /// A call of it.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(name).env("DATABASE_URL", &self.url).env("KITH_SECRET", &self.secret);
        command
    }

    /// A server at a free port, once it listens, with more flags.
    pub fn serve(&self, flags: &[&str]) -> Result<Serving> {
        Serving::start(self.command("serve").args(["--port", "0", "--log", "error"]).args(flags))
    }
}

impl Serving {
    /// Runs the command, and waits until it listens.
    pub fn start(serve: &mut Command) -> Result<Self> {
        let mut server = Running::start(serve.stdout(Stdio::piped()))?;
        for line in BufReader::new(server.stdout()?).lines() {
            if let Some(address) = line?.strip_prefix(LISTENS) {
                return Ok(Self { server, address: address.to_owned() });
            }
        }
        server.succeed().context("the server did not start")?;
        bail!("the server ended before it listened")
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.server.id()
    }

    /// To wait for.
    pub fn running(self) -> Running {
        self.server
    }
}

/// What stands before the address when a server is ready.
pub const LISTENS: &str = "Kith listens on ";

/// Runs a command, and gives each line that it prints to `take`.
pub fn lines(command: &mut Command, mut take: impl FnMut(String)) -> Result<()> {
    let mut child = Running::start(command.stdout(Stdio::piped()))?;
    for line in BufReader::new(child.stdout()?).lines() {
        take(line?);
    }
    child.succeed()
}
