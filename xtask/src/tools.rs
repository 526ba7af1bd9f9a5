//! Other people's programs: looked for, and fetched where they are missing.

pub mod browser;
mod crates;
pub mod haproxy;
pub mod node;
mod packages;
pub mod rust;

pub use packages::install;

use crate::split;
use anyhow::Result;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

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
        let trunk = crates::trunk()?;
        let wasm_bindgen = crates::wasm_bindgen()?;
        let shrinkers = node::shrinkers()?;
        let library_source = rust::library_source();
        let test_runner = wasm_bindgen.join(format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX));
        let mut folders = vec![trunk, wasm_bindgen];
        folders.extend(shrinkers.iter().flatten().cloned());
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let path = env::join_paths(folders)?;
        Ok(Self { path, test_runner, splitter, shrinkers: shrinkers.is_some(), library_source })
    }
}
