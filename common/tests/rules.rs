//! The rules of input, at their edges and on any text.

#![allow(clippy::expect_used)] // A request that cannot be made is a failed test.

use common::people::profiles::EditProfile;
use common::rules::{
    email, is_username_byte, limit, new_password, page, password, password_length, prefix, text, username,
};
use garde::Validate;
use proptest::prelude::*;
use serde_json::{from_value, json};

#[test]
fn usernames() {
    for good in ["ab", "Ada.Lovelace", "a_-.9", &"x".repeat(30)] {
        assert!(username(good, &()).is_ok(), "{good}");
    }
    for bad in ["", "a", "a b", "adä", "a@b", "a\0b", "a{", &"x".repeat(31)] {
        assert!(username(bad, &()).is_err(), "{bad:?}");
    }
}

#[test]
fn emails() {
    for good in
        ["a@b.co", "first.last+tag@sub.example.org", "o'neil@example.org", "юзер@пример.рф", "a＠ｂ。co"]
    {
        assert!(email(good, &()).is_ok(), "{good}");
    }
    let long = format!("{}@example.org", "x".repeat(65));
    for bad in [
        "",
        "a",
        "@b.co",
        "a@",
        "a@b",
        "a@b..co",
        "a@-b.co",
        "a b@c.de",
        "a@b.co\0",
        "a@b@c.de",
        &long,
        "a..b@c.de",
        ".a@b.co",
        "a,b@c.de",
        "<a@b.co",
        "\"a\"@b.co",
        "a@b.123",
        "a@0x7f.1",
        "a@b.co.",
        "a@[127.0.0.1]",
    ] {
        assert!(email(bad, &()).is_err(), "{bad:?}");
    }
}

#[test]
fn each_part_of_an_address_has_its_longest() {
    let long = |local: usize, labels: &[usize]| {
        let labels = labels.iter().map(|length| "b".repeat(*length)).collect::<Vec<_>>();
        format!("{}@{}", "ä".repeat(local), labels.join("."))
    };
    let fits = |address: String| email(&address, &()).is_ok();
    assert!(fits(long(64, &[63, 2])));
    assert!(!fits(long(65, &[63, 2])));
    assert!(!fits(long(64, &[64, 2])));
    // 64 + 1 + 63 + 1 + 63 + 1 + 61
    assert!(fits(long(64, &[63, 63, 61])));
    assert!(!fits(long(64, &[63, 63, 62])));
}

#[test]
fn an_address_is_made_of_the_characters_that_mail_knows() {
    for c in "!#$%&'*+-/=?^_`{|}~09azAZéж字🦉".chars() {
        assert!(email(&format!("a{c}b@c.de"), &()).is_ok(), "{c:?} before the @");
    }
    for c in "\"(),:;<>@[\\] \t\u{7f}\u{85}\u{a0}\u{3000}＠".chars() {
        assert!(email(&format!("a{c}b@c.de"), &()).is_err(), "{c:?} before the @");
    }
    for c in "-09azAZéж字".chars() {
        assert!(email(&format!("a@b{c}c.de"), &()).is_ok(), "{c:?} after the @");
    }
    for c in "_!+'/ @＠\u{85}\u{3000}".chars() {
        assert!(email(&format!("a@b{c}c.de"), &()).is_err(), "{c:?} after the @");
    }
    for bad in ["a@b-.de", "a@b.-de", "a@b.de-", "a@b.c1", "a@.de"] {
        assert!(email(bad, &()).is_err(), "{bad}");
    }
}

/// What is said of one field of a profile.
fn profile(field: &str, text: &str) -> Result<(), String> {
    let wanted: EditProfile = from_value(json!({ field: text })).expect("a request");
    wanted.validate().map_err(|error| error.to_string())
}

/// A rule of a text, the most characters that it lets through, and whether they may be on several lines.
type Rule = (fn(&str) -> Result<(), String>, usize, bool);

#[test]
fn a_text_has_so_many_characters_and_no_more() {
    let rules: [Rule; 4] = [
        (|text| profile("location", text), 100, false),
        (|text| profile("name", text), 50, false),
        (|text| profile("about", text), 500, true),
        (|text| prefix(text, &()).map_err(|error| error.to_string()), 100, true),
    ];
    for (rule, most, has_lines) in rules {
        assert!(rule("").is_ok());
        assert!(rule(&"🦉".repeat(most)).is_ok(), "{most}");
        let said = rule(&"a".repeat(most + 1));
        assert!(said.is_err_and(|said| said.contains(&most.to_string())), "{most}");
        assert_eq!(rule("two\nlines").is_ok(), has_lines, "{most}");
        assert!(rule("a\0b").is_err(), "{most}");
    }
}

#[test]
fn pages_count_from_one_and_have_up_to_a_hundred_rows() {
    for (number, is_page, is_limit) in [
        (i64::MIN, false, false),
        (-1, false, false),
        (0, false, false),
        (1, true, true),
        (30, true, true),
        (100, true, true),
        (101, true, false),
        (i64::MAX, true, false),
    ] {
        assert_eq!(page(&number, &()).is_ok(), is_page, "page {number}");
        assert_eq!(limit(&number, &()).is_ok(), is_limit, "limit {number}");
    }
}

#[test]
fn a_server_with_longer_passwords_says_so() {
    assert_eq!(password_length(12), "The password must have 12 to 256 characters.");
    let said = new_password("short", &()).map_err(|error| error.to_string());
    assert_eq!(said, Err(password_length(8)));
}

#[test]
fn passwords_count_code_points_and_differ_from_the_name_and_the_address() {
    let check = |input: &str| password("ada.lovelace", "ada@example.org")(input, &());
    assert!(check("1234567").is_err());
    assert!(check("12345678").is_ok());
    assert!(check(&"🦉".repeat(256)).is_ok());
    assert!(check(&"🦉".repeat(257)).is_err());
    assert!(check("with\0nul").is_ok());
    assert!(check("ADA.lovelace").is_err());
    assert!(check("Ada@Example.org").is_err());
}

proptest! {
    #[test]
    fn a_username_is_never_an_id_or_an_address_and_sorts_below_its_search_bound(name in ".{0,40}") {
        if username(&name, &()).is_ok() {
            prop_assert!(name.len() < 36 && !name.contains('@'));
            let fits = |byte: u8| is_username_byte(byte) && byte < b'{';
            prop_assert!(name.bytes().all(fits), "{:?}", name);
        }
    }

    #[test]
    fn text_is_anything_but_nul(any in ".*") {
        prop_assert_eq!(text(&any, &()).is_ok(), !any.contains('\0'));
    }
}
