//! Every text that a person can see has a translation in every language, and no translation is of a text that is gone.

#![allow(clippy::expect_used)] // A source that cannot be read is a failed test.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of every Rust file at or under a path, without its tests.
fn sources(path: &Path) -> Vec<String> {
    if path.file_name().is_some_and(|name| name == "tests.rs") {
        return Vec::new();
    }
    if path.is_file() {
        // Tests in a file of their own are only named here.
        let text = fs::read_to_string(path).expect("a source file").replace("#[cfg(test)]\nmod tests;", "");
        let tests = ["#[cfg(test)]", "#[cfg(all(test"].iter().filter_map(|start| text.find(start)).min();
        let tests = tests.unwrap_or(text.len());
        return vec![text[..tests].to_owned()];
    }
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    entries.flat_map(|entry| sources(&entry.expect("an entry").path())).collect()
}

/// The string literals of a source, each with what stands before it on its line or the line before.
fn literals(source: &str) -> Vec<(&str, &str)> {
    let mut parts = source.split('"');
    let mut before = parts.next().unwrap_or_default();
    let mut found = Vec::new();
    while let (Some(literal), Some(after)) = (parts.next(), parts.next()) {
        found.push((before, literal));
        before = after;
    }
    found
}

/// What the app says itself.
fn said() -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for source in sources(&root().join("frontend/src")) {
        let mut is_plural = false;
        for (before, literal) in literals(&source) {
            let before = before.trim_end();
            // The general form is the key; the English singular before it is not.
            if is_plural
                || [
                    "(t(", "{t(", " t(", "!t(", "&t(", " fill(", "(fill(", "{fill(", " text(", "(text(",
                    "[text(",
                ]
                .iter()
                .any(|call| before.ends_with(call))
            {
                texts.insert(literal.to_owned());
            }
            is_plural = before.ends_with("plural(");
        }
    }
    texts
}

/// What the rules and the server say to a person who uses the app: whole sentences. Commands talk to operators,
/// and a mail is in its reader's language already.
fn told() -> BTreeSet<String> {
    let server = fs::read_dir(root().join("backend/src")).expect("the server");
    let server = server.map(|entry| entry.expect("an entry").path());
    let folders = server.filter(|path| !["commands", "letters"].iter().any(|name| path.ends_with(name)));
    let folders = folders.chain([root().join("common/src")]);
    let sources: Vec<_> = folders.flat_map(|folder| sources(&folder)).collect();
    let literals = sources.iter().flat_map(|source| literals(source)).map(|(_, literal)| literal);
    let is_sentence = |text: &&str| {
        text.starts_with(|first: char| first.is_ascii_uppercase())
            && text.ends_with('.')
            && text.contains(' ')
            && !text.contains(['{', '\\'])
    };
    literals.filter(is_sentence).chain(["Wrong username or password"]).map(str::to_owned).collect()
}

#[test]
fn every_language_says_everything_and_nothing_else() {
    let texts: BTreeSet<_> = said().union(&told()).cloned().collect();
    assert!(texts.len() > 60, "this test looks for the wrong words: {texts:?}");
    for file in fs::read_dir(root().join("frontend/locales")).expect("the languages") {
        let file = file.expect("an entry").path();
        let language: BTreeMap<String, String> =
            serde_json::from_str(&fs::read_to_string(&file).expect("a language")).expect("texts by texts");
        let known = language.keys().map(|key| key.split('|').next().unwrap_or_default().to_owned()).collect();
        let missing: Vec<_> = texts.difference(&known).collect();
        let unused: Vec<_> = known.difference(&texts).collect();
        assert!(
            missing.is_empty() && unused.is_empty(),
            "{}: missing {missing:#?}, unused {unused:#?}",
            file.display()
        );
        for (key, text) in &language {
            let is_singular = key.ends_with("|one");
            assert!(is_singular || key.contains("{}") == text.contains("{}"), "{key} = {text}");
        }
    }
}

#[test]
fn the_start_script_speaks_every_language() {
    let script = fs::read_to_string(root().join("frontend/assets/boot.js")).expect("the start script");
    let (_, words) = script.split_once("const WORDS = {").expect("its words");
    let (words, _) = words.split_once("\n};").expect("their end");
    let keys = |block: &str| {
        block.lines().filter_map(|line| Some(line.trim().split_once(": \"")?.0.to_owned())).collect()
    };
    let blocks: BTreeMap<_, BTreeSet<String>> = words
        .split("\n  },")
        .filter_map(|block| block.split_once(": {"))
        .map(|(name, block)| (name.trim(), keys(block)))
        .collect();
    for file in fs::read_dir(root().join("frontend/locales")).expect("the languages") {
        let language =
            file.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned();
        assert_eq!(blocks.get(language.as_str()), blocks.get("en"), "{language}");
    }
    assert!(blocks["en"].len() > 3, "{blocks:?}");
}

#[test]
fn no_words_stand_in_the_markup_itself() {
    for source in sources(&root().join("frontend/src")) {
        for (before, literal) in literals(&source) {
            let is_markup = before.ends_with(">{")
                || ["alt=", "title=", "aria-label=", "placeholder="]
                    .iter()
                    .any(|name| before.ends_with(name));
            let is_word = literal != "Kith" && literal.contains(char::is_alphabetic);
            assert!(!(is_markup && is_word), "`{literal}` is in no catalogue");
        }
    }
}
