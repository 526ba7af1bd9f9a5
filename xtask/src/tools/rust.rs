//! Parts of the Rust toolchain that may not be installed.

use crate::{child, place, step};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for the browser.
pub fn wasm_target() -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]).current_dir(place::root());
    let library = child::output(&mut rustc).context("rustc does not run; see https://rustup.rs")?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    rustup("target", WASM)
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
