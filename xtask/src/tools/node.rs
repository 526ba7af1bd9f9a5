//! Node.js, and what comes from npm.

use crate::{child, place, step};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";
/// The newest that runs on the oldest Node.js we take.
const LIGHTHOUSE: &str = "12.8.2";
const OLDEST: u32 = 20;

/// Refuses a machine without a Node.js that the browser tests run on.
pub fn check() -> Result<()> {
    let said = child::output(Command::new("node").arg("--version")).unwrap_or_default();
    match major(&said) {
        Some(version) if version >= OLDEST => Ok(()),
        Some(version) => bail!("Node.js {version} is too old; get {OLDEST} or newer from https://nodejs.org"),
        None => bail!("Node.js is missing; get {OLDEST} or newer from https://nodejs.org"),
    }
}

/// wasm-opt and esbuild, or nothing on a machine without Node.js: the app works without
/// them, and is larger.
pub fn shrinkers() -> Result<Option<[PathBuf; 2]>> {
    if let Err(error) = check() {
        println!("The browser app will be larger than it need be, as nothing shrinks it: {error}");
        return Ok(None);
    }
    Ok(Some([tool("binaryen", BINARYEN, "wasm-opt")?, tool("esbuild", ESBUILD, "esbuild")?]))
}

/// Lighthouse.
pub fn lighthouse() -> Result<PathBuf> {
    check()?;
    tool("lighthouse", LIGHTHOUSE, "lighthouse")
}

/// A program of an npm package.
fn tool(package: &str, version: &str, program: &str) -> Result<PathBuf> {
    let folder = place::cache()?.join(format!("{package}-{version}"));
    let program = folder.join("node_modules/.bin").join(program);
    if !program.is_file() {
        step::quiet(&format!("Install {package} {version}, once for all"), || {
            fs::create_dir_all(&folder)?;
            let mut npm = npm();
            npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder);
            child::quiet(npm.arg(format!("{package}@{version}")), package)
                .with_context(|| format!("{package} could not be installed; is there a way to the internet?"))
        })?;
    }
    Ok(program)
}

/// The packages of `e2e/`, as its lock file says.
pub fn packages() -> Result<()> {
    let folder = place::root().join("e2e");
    let changed = |file: PathBuf| fs::metadata(file).and_then(|found| found.modified());
    let wanted = changed(folder.join("package-lock.json")).context("e2e/package-lock.json cannot be read")?;
    // npm writes this file last.
    if changed(folder.join("node_modules/.package-lock.json")).is_ok_and(|installed| installed >= wanted) {
        return Ok(());
    }
    step::quiet("Install the packages of the browser tests", || {
        let mut npm = npm();
        npm.args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        child::quiet(&mut npm, "npm-ci").context("`npm ci` failed in e2e/")
    })
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_starts_with_its_major() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major(""), None);
    }
}
