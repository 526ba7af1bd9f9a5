//! Blanks around a text are taken off, passwords excepted, in each field of each request.

#![allow(clippy::expect_used)] // A source that cannot be read is a failed test.

use common::accounts::passwords::ResetPassword;
use common::accounts::sessions::Login;
use common::blanks::trim;
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// Fields that keep their blanks: passwords, and a whole file.
const AS_TYPED: [&str; 3] = ["password", "new_password", "csv"];

/// What a keyboard or a copied text puts around a word.
const BLANKS: &str = "[ \t\r\n\u{85}\u{a0}\u{ad}\u{1680}\u{180e}\u{2000}-\u{200f}\u{2028}-\u{202f}\u{205f}-\u{2064}\u{2066}-\u{2069}\u{3000}\u{3164}\u{feff}]{0,5}";

proptest! {
    #[test]
    fn any_blanks_go_and_nothing_else(before in BLANKS, text in "[a-z@é字]([a-z \u{a0}\u{200d}🦀]{0,9}[a-z🦀])?", after in BLANKS) {
        let typed = format!("{before}{text}{after}");
        prop_assert_eq!(trim(&typed), text.as_str());
        let sent = serde_json::json!({"Username": typed, "Password": typed});
        let read = serde_json::from_value::<Login>(sent).expect("a request");
        prop_assert_eq!((read.username.as_str(), read.password.as_str()), (text.as_str(), typed.as_str()));
        let sent = serde_json::json!({"code": typed, "Password": typed});
        let read = serde_json::from_value::<ResetPassword>(sent).expect("a request");
        prop_assert_eq!((read.code.as_str(), read.password.as_str()), (text.as_str(), typed.as_str()));
    }

    #[test]
    fn a_text_is_trimmed_once_and_for_all(text in any::<String>()) {
        prop_assert_eq!(trim(trim(&text)), trim(&text));
    }
}

/// The text fields of a source's requests, each with the attributes above it.
fn fields(source: &str) -> Vec<(String, String)> {
    let (mut found, mut derived, mut attributes, mut is_request) = (Vec::new(), "", String::new(), false);
    for line in source.lines() {
        if line.starts_with("#[derive(") {
            derived = line;
        } else if line.starts_with("pub struct ") {
            let is_validated = derived.contains("Validate") || line.starts_with("pub struct Confirmation");
            is_request = is_validated && derived.contains("Deserialize");
        } else if line == "}" {
            is_request = false;
        }
        let Some((name, kind)) = line.strip_prefix("    pub ").and_then(|field| field.split_once(": "))
        else {
            attributes.push_str(line);
            continue;
        };
        if is_request && matches!(kind, "String," | "Option<String>,") {
            found.push((name.to_owned(), attributes.clone()));
        }
        attributes.clear();
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn every_text_of_every_request_but_passwords_is_trimmed() {
    let mut seen = 0;
    for path in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        for (name, attributes) in fields(&fs::read_to_string(&path).expect("a source")) {
            let is_trimmed = attributes.contains("deserialize_with = \"crate::blanks::trimmed\"");
            assert_eq!(is_trimmed, !AS_TYPED.contains(&name.as_str()), "{name} in {}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 30, "this test looks in the wrong places: {seen}");
}
