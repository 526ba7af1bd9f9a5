//! Parts of the Rust toolchain that may not be installed.

use crate::{child, place, step};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for the browser. Where rustup reads `rust-toolchain.toml` it is there already: this is for a Rust
/// from elsewhere, and for a rustup that is told to install nothing by itself.
pub fn wasm_target() -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]).current_dir(place::root());
    let library = child::output(&mut rustc).context("rustc does not run; see https://rustup.rs")?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    rustup("target", WASM)
}

/// Whether the standard library's source is there, or could be fetched: the app is a tenth smaller with a standard
/// library that is built for size along with it.
pub fn library_source() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "sysroot"]).current_dir(place::root());
    let root = child::output(&mut rustc).unwrap_or_default();
    if Path::new(root.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return true;
    }
    let fetched = rustup("component", "rust-src");
    if let Err(error) = &fetched {
        println!("The browser app will be larger than it need be: {error}");
    }
    fetched.is_ok()
}

/// `cargo fmt` and `cargo clippy`.
pub fn components() -> Result<()> {
    for (command, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if child::output(&mut child::cargo(&format!("{command} --version"))).is_err() {
            rustup("component", component)?;
        }
    }
    Ok(())
}

fn rustup(kind: &str, name: &str) -> Result<()> {
    step::quiet(&format!("Install Rust's {name}"), || {
        let mut command = Command::new("rustup");
        command.args([kind, "add", name]).current_dir(place::root());
        child::quiet(&mut command, "rustup").with_context(|| {
            format!("Rust's {name} is missing. With rustup: `rustup {kind} add {name}`; else install it as you did Rust")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// What the first line that starts with `key` has after it, without blanks and quotes.
    fn said(file: &str, key: &str) -> String {
        let text = fs::read_to_string(place::root().join(file)).unwrap();
        let mut values = text.lines().filter_map(|line| line.trim_start().strip_prefix(key));
        values.next().unwrap().trim_matches([' ', '"']).to_owned()
    }

    #[test]
    fn the_pinned_toolchain_is_the_oldest_that_is_promised() {
        let pinned = said("rust-toolchain.toml", "channel =");
        let promised = said("Cargo.toml", "rust-version =");
        assert!(pinned.starts_with(&format!("{promised}.")), "{pinned} is not {promised}");
        assert_eq!(said(".github/workflows/ci.yml", "rust-version:"), pinned);
    }
}
