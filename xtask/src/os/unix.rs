//! What only a Unix system has: process groups, signals, and files that have an owner.

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::{Pid, User, geteuid};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Keeps a terminal's Ctrl-C from the child, which then hears of it from us alone, once and in order.
pub fn own_group(command: &mut Command) {
    command.process_group(0);
}

/// Asks the group of process `id` to end, or makes it.
pub fn end(id: u32, force: bool) {
    let signal = if force { Signal::SIGKILL } else { Signal::SIGINT };
    if let Ok(id) = i32::try_from(id) {
        // It may have ended meanwhile.
        let _ = killpg(Pid::from_raw(id), signal);
    }
}

/// A new file that nobody else may read.
pub fn private_file(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("{} cannot be written", path.display()))
}

/// Another name for a file, in another folder.
pub fn link(file: &Path, name: &Path) -> Result<()> {
    Ok(symlink(file, name)?)
}

/// Whether this is root, whom PostgreSQL refuses to serve.
pub fn is_root() -> bool {
    geteuid().is_root()
}

/// The user that runs PostgreSQL.
#[derive(Clone)]
pub struct Owner(User);

impl Owner {
    /// Us, or an unprivileged account where we are root.
    pub fn find() -> Result<Self> {
        if !is_root() {
            let us = User::from_uid(geteuid())?.context("your user id has no account on this system")?;
            return Ok(Self(us));
        }
        for name in ["postgres", "nobody"] {
            if let Some(user) = User::from_name(name)? {
                return Ok(Self(user));
            }
        }
        bail!("PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it as")
    }

    /// A command that this user will run.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        own_group(&mut command);
        // Root's working folder may be closed to the user.
        command.current_dir("/").env("HOME", "/");
        if is_root() {
            command.uid(self.0.uid.as_raw()).gid(self.0.gid.as_raw());
        }
        command
    }

    /// A folder that is open to this user alone, made where it is missing.
    pub fn folder(&self, path: &Path) -> Result<()> {
        if !path.exists() {
            DirBuilder::new().mode(0o700).create(path)?;
            self.take(path)?;
        }
        let found = fs::symlink_metadata(path)?;
        if !found.is_dir() || found.uid() != self.0.uid.as_raw() || found.permissions().mode() & 0o077 != 0 {
            bail!("{} belongs to another user; move it away and try again", path.display());
        }
        Ok(())
    }

    /// Hands a path over to this user.
    pub fn take(&self, path: &Path) -> Result<()> {
        chown(path, Some(self.0.uid.as_raw()), Some(self.0.gid.as_raw()))
            .with_context(|| format!("{} cannot be given to {}", path.display(), self.0.name))
    }
}
