//! PgBouncer, through which the API tests are run as well.

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
    install("PgBouncer", &["pgbouncer"], &["pgbouncer"])?;
    find().context("PgBouncer was not found; set KITH_PGBOUNCER to the program")
}

fn find() -> Option<PathBuf> {
    let named = env::var_os("KITH_PGBOUNCER").filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| place::program(&["pgbouncer"], &[PathBuf::from("/usr/sbin")]))
}
