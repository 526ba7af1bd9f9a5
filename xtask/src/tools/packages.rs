//! The system's package manager.

use crate::{child, os, place, step};
use anyhow::{Context, Result, bail};
use std::process::Command;

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
