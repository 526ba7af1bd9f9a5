//! The rules of input, at their edges and on any text.

use common::rules::{email, is_username_byte, password, text, username};
use proptest::prelude::*;

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
