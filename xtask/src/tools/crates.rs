//! Tools that `cargo install` builds, each in a folder named by its version.

use crate::{child, place, step};
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CARGO_DENY: &str = "0.20.2";
const TRUNK: &str = "0.21.14";

/// cargo-deny.
pub fn cargo_deny() -> Result<PathBuf> {
    ready("cargo-deny", CARGO_DENY, ["cargo-deny"], "0").map(|[deny]| deny)
}

/// Trunk.
pub fn trunk() -> Result<PathBuf> {
    ready("trunk", TRUNK, ["trunk"], "0").map(|[trunk]| trunk)
}

/// wasm-bindgen and its test runner, of the very version that the app is built with. Optimised: it goes through the whole
/// app at each change.
pub fn wasm_bindgen() -> Result<[PathBuf; 2]> {
    let lock = fs::read_to_string(place::root().join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    let version = locked(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
    ready("wasm-bindgen-cli", version, ["wasm-bindgen", "wasm-bindgen-test-runner"], "1")
}

/// The version of a package in a Cargo.lock.
fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, found) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    found.split('"').next()
}

/// The programs of a package: where the first of them is on PATH, or in the cache.
fn ready<const N: usize>(
    package: &str,
    version: &str,
    programs: [&str; N],
    level: &str,
) -> Result<[PathBuf; N]> {
    let folder = place::cache()?.join(format!("{package}-{version}"));
    let in_folder = |bin: &Path| programs.map(|name| bin.join(format!("{name}{}", env::consts::EXE_SUFFIX)));
    let on_path = place::program(&programs[..1], &[]).and_then(|file| Some(in_folder(file.parent()?)));
    let cached = in_folder(&folder.join("bin"));
    for found in on_path.into_iter().chain([cached.clone()]) {
        if found.iter().all(|program| program.is_file()) && is_version(&found[0], version) {
            return Ok(found);
        }
    }
    step::quiet(&format!("Build {package} {version}, once for all"), || {
        install(package, version, &programs, level, &folder)
    })?;
    Ok(cached)
}

fn is_version(program: &Path, version: &str) -> bool {
    let said = child::output(Command::new(program).arg("--version")).unwrap_or_default();
    said.split_whitespace().nth(1) == Some(version)
}

/// Without the package's own lock file where that one cannot be had: a mirror may lag behind it.
fn install(package: &str, version: &str, programs: &[&str], level: &str, folder: &Path) -> Result<()> {
    // Of this run alone: another checkout may be installing tools at the same time.
    let build = place::cache()?.join(format!("build-{package}-{}", std::process::id()));
    let attempt = |lock: &[&str]| {
        // What they have by default is TLS, to download each other and to ask for news of themselves.
        let mut command = child::cargo("install --force --no-default-features");
        command.args(lock).args(["--version", version, "--root"]).arg(folder);
        command.args(programs.iter().flat_map(|name| ["--bin", name]));
        command.arg("--target-dir").arg(&build).arg(package);
        // What counts is how soon they are there.
        command.env("CARGO_PROFILE_RELEASE_LTO", "false");
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
        command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        child::quiet(&mut command, package)
    };
    let installed = attempt(&["--locked"]).or_else(|_| attempt(&[]));
    // It is large, and a second tool shares little of it.
    let _ = fs::remove_dir_all(&build);
    installed
        .with_context(|| format!("{package} {version} could not be built; is there a way to the internet?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "wasm"), None);
    }
}
