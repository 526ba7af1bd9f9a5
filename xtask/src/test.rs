//! `cargo xtask test` and `cargo xtask check`: the steps, in their order.

use crate::postgres::{self, Server};
use crate::report::{Report, needed, prepared};
use crate::tools::{Tools, browser::Browser, haproxy, node, rust};
use crate::{child, place, size, spa};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Every check and test; whether all went well.
pub fn all() -> bool {
    let tools = prepared(Tools::ready());
    let browser = prepared(Browser::ready());
    let database = prepared(postgres::thrown_away());
    let proxy = prepared(haproxy::ready());
    let mut report = Report::default();
    lints_and_units(&mut report);
    report.check("API tests", || api(needed(&database)?, needed(&proxy)?));
    report.check("wasm tests", || wasm(needed(&tools)?, needed(&browser)?));
    let app = report.step("browser app", || spa::build(needed(&tools)?));
    report.check("download size", || needed(&app).and_then(|()| size::check()));
    report.check("browser tests", || {
        needed(&app)?;
        end_to_end(needed(&browser)?, needed(&database)?)
    });
    report.conclude()
}

/// The checks that take no database and no browser.
pub fn fast() -> bool {
    let mut report = Report::default();
    lints_and_units(&mut report);
    report.conclude()
}

fn lints_and_units(report: &mut Report) {
    let components = prepared(rust::components());
    let target = prepared(rust::wasm_target());
    let cargo = |arguments: &str| child::show(&mut child::cargo(arguments));
    report.check("rustfmt", || {
        needed(&components)?;
        cargo("fmt --all --check")
    });
    report.check("clippy", || {
        needed(&components)?;
        cargo("clippy --workspace --exclude frontend --all-targets -- -D warnings")
    });
    report.check("clippy for the browser", || {
        needed(&components)?;
        needed(&target)?;
        cargo("clippy -p frontend --target wasm32-unknown-unknown --all-targets -- -D warnings")
    });
    report.check("unit tests", || {
        cargo("test -p common -p frontend -p xtask")?;
        cargo("test -p backend --lib --bins")
    });
}

fn api(database: &Server, haproxy: &Path) -> Result<()> {
    let mut cargo = child::cargo("test -p backend --test *");
    child::show(cargo.env("KITH_TEST_DATABASE", database.url("postgres")).env("KITH_HAPROXY", haproxy))
}

fn wasm(tools: &Tools, browser: &Browser) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let capabilities = folder.path().join("webdriver.json");
    std::fs::write(&capabilities, browser.capabilities())?;
    let mut cargo = child::cargo("test -p frontend --target wasm32-unknown-unknown");
    cargo
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &tools.test_runner)
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        // In seconds; both defaults are short for a busy machine.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
    child::show(&mut cargo)
}

fn end_to_end(browser: &Browser, database: &Server) -> Result<()> {
    node::check()?;
    node::packages()?;
    let kith = spa::kith(false)?;
    child::show(
        playwright(&place::root().join("e2e"))
            .env("KITH_BIN", kith)
            .env("KITH_CHROMIUM", &browser.shell)
            .env("KITH_TEST_DATABASE", database.url("postgres")),
    )
}

/// The one that is installed there; `npx` would fetch another where it is missing.
fn playwright(folder: &Path) -> Command {
    let mut command = Command::new("node");
    command.args(["node_modules/@playwright/test/cli.js", "test"]).current_dir(folder);
    command
}
