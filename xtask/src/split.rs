//! The app's wasm in two parts: what a first visit needs, and the rest, which comes when a page wants it.
//!
//! The splitter must run between the compiler and wasm-bindgen, and trunk has no hook there. So trunk finds this program
//! under the name of wasm-bindgen, which splits and then runs the real one on the first part.

use crate::tools::Tools;
use crate::{child, place};
use anyhow::{Context, Result, anyhow, ensure};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const NAME: &str = "wasm-bindgen";
/// The real program, and where to put the parts, for the one that stands in its place.
const REAL: &str = "KITH_WASM_BINDGEN";
const PARTS: &str = "KITH_PARTS";
/// What loads the parts, as the first part imports it.
pub const LOADER: &str = "./__wasm_split.js";
/// What the loader imports, until its name is known.
const MAIN: &str = "./main.js";

/// Whether this program runs under the name of wasm-bindgen.
pub fn is_stand_in() -> bool {
    let name = env::args_os().next().map(PathBuf::from);
    name.is_some_and(|name| name.file_stem() == Some(OsStr::new(NAME)))
}

/// Splits the wasm that trunk has had built, and runs wasm-bindgen on its first part.
pub fn stand_in() -> Result<ExitCode> {
    let told = |name| env::var_os(name).with_context(|| format!("{name} is not set"));
    let (real, parts) = (told(REAL)?, PathBuf::from(told(PARTS)?));
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let wasm =
        arguments.iter_mut().find(|argument| Path::new(argument).extension() == Some(OsStr::new("wasm")));
    if let Some(wasm) = wasm {
        *wasm = split(&fs::read(&*wasm)?, &parts)?.into();
        // The second part needs the memory, the table and the stack of the first one.
        arguments.push("--keep-lld-exports".into());
    }
    let status = Command::new(real).args(arguments).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes the parts and what loads them into a folder; gives the path of the first part.
fn split(wasm: &[u8], folder: &Path) -> Result<PathBuf> {
    let main = folder.join("main");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    (options.output_dir, options.main_out_path) = (folder, &main);
    (options.link_name, options.main_module) = (LOADER, MAIN);
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    ensure!(!split.split_modules.is_empty(), "the app is in one part");
    Ok(main)
}

/// Gives this program its other name; the folder that it is in. Before cargo builds this program anew, as it does for
/// its tests: where it was, there is another file then.
pub fn ready() -> Result<PathBuf> {
    let folder = folder()?.join("bin");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let stand_in = folder.join(format!("{NAME}{}", env::consts::EXE_SUFFIX));
    let this = env::current_exe()?;
    fs::hard_link(&this, &stand_in).or_else(|_| fs::copy(&this, &stand_in).map(drop))?;
    Ok(folder)
}

/// Has trunk split the app.
pub fn prepare(trunk: &mut Command, tools: &Tools) -> Result<()> {
    let parts = folder()?.join("parts");
    let _ = fs::remove_dir_all(&parts);
    let path = iter::once(tools.splitter.clone()).chain(env::split_paths(&tools.path));
    trunk.env("PATH", env::join_paths(path)?).env(PARTS, parts);
    trunk.env(REAL, tools.test_runner.with_file_name(NAME)).args(["--features", "split"]);
    Ok(())
}

/// Puts the other parts and their loader beside the first one, which has `name`, and names them in the page.
pub fn install(name: &str, tools: &Tools) -> Result<()> {
    let (dist, parts) = (place::root().join("dist"), folder()?.join("parts"));
    let mut loader = fs::read_to_string(parts.join(LOADER)).context("the app was not split")?;
    loader = exchanged(&loader, MAIN, &format!("./{name}.js"))?;
    let mut later = Vec::new();
    for part in place::walk(&parts).iter().filter(|file| file.extension() == Some(OsStr::new("wasm"))) {
        let old = part.file_name().unwrap_or_default().to_string_lossy();
        let new = format!("{name}_{old}");
        loader = exchanged(&loader, &format!("./{old}"), &format!("./{new}"))?;
        match tools.shrinkers {
            true => shrink(part, &dist.join(&new), tools)?,
            false => fs::copy(part, dist.join(&new)).map(drop)?,
        }
        later.push(format!("/{new}"));
    }
    fs::write(dist.join(format!("{name}_split.js")), loader)?;
    let javascript = dist.join(format!("{name}.js"));
    let text = fs::read_to_string(&javascript)?;
    // The key in the list of imports stays: the wasm has it too.
    let import = format!("from \"{LOADER}\"");
    fs::write(&javascript, exchanged(&text, &import, &format!("from \"./{name}_split.js\""))?)?;
    let page = dist.join("index.html");
    let text = fs::read_to_string(&page)?;
    let head = format!(
        "<link rel=modulepreload href=/{name}_split.js><meta name=later content=\"{}\"></head>",
        later.join(" ")
    );
    Ok(fs::write(&page, exchanged(&text, "</head>", &head)?)?)
}

fn folder() -> Result<PathBuf> {
    Ok(place::logs()?.with_file_name("split"))
}

fn shrink(part: &Path, to: &Path, tools: &Tools) -> Result<()> {
    let mut command = Command::new("wasm-opt");
    command.env("PATH", &tools.path).args(["--flatten", "--rereloop", "-Oz"]);
    child::quiet(command.arg(part).arg("-o").arg(to), "wasm-opt")
        .context("a part of the app could not be shrunk")
}

/// The text with something else in the one place of `old`.
fn exchanged(text: &str, old: &str, new: &str) -> Result<String> {
    ensure!(text.matches(old).count() == 1, "`{old}` is not there once");
    Ok(text.replacen(old, new, 1))
}
