//! Chromium and its driver, for tests.

use super::install;
use crate::place;
use anyhow::{Context, Result};
use std::env;
use std::path::{Path, PathBuf};

/// A browser that tests can drive.
pub struct Browser {
    /// Chromium, or a browser made of it.
    pub chromium: PathBuf,
    /// The chromedriver that fits it.
    pub driver: PathBuf,
}

/// No window, and nothing that calls home.
pub const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

impl Browser {
    /// Finds them, or installs them.
    pub fn ready() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        install(
            "Chromium with chromedriver",
            &["chromium", "chromium-driver"],
            &["--cask", "google-chrome", "chromedriver"],
        )?;
        Self::find().context(
            "no Chromium with a chromedriver was found; set KITH_CHROMIUM and CHROMEDRIVER to the two programs",
        )
    }

    fn find() -> Option<Self> {
        let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        let chromium = set("KITH_CHROMIUM")
            .or_else(|| place::program(&names, &[]))
            .or_else(|| mac.is_file().then(|| mac.to_owned()))?;
        let driver = set("CHROMEDRIVER")
            .or_else(|| place::program(&["chromedriver"], &[PathBuf::from("/usr/lib/chromium-browser")]))?;
        Some(Self { chromium, driver })
    }

    /// What to ask the driver for.
    pub fn capabilities(&self) -> String {
        serde_json::json!({ "goog:chromeOptions": { "binary": self.chromium, "args": FLAGS } }).to_string()
    }
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
