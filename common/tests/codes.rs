//! The codes of failures are documented, each with its status and its sentence.

use common::Code;
use serde_json::{from_str, to_value};
use std::collections::HashSet;
use std::fs;

#[test]
fn the_documented_codes_are_those_there_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/failures.md");
    let documented = fs::read_to_string(path).expect("docs/failures.md");
    let rows = documented.lines().filter(|line| line.starts_with("| `")).collect::<Vec<_>>();
    let codes = Code::ALL.iter().map(|code| {
        let name = to_value(code).expect("a name");
        let status = code.status().to_string();
        let error_code = if code.is_mendable() { "null" } else { &status };
        format!("| `{}` | {status} | {error_code} | {code} |", name.as_str().expect("a text"))
    });
    assert_eq!(rows, codes.collect::<Vec<_>>(), "docs/failures.md");
}

#[test]
fn a_sentence_belongs_to_one_code() {
    let sentences = Code::ALL.iter().map(|code| code.sentence()).collect::<HashSet<_>>();
    assert_eq!(sentences.len(), Code::ALL.len());
}

#[test]
fn a_code_of_a_later_version_is_read() {
    assert_eq!(from_str::<Code>("\"of_a_later_version\"").expect("a code"), Code::Unknown);
    assert_eq!(from_str::<Code>("\"session_expired\"").expect("a code"), Code::SessionExpired);
}
