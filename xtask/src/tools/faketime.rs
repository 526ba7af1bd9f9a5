//! libfaketime, for the tests of clocks that are wrong.

use super::install;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The library, found or installed.
pub fn ready() -> Result<PathBuf> {
    if !cfg!(target_os = "linux") {
        bail!("clocks can be set for a single program on Linux only");
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    install("libfaketime", &["libfaketime"], &["libfaketime"])?;
    find().context("libfaketime was not found; set KITH_FAKETIME to the library")
}

fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("KITH_FAKETIME").filter(|value| !value.is_empty()) {
        return Some(named.into());
    }
    // Debian has a folder for each kind of machine.
    let below = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let folders = below.chain(["/usr/lib", "/usr/lib64"].map(|path| Path::new(path).to_owned()));
    folders.map(|folder| folder.join("faketime/libfaketime.so.1")).find(|file| file.is_file())
}
