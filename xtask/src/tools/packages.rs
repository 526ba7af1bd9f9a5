//! The system's package manager.

use crate::{child, os, place, step};
use anyhow::{Context, Result, bail};
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// PgBouncer, through which the API tests are run as well.
pub const PGBOUNCER: Program = Program { title: "PgBouncer", name: "pgbouncer", variable: "KITH_PGBOUNCER" };

/// HAProxy, for the tests of the configuration that is shipped.
pub const HAPROXY: Program = Program { title: "HAProxy", name: "haproxy", variable: "KITH_HAPROXY" };

/// A program of a package that has its name, on Debian and of Homebrew.
pub struct Program {
    title: &'static str,
    name: &'static str,
    /// Says where it is.
    variable: &'static str,
}

impl Program {
    /// Finds it, or installs it.
    pub fn ready(&self) -> Result<PathBuf> {
        let Self { title, name, variable } = self;
        if let Some(found) = self.find() {
            return Ok(found);
        }
        install(title, &[name], &[name])?;
        self.find().with_context(|| format!("{title} was not found; set {variable} to the program"))
    }

    fn find(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        // Debian keeps there what is for root.
        named.or_else(|| place::program(&[self.name], &[PathBuf::from("/usr/sbin")]))
    }
}

/// Installs packages of Debian, or of Homebrew, where that takes no password.
pub fn install(what: &str, apt: &[&str], brew: &[&str]) -> Result<()> {
    let words = format!(
        "{what} is missing. On Debian or Ubuntu: `sudo apt-get install {}`; on macOS: `brew install {}`; elsewhere \
         install it with the system's package manager",
        apt.join(" "),
        brew.join(" ")
    );
    if place::program(&["apt-get"], &[]).is_some() && (os::is_root() || may_sudo()) {
        return step::quiet(&format!("Install {what}"), || {
            child::quiet(apt_get().arg("update"), "apt-get").context(words.clone())?;
            child::quiet(apt_get().args(["install", "-y", "--no-install-recommends"]).args(apt), "apt-get")
                .context(words)
        });
    }
    if place::program(&["brew"], &[]).is_some() {
        return step::quiet(&format!("Install {what}"), || {
            child::quiet(Command::new("brew").arg("install").args(brew), "brew").context(words)
        });
    }
    bail!(words)
}

fn may_sudo() -> bool {
    child::output(Command::new("sudo").args(["-n", "true"])).is_ok()
}

fn apt_get() -> Command {
    let mut command = Command::new(if os::is_root() { "env" } else { "sudo" });
    if !os::is_root() {
        command.args(["-n", "env"]);
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}
