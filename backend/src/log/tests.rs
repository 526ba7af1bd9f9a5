//! What callers send, and what becomes of it in either format.

use super::one_line::{VALUE_MAX, cut};
use super::*;
use proptest::prelude::*;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::subscriber::with_default;

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is written while `work` is done, at the most talkative level.
fn log_of(work: impl FnOnce()) -> String {
    log_in(LogFormat::Text, work)
}

/// As [`log_of`], in a format.
fn log_in(format: LogFormat, work: impl FnOnce()) -> String {
    let page = Page::default();
    let writer = page.clone();
    with_default(lines(LevelFilter::TRACE, format, move || writer.clone(), false), work);
    String::from_utf8(page.0.lock().unwrap().clone()).unwrap()
}

/// A line's fields, in the way that it is read back: after the message, each a name and a value.
fn read(line: &str) -> Vec<(String, String)> {
    let mut rest = line.split_once("answered ").expect("the message").1;
    let mut fields = Vec::new();
    while let Some((name, value)) = rest.split_once('=') {
        let mut is_escaped = false;
        let end = match value.starts_with('"') {
            true => {
                value[1..]
                    .find(|letter| match (letter, is_escaped) {
                        ('"', false) => true,
                        (letter, escaped) => {
                            is_escaped = letter == '\\' && !escaped;
                            false
                        }
                    })
                    .expect("a closing quote")
                    + 2
            }
            false => value.find(' ').unwrap_or(value.len()),
        };
        fields.push((name.to_owned(), value[..end].to_owned()));
        rest = value[end..].trim_start();
    }
    assert_eq!(rest, "", "{line:?} has nothing but fields");
    fields
}

/// Whether a character does no more than show itself.
fn is_harmless(letter: char) -> bool {
    let is_hidden = matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    );
    !letter.is_control() && !is_hidden
}

/// One line of fields, each under its own name.
fn expect_whole(log: &str, values: [&str; 3]) {
    let line = log.strip_suffix('\n').expect("the end of a line");
    assert!(line.chars().all(is_harmless), "{line:?}");
    let fields = read(line);
    assert_eq!(fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["one", "two", "three"]);
    for ((_, written), value) in fields.iter().zip(values) {
        let is_same = *written == value || *written == format!("{value:?}");
        assert!(is_same || value.chars().count() > VALUE_MAX, "{written} is {value:?}");
    }
}

fn write_all(values: [&str; 3]) -> String {
    let [one, two, three] = values;
    // However a value comes: as text, by `Display`, or as the message.
    let log = log_of(|| tracing::warn!(one, two = %two, three = format_args!("{three}"), "answered"));
    expect_whole(&log, values);
    let json = log_in(LogFormat::Json, || {
        tracing::warn!(one, two = %two, three = format_args!("{three}"), number = 7_u64, ms = 0.5, "answered");
    });
    expect_object(&json, values);
    log + &log_of(|| tracing::warn!("{one}"))
}

/// One object, with each value under its own name and as it was.
fn expect_object(json: &str, values: [&str; 3]) {
    let line = json.strip_suffix('\n').expect("the end of a line");
    assert!(line.chars().all(is_harmless), "{line:?}");
    let object = serde_json::from_str::<serde_json::Value>(line).unwrap();
    for (name, value) in ["one", "two", "three"].into_iter().zip(values) {
        assert_eq!(object[name], cut(value), "{line}");
    }
    assert_eq!((&object["number"], &object["ms"]), (&7.into(), &0.5.into()), "numbers are numbers");
    let origin = [&object["level"], &object["target"], &object["message"]];
    assert_eq!(origin, ["WARN", "kith::log::tests", "answered"]);
    assert!(object["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{line}");
}

#[test]
fn no_value_passes_for_a_line_or_a_field() {
    for value in [
        "",
        " ",
        "a",
        "a b",
        "a=b",
        "\"",
        "\\",
        "a\" b=\"c",
        "a\n2026-11-28T00:00:00Z ERROR kith: forged",
        "\r\n",
        "\r",
        "\0",
        "\t",
        "\u{b}",
        "\u{c}",
        "\u{7f}",
        "\u{85}",
        "\u{9b}31m",
        "\u{1b}[2J",
        "\u{1b}]0;title\u{7}",
        "\u{8}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}txt",
        "\u{2066}",
        "\u{2069}",
        "\u{200b}",
        "\u{200e}",
        "\u{61c}",
        "\u{feff}",
        "\u{ad}",
        "\u{e0001}",
        "\u{fff9}",
        "\u{e000}",
        "\u{301}",
        "größe",
        "中文",
        "😀",
        &"x".repeat(5000),
        &"\n".repeat(5000),
    ] {
        let log = write_all([value, "b", value]);
        assert_eq!(log.lines().count(), 2, "{log:?}");
        assert!(log.chars().count() < 5 * VALUE_MAX * 3, "a long value is cut");
    }
}

#[test]
fn only_lines_of_our_own_are_written() {
    let log = log_of(|| {
        tracing::error!(target: "rocket::server::_", "No matching routes for HEAD /reset?code=X.");
        tracing::error!(target: "kithara", "a line of another's");
        tracing::trace!("a line of our own");
    });
    assert!(
        log.ends_with("TRACE kith::log::tests: a line of our own\n") && log.lines().count() == 1,
        "{log}"
    );
}

/// `panic!` with a format is how a text that was sent gets into a message; where it stands in the source is told.
#[test]
fn a_panic_is_told_by_its_place_and_never_with_what_was_sent() {
    let (before, here) = (std::panic::take_hook(), std::thread::current().id());
    std::panic::set_hook(Box::new(move |panic| match std::thread::current().id() == here {
        true => tell_panic(panic),
        false => before(panic),
    }));
    let sent = String::from("a secret");
    let log = log_of(|| {
        let first = std::panic::catch_unwind(|| panic!("broken by {sent:?}")).is_err();
        let second = std::panic::catch_unwind(|| panic!("broken")).is_err();
        assert!(first && second);
    });
    let lines = log.lines().collect::<Vec<_>>();
    assert!(
        lines[0].contains("a panic at=backend/src/log/tests.rs:") && lines[0].ends_with("cause=\"not told\""),
        "{log}"
    );
    assert!(lines[1].ends_with("cause=broken") && lines.len() == 2, "{log}");
}

proptest! {
    #[test]
    fn whatever_a_value_is_a_line_is_one(one in any::<String>(), two in "\\PC*", three in "[\\pC\\pZ\"=\\\\a]*") {
        let log = write_all([&one, &two, &three]);
        prop_assert_eq!(log.matches('\n').count(), 2);
    }
}
