//! `cargo xtask test` and `cargo xtask check`: the steps, in their order.

use crate::child::{self, NATIVE};
use crate::pooler::Pooler;
use crate::postgres::{self, Server};
use crate::report::{Report, needed, prepared};
use crate::tools::{HAPROXY, PGBOUNCER, Tools, browser::Browser, deny::Deny, faketime, node, rust};
use crate::{place, size, spa};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What has a PostgreSQL of its own, or is about the pooler, is the same in each run of the API tests.
const OWN_SERVER: &str = " --skip tls:: --skip pooler:: --skip backup:: --skip full_disks:: --skip clocks::the_clock_of_the_whole \
                          --skip replicas:: --skip replica_faults:: --skip database_faults::restarts --skip database_faults::connections";

/// What may be said of the tests.
#[derive(Args)]
pub struct Options {
    /// A PostgreSQL with Citus for the API tests that run on one, such as postgresql://user@host/postgres; without it, one is started where
    /// Citus is installed
    #[arg(long, value_name = "URL")]
    citus: Option<String>,
}

/// Every check and test; whether all went well.
pub fn all(options: &Options) -> bool {
    let tools = prepared(Tools::ready());
    let browser = prepared(Browser::ready());
    let database = prepared(postgres::thrown_away());
    let proxy = prepared(HAPROXY.ready());
    let pooler = prepared(pooler(&database));
    let deny = prepared(Deny::ready());
    let mut report = Report::default();
    // The server has it in it: built later, it would have the server built once more.
    let app = report.step("browser app", || spa::build(needed(&tools)?));
    dependencies(&mut report, &deny);
    lints_and_units(&mut report);
    let mut skipped = String::new();
    if let Err(error) = needed(&database).and_then(small_disks) {
        report.leave_out("tests of full disks", &error);
        skipped += " --skip full_disks::";
    }
    let clocks = faketime::ready();
    if let Err(error) = &clocks {
        report.leave_out("tests of wrong clocks", error);
        skipped += " --skip clocks::";
    }
    let api = |more: &str| -> Result<Command> {
        let arguments = format!("test {NATIVE} --test api --{skipped}{more}");
        let mut cargo = api(&arguments, needed(&database)?, needed(&proxy)?, needed(&pooler)?);
        cargo.envs(clocks.iter().map(|library| ("KITH_FAKETIME", library)));
        Ok(cargo)
    };
    report.check("API tests", || child::show(&mut api("")?));
    // By TLS as well.
    report.check("API tests, pooled", || child::show(api(OWN_SERVER)?.env("KITH_TEST_THROUGH_POOLER", "1")));
    match citus(options, &database) {
        Ok(citus) => report.check("API tests on Citus", || {
            // The pooler leads to another server, and replicas are none of a cluster.
            let mut api = api(&format!("{OWN_SERVER} --skip deployment:: --skip dashboards::every"))?;
            child::show(api.env("KITH_TEST_DATABASE", &citus.url).env("KITH_TEST_CITUS", "1"))
        }),
        Err(error) => report.leave_out("API tests on Citus", &error),
    }
    report.check("wasm tests", || wasm(needed(&tools)?, needed(&browser)?));
    report.check("download size", || needed(&app).and_then(|()| size::check()));
    report.check("browser tests", || {
        needed(&app)?;
        child::show(&mut end_to_end("app", needed(&browser)?, needed(&database)?)?)
    });
    report.check("browser tests, deployed", || {
        needed(&app)?;
        let replica = postgres::standby(needed(&database)?)?;
        let mut tests = end_to_end("deployed", needed(&browser)?, needed(&database)?)?;
        tests.env("KITH_TEST_REPLICA", replica.url("postgres")).env("KITH_HAPROXY", needed(&proxy)?);
        child::show(&mut tests)
    });
    report.check("cargo xtask dev", || {
        needed(&tools)?;
        child::show(&mut end_to_end("dev", needed(&browser)?, needed(&database)?)?)
    });
    report.conclude()
}

