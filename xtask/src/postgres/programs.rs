//! PostgreSQL's programs, which many systems keep out of PATH.

use crate::{child, place, tools};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders of folders, one per version: where it starts, how the version's name starts, what follows it.
const PLACES: [(&str, &str, &str); 4] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/usr", "pgsql-", "bin"),
];

/// The folder that holds them.
pub struct Programs(PathBuf);

impl Programs {
    /// Finds them, or installs them.
    pub fn ready() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        tools::install("PostgreSQL", &["postgresql"], &["postgresql@17"])?;
        Self::find().context("PostgreSQL's pg_ctl and initdb were not found; put their folder on PATH")
    }

    fn find() -> Option<Self> {
        let file = place::program(&["initdb"], &folders())?.canonicalize().ok()?;
        let folder = file.parent()?;
        ["pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file()).then(|| Self(folder.to_owned()))
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// One of them.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The version that data must be of.
    pub fn major(&self) -> Result<u32> {
        let said = child::output(Command::new(self.path("pg_ctl")).arg("--version"))?;
        major(&said).with_context(|| format!("what version is this: {said}"))
    }
}

fn folders() -> Vec<PathBuf> {
    let mut found: Vec<_> = PLACES
        .iter()
        .flat_map(|(folder, start, end)| {
            let versions = fs::read_dir(folder).into_iter().flatten().flatten();
            let named = versions.filter(move |entry| entry.file_name().to_string_lossy().starts_with(start));
            named.map(move |entry| entry.path().join(end))
        })
        .collect();
    // The newest first, as far as names tell.
    found.sort();
    found.reverse();
    found
}

/// Of a line such as `pg_ctl (PostgreSQL) 15.16 (Debian 15.16-0+deb12u1)`.
fn major(said: &str) -> Option<u32> {
    let version = said.split_whitespace().nth(2)?;
    version.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_starts_with_its_major() {
        assert_eq!(major("pg_ctl (PostgreSQL) 15.16 (Debian 15.16-0+deb12u1)\n"), Some(15));
        assert_eq!(major("pg_ctl (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("what?"), None);
    }
}
