//! Other people's programs: looked for, and fetched where they are missing.

pub mod browser;
mod crates;
pub mod deny;
pub mod faketime;
pub mod node;
mod packages;
pub mod rust;

pub use packages::{HAPROXY, PGBOUNCER, install};

use crate::{os, place, split};
use anyhow::{Context, Result};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What it takes to build the browser app and to test it.
pub struct Tools {
    /// PATH, our tools first.
    pub path: OsString,
    /// Runs wasm tests.
    pub test_runner: PathBuf,
    /// A folder with what splits the app.
    pub splitter: PathBuf,
    /// Whether there is what shrinks the app: wasm-opt and esbuild.
    pub shrinkers: bool,
    /// Whether the standard library can be built along with the app.
    pub library_source: bool,
}

impl Tools {
    /// Finds or fetches them all.
    pub fn ready() -> Result<Self> {
        let splitter = split::ready()?;
        rust::wasm_target()?;
        let (trunk, [wasm_bindgen, test_runner]) = (crates::trunk()?, crates::wasm_bindgen()?);
        let shrinkers = node::shrinkers()?;
        let library_source = rust::library_source();
        let programs = [&trunk, &wasm_bindgen, &test_runner].into_iter().chain(shrinkers.iter().flatten());
        let folder = collect(programs)?;
        let rest = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([folder].into_iter().chain(env::split_paths(&rest)))?;
        Ok(Self { path, test_runner, splitter, shrinkers: shrinkers.is_some(), library_source })
    }

    /// `trunk` in the workspace, which finds our tools.
    pub fn trunk(&self) -> Command {
        let mut command = Command::new("trunk");
        command.current_dir(place::root()).env("PATH", &self.path).env("TRUNK_SKIP_VERSION_CHECK", "true");
        // NO_COLOR=1 is a wrong value to trunk.
        command.env_remove("NO_COLOR");
        command
    }
}

/// One folder with all of this checkout's tools, wherever they are.
fn collect<'a>(programs: impl Iterator<Item = &'a PathBuf>) -> Result<PathBuf> {
    let folder = place::root().join(".kith").join("tools");
    fs::create_dir_all(&folder)?;
    for program in programs {
        let link = folder.join(program.file_name().context("a program has a name")?);
        // What another `cargo xtask` may be using stays as it is.
        if fs::canonicalize(&link).ok() != fs::canonicalize(program).ok() {
            let _ = fs::remove_file(&link);
            os::link(program, &link).with_context(|| format!("{} cannot be made", link.display()))?;
        }
    }
    Ok(folder)
}
