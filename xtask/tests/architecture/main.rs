//! Holds what ARCHITECTURE.md says must stay true, as far as the sources show it.

#![allow(clippy::expect_used)] // A source that cannot be read is a failed test.

mod imports;

use imports::Imports;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file under a folder of the workspace.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .collect()
}

/// Asserts that under `folder` the words stand in files of `home` alone, and that they do stand there.
fn only_in(folder: &str, home: &str, words: &[&str]) {
    let (folder, home) = (root().join(folder), root().join(home));
    let mut at_home = 0;
    for file in sources(&folder) {
        let text = fs::read_to_string(&file).expect("a source file");
        for word in words.iter().filter(|word| text.contains(**word)) {
            assert!(file.starts_with(&home), "{} says `{word}`", file.display());
            at_home += 1;
        }
    }
    assert!(at_home > 0, "{words:?} stand nowhere: this test looks for the wrong words");
}

#[test]
fn sql_stands_only_in_the_database_layer() {
    let sql = ["SELECT ", "INSERT INTO", "DELETE FROM", " SET used_at", "COPY people"];
    only_in("backend/src", "backend/src/database", &sql);
}

#[test]
fn the_browser_fetches_in_one_place() {
    only_in("frontend/src", "frontend/src/api", &["gloo_net", "fetch_with", "RequestInit"]);
}

#[test]
fn the_browser_stores_in_one_place() {
    only_in("frontend/src", "frontend/src/storage.rs", &["gloo_storage", "local_storage("]);
}

#[test]
fn the_browser_touches_its_history_in_one_place() {
    only_in("frontend/src", "frontend/src/history.rs", &["push_state", "replace_state", "popstate"]);
}

#[test]
fn what_a_page_knows_is_free_of_the_browser() {
    for file in sources(&root().join("frontend/src/state")) {
        let text = fs::read_to_string(&file).expect("a source file");
        assert!(!["web_sys", "js_sys", "gloo_"].iter().any(|name| text.contains(name)), "{}", file.display());
    }
}

#[test]
fn no_style_stands_in_the_markup() {
    for file in sources(&root().join("frontend/src")) {
        let text = fs::read_to_string(&file).expect("a source file");
        assert!(!text.contains(" style="), "{} sets a style", file.display());
    }
}

#[test]
fn wire_types_stand_only_in_common() {
    let server = sources(&root().join("backend/src/routes"));
    for file in server.into_iter().chain(sources(&root().join("frontend/src"))) {
        let text = fs::read_to_string(&file).expect("a source file");
        let derives = text.lines().filter(|line| line.contains("derive("));
        assert!(
            !derives.into_iter().any(|line| line.contains("Serialize") || line.contains("Deserialize")),
            "{}",
            file.display()
        );
    }
}

#[test]
fn common_knows_neither_rocket_nor_yew_nor_postgresql() {
    let manifest = fs::read_to_string(root().join("common/Cargo.toml")).expect("common/Cargo.toml");
    let (_, needed) = manifest.split_once("[dependencies]").expect("dependencies");
    for stranger in ["rocket", "yew", "postgres", "web-sys", "gloo", "tokio"] {
        assert!(!needed.contains(stranger), "common depends on {stranger}");
    }
}

#[test]
fn a_panic_aborts_in_the_browser_only() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let (before, wasm) = manifest.split_once("[profile.wasm]").expect("the wasm profile");
    assert!(wasm.contains("panic = \"abort\"") && !before.contains("panic ="));
}

/// The layers of a part, the highest first, each a list of files and folders. A file imports from the layers below its own
/// alone, and within its own folder.
type Layers = &'static [&'static [&'static str]];

const SERVER: Layers = &[
    &["main", "commands"],
    &[""],
    &["exporter", "routes"],
    &["cleanup", "health", "live", "mail", "openid", "replicas", "transfers"],
    &["guards"],
    &["http"],
    &["database"],
    &["datasets", "letters", "pictures", "rate_limit"],
    &["credentials"],
    &["identity"],
    &["cpu_pool", "descriptors", "log"],
    &["config"],
    &["metrics"],
    &["error"],
    &["refusal"],
];

const COMMON: Layers = &[
    &[""],
    &["endpoint"],
    &["failure"],
    &["graph"],
    &["people"],
    &["accounts", "features"],
    &["envelope", "pages", "pagination"],
    &["rules"],
    &["blanks", "code"],
];

const BROWSER: Layers = &[
    &[""],
    &["app", "rest"],
    &["pages"],
    &["components"],
    &["hooks"],
    &["later", "lists", "passkeys"],
    &["api"],
    &["history", "shown"],
    &["files", "places", "storage"],
    &["state"],
    &["route"],
    &["own_lists"],
    &["language"],
];

#[test]
fn no_two_files_import_each_other() {
    for part in ["common", "backend", "frontend"] {
        let circles = imports(part).circles();
        assert!(circles.is_empty(), "{part}: {circles:#?}");
    }
}

#[test]
fn imports_of_common_point_down() {
    assert_down("common", COMMON);
}

#[test]
fn imports_of_the_server_point_down() {
    assert_down("backend", SERVER);
}

#[test]
fn imports_of_the_browser_app_point_down() {
    assert_down("frontend", BROWSER);
}

fn assert_down(part: &str, layers: Layers) {
    let folder = |file: &str| file.split('/').next().unwrap_or_default().to_owned();
    let layer = |folder: &str| {
        let layer = layers.iter().position(|layer| layer.contains(&folder));
        layer.unwrap_or_else(|| panic!("{part}: {folder} is in no layer"))
    };
    let edges = imports(part).edges();
    let upward = edges.iter().filter(|(from, to)| {
        let (from, to) = (folder(from), folder(to));
        from != to && layer(&from) >= layer(&to)
    });
    let upward = upward.collect::<Vec<_>>();
    assert!(edges.len() > 50 && upward.is_empty(), "{upward:#?}");
}

fn imports(part: &str) -> Imports {
    let root = root().join(part).join("src");
    Imports::of(&root, &sources(&root))
}
