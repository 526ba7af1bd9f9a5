//! What stands in for a Unix system's parts elsewhere.

use anyhow::{Context, Result, bail};
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::process::Command;

/// Nothing: the console tells every process of Ctrl-C itself.
pub fn own_group(_command: &mut Command) {}

/// Nothing, for the same reason.
pub fn end(_id: u32, _force: bool) {}

/// A new file.
pub fn private_file(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.with_context(|| format!("{} cannot be written", path.display()))
}

/// A copy of a file: another name for it takes more rights than it is worth.
pub fn link(file: &Path, name: &Path) -> Result<()> {
    std::fs::copy(file, name)?;
    Ok(())
}

/// Never.
pub fn is_root() -> bool {
    false
}

/// The user that runs PostgreSQL.
#[derive(Clone)]
pub struct Owner;

impl Owner {
    /// Nobody: a private PostgreSQL listens on a Unix socket.
    pub fn find() -> Result<Self> {
        bail!(
            "on this system, say which PostgreSQL to use: --database-url postgresql://user:password@host/database"
        )
    }

    /// A command.
    pub fn command(&self, program: &Path) -> Command {
        Command::new(program)
    }

    /// A folder, made where it is missing.
    pub fn folder(&self, path: &Path) -> Result<()> {
        Ok(std::fs::create_dir_all(path)?)
    }

    /// Nothing.
    pub fn take(&self, _path: &Path) -> Result<()> {
        Ok(())
    }
}
