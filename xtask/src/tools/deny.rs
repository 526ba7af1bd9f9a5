//! cargo-deny: whether what comes in with dependencies is what `deny.toml` allows.

use super::crates;
use crate::{child, place};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The program.
pub struct Deny(PathBuf);

impl Deny {
    /// Finds it, or builds it.
    pub fn ready() -> Result<Self> {
        crates::cargo_deny().map(Self)
    }

    /// Licences, sources and bans, for which all is at hand once Kith is built.
    pub fn rules(&self) -> Result<()> {
        child::show(self.command().args(["check", "bans", "licenses", "sources"]))
    }

    /// Brings the list of known faults, which changes from day to day.
    pub fn fetch_advisories(&self) -> Result<()> {
        let mut command = Command::new(&self.0);
        command.args(["fetch", "db", "index"]).current_dir(place::root());
        child::quiet(&mut command, "advisories")
            .context("the database of advisories cannot be reached, so known faults were not looked for")
    }

    /// Known faults of dependencies, by the list as it was fetched.
    pub fn advisories(&self) -> Result<()> {
        child::show(self.command().args(["check", "advisories"]))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("--offline").current_dir(place::root());
        command
    }
}
