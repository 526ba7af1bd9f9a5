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
    /// What the browser tests run in: Chromium's headless shell, which takes about half the time as it has no windows of its
    /// own, or Chromium itself.
    pub shell: PathBuf,
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
            return Ok(found.with_shell());
        }
        install(
            "Chromium with chromedriver",
            &["chromium", "chromium-driver"],
            &["--cask", "google-chrome", "chromedriver"],
        )?;
        let found = Self::find().context(
            "no Chromium with a chromedriver was found; set KITH_CHROMIUM and CHROMEDRIVER to the two programs",
        )?;
        Ok(found.with_shell())
    }

    /// With the headless shell, where it is to be had and no other browser was asked for.
    fn with_shell(self) -> Self {
        let find = || place::program(&["chromium-headless-shell", "chrome-headless-shell"], &[]);
        if set("KITH_CHROMIUM").is_some() {
            return self;
        }
        let package = ["chromium-headless-shell"];
        let shell = find()
            .or_else(|| install("Chromium's headless shell", &package, &package).ok().and_then(|()| find()));
        if shell.is_none() {
            println!(
                "The browser tests take longer: there is no headless shell of Chromium, so they run in Chromium itself"
            );
        }
        Self { shell: shell.unwrap_or_else(|| self.chromium.clone()), ..self }
    }

    fn find() -> Option<Self> {
        let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        let chromium = set("KITH_CHROMIUM")
            .or_else(|| place::program(&names, &[]))
            .or_else(|| mac.is_file().then(|| mac.to_owned()))?;
        let driver = set("CHROMEDRIVER")
            .or_else(|| place::program(&["chromedriver"], &[PathBuf::from("/usr/lib/chromium-browser")]))?;
        Some(Self { shell: chromium.clone(), chromium, driver })
    }

    /// What to ask the driver for.
    pub fn capabilities(&self) -> String {
        serde_json::json!({ "goog:chromeOptions": { "binary": self.chromium, "args": FLAGS } }).to_string()
    }
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
