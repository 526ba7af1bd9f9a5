//! HAProxy, for the tests of the configuration that is shipped.

use super::install;
use crate::place;
use anyhow::{Context, Result};
use std::env;
use std::path::PathBuf;

/// Finds it, or installs it.
pub fn ready() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    install("HAProxy", &["haproxy"], &["haproxy"])?;
    find().context("HAProxy was not found; set KITH_HAPROXY to the program")
}

fn find() -> Option<PathBuf> {
    let named = env::var_os("KITH_HAPROXY").filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| place::program(&["haproxy"], &[PathBuf::from("/usr/sbin")]))
}
