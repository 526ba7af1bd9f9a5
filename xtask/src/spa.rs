//! The browser app, and the `kith` command that holds it.

use crate::child::{self, NATIVE};
use crate::tools::Tools;
use crate::{imports, place, size, split, step};
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// What makes cargo build the standard library for size, with panics that end in a trap and carry no words, and without
/// what `{:?}` would print, which is for no person's eyes. It takes these on a stable toolchain only when told to bootstrap.
const LIBRARY: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];
const LIBRARY_FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none";
/// What the splitter must know: which functions and data each function uses, and the data in pieces that it can move.
const SPLIT_FLAGS: &str = "-Clink-arg=--emit-relocs -Clink-arg=--no-merge-data-segments";

/// Tells the server which commit it is built from.
pub const COMMIT: &str = "KITH_COMMIT";

/// What the name of the first part ends in.
const MAIN: &str = "_bg.wasm";

/// All that the app is made of.
pub const SOURCES: [&str; 6] = ["index.html", "Trunk.toml", "Cargo.toml", "Cargo.lock", "common", "frontend"];

/// Builds the app into `dist/`, unless the one there is ours and newer than its sources.
pub fn build(tools: &Tools) -> Result<()> {
    // Tools that were missing the last time make another app of the same sources.
    let shrunk = if tools.shrinkers { "shrunk" } else { "unshrunk" };
    let built_with = if tools.library_source { "small" } else { "ready-made" };
    let stamp = place::logs()?.join(format!("app-{shrunk}-{built_with}"));
    if is_fresh(&stamp) {
        return Ok(());
    }
    step::quiet("Build the browser app", || {
        let start = SystemTime::now();
        // Trunk then stays offline, so that a tool it does not find is an error at once, not a download.
        // Of the standard library's own parts, only those for a named target come.
        for fetch in ["fetch", "fetch --target wasm32-unknown-unknown"] {
            child::quiet(child::cargo(fetch).envs(library(tools)), "cargo-fetch")
                .context("what Kith is made of could not be fetched")?;
        }
        child::quiet(&mut trunk(tools)?, "trunk").context("the browser app does not build")?;
        split::install(&name()?, tools).context("the app could not be put together")?;
        if tools.shrinkers {
            child::quiet(&mut esbuild(tools), "esbuild")
                .context("the app's JavaScript could not be shrunk")?;
        }
        shorten().context("the app's imports could not be renamed")?;
        size::compress()?;
        fs::copy(page(), &stamp)?;
        // What is edited meanwhile is not in it.
        Ok(File::options().write(true).open(&stamp)?.set_modified(start)?)
    })
}

fn trunk(tools: &Tools) -> Result<Command> {
    let mut command = tools.trunk();
    command.args(["build", "--offline"]).envs(library(tools));
    split::prepare(&mut command, tools)?;
    // To trunk, a release build is one that runs wasm-opt.
    command.args(match tools.shrinkers {
        true => ["--release=true"].as_slice(),
        false => &["--release=false", "--cargo-profile=wasm", "--minify=true"],
    });
    Ok(command)
}

fn library(tools: &Tools) -> impl Iterator<Item = (&'static str, String)> {
    let flags =
        if tools.library_source { format!("{LIBRARY_FLAGS} {SPLIT_FLAGS}") } else { SPLIT_FLAGS.to_owned() };
    let library = LIBRARY.map(|(name, value)| (name, value.to_owned())).into_iter();
    let library = library.filter(|_| tools.library_source);
    library.chain([("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags)])
}

/// Trunk's own minifier cannot read what wasm-bindgen writes.
fn esbuild(tools: &Tools) -> Command {
    let dist = place::root().join("dist");
    let mut command = Command::new("esbuild");
    command.args(["--minify", "--allow-overwrite", "--log-level=warning", "--outdir=."]);
    command.args(place::walk(&dist).iter().filter(|file| file.extension().is_some_and(|kind| kind == "js")));
    command.current_dir(dist).env("PATH", &tools.path);
    command
}

/// Trunk has named the files by then; what they hold still follows from what they were named by.
fn shorten() -> Result<()> {
    let (dist, name) = (place::root().join("dist"), name()?);
    let wasm = dist.join(format!("{name}{MAIN}"));
    let javascript = dist.join(format!("{name}.js"));
    let short = imports::shorten(&fs::read(&wasm)?, &fs::read_to_string(&javascript)?)?;
    fs::write(wasm, short.0)?;
    Ok(fs::write(javascript, short.1)?)
}

/// What the names of the app's own files begin with.
fn name() -> Result<String> {
    let files = place::walk(&place::root().join("dist"));
    let mut names = files.iter().filter_map(|file| file.file_name()?.to_str()?.strip_suffix(MAIN));
    names.next().map(str::to_owned).context("there is no wasm in dist/")
}

/// The stamp is the page as we built it, which names every other file by its hash: `trunk serve` leaves another.
fn is_fresh(stamp: &Path) -> bool {
    let same = matches!((fs::read(stamp), fs::read(page())), (Ok(ours), Ok(there)) if ours == there);
    let sources = SOURCES.iter().flat_map(|name| place::walk(&place::root().join(name)));
    same && changed(stamp) > sources.filter_map(|file| changed(&file)).max()
}

fn page() -> PathBuf {
    place::root().join("dist/index.html")
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|found| found.modified()).ok()
}

/// Builds `kith` with the app inside. Where it is told of a commit, it tells that to others: each commit is then a build of its own.
pub fn kith(release: bool, commit: Option<&str>) -> Result<PathBuf> {
    step::quiet("Build the server", || {
        let profile = if release { "release" } else { "dev" };
        let mut cargo = child::cargo(&format!("build {NATIVE} --bin kith --profile {profile}"));
        cargo.envs(commit.map(|commit| (COMMIT, commit)));
        child::quiet(&mut cargo, "kith").context("the server does not build")?;
        place::kith(release)
    })
}