/// The checks that take no database and no browser.
pub fn fast() -> bool {
    let mut report = Report::default();
    lints_and_units(&mut report);
    report.conclude()
}

/// After the app was built, which fetches all that Kith is made of.
fn dependencies(report: &mut Report, deny: &Result<Deny>) {
    report.check("dependencies", || needed(deny)?.rules());
    // Without the program the step above has failed, which is enough.
    let Ok(deny) = deny else { return };
    match deny.fetch_advisories() {
        Ok(()) => report.check("advisories", || deny.advisories()),
        Err(error) => report.leave_out("advisories", &error),
    }
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
        cargo(&format!("clippy {NATIVE} --all-targets -- -D warnings"))
    });
    report.check("clippy for the browser", || {
        needed(&components)?;
        needed(&target)?;
        cargo("clippy -p frontend --target wasm32-unknown-unknown --all-targets -- -D warnings")
    });
    report.check("unit tests", || {
        child::show(&mut units())?;
        cargo("test -p frontend")
    });
}

/// Every test but those of the API, which take a database.
fn units() -> Command {
    let mut cargo = child::cargo(&format!("test {NATIVE} --lib --bins"));
    for folder in ["common/tests", "xtask/tests"] {
        // A test is a file, or a folder with several.
        for test in fs::read_dir(place::root().join(folder)).into_iter().flatten().flatten() {
            cargo.arg("--test").args(test.path().file_stem());
        }
    }
    cargo
}

/// A PostgreSQL with Citus.
struct Citus {
    url: String,
    /// Of our own; it stops when it is dropped.
    _server: Option<Server>,
}

fn citus(options: &Options, database: &Result<Server>) -> Result<Citus> {
    if let Some(url) = &options.citus {
        return Ok(Citus { url: url.clone(), _server: None });
    }
    if !needed(database)?.has_extension("citus")? {
        bail!("Citus is not installed; give --citus URL");
    }
    let server = postgres::sharded()?;
    Ok(Citus { url: server.url("postgres"), _server: Some(server) })
}

fn pooler(database: &Result<Server>) -> Result<Pooler> {
    let program = PGBOUNCER.ready()?;
    Pooler::start(&program, needed(database)?)
}

fn api(arguments: &str, database: &Server, haproxy: &Path, pooler: &Pooler) -> Command {
    let mut cargo = child::cargo(arguments);
    cargo
        .env("KITH_TEST_DATABASE", database.url("postgres"))
        .env("KITH_TEST_POOLER", pooler.url("postgres"))
        .env("KITH_POSTGRES", database.programs())
        .env("KITH_HAPROXY", haproxy);
    cargo
}

/// Whether the user who runs PostgreSQL may give it a small disk, in a namespace.
fn small_disks(server: &Server) -> Result<()> {
    let mut unshare = server.owner().command(Path::new("unshare"));
    unshare.args(["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/tmp"]);
    child::quiet(&mut unshare, "unshare").context("users may make no namespaces here")
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

/// One of the projects of `e2e/playwright.config.mjs`.
fn end_to_end(project: &str, browser: &Browser, database: &Server) -> Result<Command> {
    node::check()?;
    node::packages()?;
    let kith = spa::kith(false, None)?;
    let mut tests = playwright(&place::root().join("e2e"));
    tests
        .args(["--project", project])
        .env("KITH_BIN", kith)
        .env("KITH_CHROMIUM", &browser.shell)
        .env("KITH_TEST_DATABASE", database.url("postgres"));
    Ok(tests)
}

/// The one that is installed there; `npx` would fetch another where it is missing.
fn playwright(folder: &Path) -> Command {
    let mut command = Command::new("node");
    command.args(["node_modules/@playwright/test/cli.js", "test"]).current_dir(folder);
    command
}
