use super::dialect::HEADS;
use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Vec<(usize, String)> {
    let (accounts, count) = Accounts::open(text.to_owned()).expect("a file that can be read");
    let accounts = accounts.map(|account| account.expect("read before"));
    let read = accounts.map(|account| (account.line, account.address)).collect::<Vec<_>>();
    assert_eq!(read.len(), count, "as many as were counted");
    read
}

fn complaint(text: &str) -> String {
    let read = Accounts::open(text.to_owned()).map(|(_, count)| count);
    read.expect_err("a file that cannot be read").to_string()
}

fn ada_and_bob(ada: usize, bob: usize) -> Vec<(usize, String)> {
    vec![(ada, "ada".to_owned()), (bob, "bob".to_owned())]
}

#[test]
fn a_head_may_be_there_or_not_and_its_column_anywhere() {
    assert_eq!(read("ada\nbob"), ada_and_bob(1, 2));
    assert_eq!(read("Account address,Show boosts\nada,true\nbob,false\n"), ada_and_bob(2, 3));
    assert_eq!(read("List name,account ADDRESS\nfriends,ada\nfriends,bob\n"), ada_and_bob(2, 3));
    assert_eq!(read("ada,true,false,\nbob\n"), ada_and_bob(1, 2));
}

#[test]
fn a_head_is_no_account_however_it_is_written() {
    for head in [
        "Username",
        "USERNAME",
        "user_name",
        " User name ",
        "\"Username\"",
        "account",
        "Account",
        "Account address",
        "account_address",
        "acct",
        "Handle",
        "@username",
        "screen_name",
        "Benutzername",
    ] {
        assert_eq!(read(&format!("{head}\nada\nbob\n")), ada_and_bob(2, 3), "{head}");
        assert_eq!(read(&format!("\n ,\n{head};x\nada;1\nbob;2\n")), ada_and_bob(4, 5), "{head}");
    }
    assert_eq!(read("Address,Username\nMain Street,ada\nMarket,bob\n"), ada_and_bob(2, 3));
    assert_eq!(read("ada\nUsername\n"), [(1, "ada".to_owned()), (2, "Username".to_owned())]);
}

#[test]
fn whatever_program_wrote_it() {
    assert_eq!(read("\u{feff}Account address\r\nada\r\nbob\r\n"), ada_and_bob(2, 3));
    assert_eq!(read("\u{feff}\"Account address\"\n\"ada\"\n  bob \n"), ada_and_bob(2, 3));
    assert_eq!(read("Account address;Show boosts\nada;true\nbob;\n"), ada_and_bob(2, 3));
    assert_eq!(read("ada\ttrue\nbob\ttrue\n"), ada_and_bob(1, 2));
    assert_eq!(read("ada,\"a note,\nof two lines\"\nbob"), ada_and_bob(1, 3));
    assert_eq!(read("ada;\"de,en,fr\"\nbob;\"de\"\n"), ada_and_bob(1, 2));
    for sep in ["sep=;", "SEP=;", "\"sep=;\"", "\u{feff}sep=;", "sep=;;"] {
        assert_eq!(read(&format!("{sep}\r\nUsername;A,B\r\nada;1\r\nbob;2\r\n")), ada_and_bob(3, 4), "{sep}");
        assert_eq!(read(&format!("{sep}\nada;1,2\nbob;1\n")), ada_and_bob(2, 3), "{sep}");
    }
    assert_eq!(read("sep=\t\nUser\tx\nada\t1\nbob\t2"), ada_and_bob(3, 4));
    assert_eq!(read("sep=|\nada|1\nbob|2"), ada_and_bob(2, 3));
    assert_eq!(read("sep=\nada\nbob"), ada_and_bob(2, 3));
}

#[test]
fn lines_are_counted_with_the_blank_ones() {
    for end in ["\n", "\r\n", "\r"] {
        let read = |text: &str| read(&text.replace('\n', end));
        assert_eq!(read("\n\nada\n\n,true\n \nbob"), ada_and_bob(3, 7), "{end:?}");
        assert_eq!(read("\n\nada\n\n\nbob\n"), ada_and_bob(3, 6), "{end:?}");
        assert_eq!(read("Username\nada\nbob"), ada_and_bob(2, 3), "{end:?}");
        assert_eq!(read("ada,\"a\nb\nc\"\nbob"), ada_and_bob(1, 4), "{end:?}");
    }
    assert_eq!(read("# ada"), [(1, "# ada".to_owned())], "there are no comments");
}

#[test]
fn a_file_that_names_nobody_is_refused() {
    for text in [
        "",
        "\u{feff}",
        "\n\r\n",
        "Account address\n",
        "Username",
        "sep=;\nUsername;x\n",
        "Account address,Show boosts\n,true\n",
        " , \n",
    ] {
        assert_eq!(complaint(text), "There is no account in this file.", "{text:?}");
    }
    assert_eq!(complaint("ada\n\"bob\neve\n"), "A quotation mark in this file is never closed.");
}

#[test]
fn a_file_of_another_kind_is_said_to_be_one() {
    // As a browser reads them: what is no UTF-8 comes as a replacement character.
    for bytes in [
        &b"PK\x03\x04\x14\0\x06\0\x08\0"[..],
        b"PK\x05\x06\0\0",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"\x1f\x8b\x08\0",
        b"\xff\xfea\0d\0a\0\n\0",
        b"\xfe\xff\0a\0d\0a\0\n",
        b"a\0d\0a\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ] {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(complaint(&text), "This file is not text. Choose a CSV file.", "{text:?}");
    }
    let latin = String::from_utf8_lossy(b"Username;Name\nada;Jos\xe9\n");
    assert_eq!(complaint(&latin), "This file is not in UTF-8. Save it as “CSV UTF-8” and choose it again.");
}

#[test]
fn an_account_of_another_server_has_no_username_here() {
    let here = |site: &str, address: &str| {
        let account = Account { line: 1, address: address.to_owned() };
        account.username(&site.parse().unwrap()).map(str::to_owned)
    };
    let site = "https://kith.example.org";
    for address in [
        "ada",
        "@ada",
        "ada@kith.example.org",
        "@ada@kith.example.org",
        "ada@KITH.example.ORG",
        "ada@kith.example.org:443",
        "ada@kith.example.org.",
    ] {
        assert_eq!(here(site, address).as_deref(), Some("ada"), "{address}");
    }
    for address in [
        "ada@example.org",
        "@ada@example.org",
        "ada@kith.example.org.evil.example",
        "ada@notkith.example.org",
        "ada@kith.example.org:8443",
        "ada@kith.example.org@example.org",
        "ada@example.org/kith.example.org",
        "ada@",
        "@ada@",
        "ada@ ",
    ] {
        assert_eq!(here(site, address), None, "{address}");
    }
    for (site, address) in [
        ("http://localhost:8000", "ada@localhost"),
        ("http://localhost:8000", "ada@localhost:8000"),
        ("https://xn--bcher-kva.example", "ada@bücher.example"),
        ("https://xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("http://[::1]:8000", "ada@[::1]"),
    ] {
        assert_eq!(here(site, address).as_deref(), Some("ada"), "{address}");
    }
    assert_eq!(here("http://localhost:8000", "ada@localhost:80"), Some("ada".to_owned()));
}

#[test]
fn what_is_kept_of_an_account_is_bounded() {
    assert_eq!(read(&"ä".repeat(1_000)), [(1, "ä".repeat(KEPT))]);
}

proptest! {
    /// However a program ends its lines, parts and quotes its fields and begins its file, the same accounts are read from the same
    /// lines.
    #[test]
    fn any_way_to_write_a_file_is_read_alike(
        names in prop::collection::vec("[a-z][a-z0-9._-]{2,12}", 1..20),
        blanks in prop::collection::vec(0_usize..3, 20),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        delimiter in prop::sample::select(vec![",", ";", "\t"]),
        head in prop::sample::select(vec![None, Some("Username"), Some("Account address"), Some("account")]),
        (is_marked, has_sep, is_quoted) in any::<(bool, bool, bool)>(),
    ) {
        prop_assume!(names.iter().all(|name| !HEADS.contains(&name.as_str())));
        let field = |text: &str| if is_quoted { format!("\"{text}\"") } else { text.to_owned() };
        let mut text = if is_marked { "\u{feff}".to_owned() } else { String::new() };
        let mut line = 1;
        if has_sep {
            text += &format!("sep={delimiter}{end}");
            line += 1;
        }
        if let Some(head) = head {
            text += &format!("{}{delimiter}Note{end}", field(head));
            line += 1;
        }
        let mut expected = Vec::new();
        for (name, blank) in names.iter().zip(blanks) {
            text += &end.repeat(blank);
            line += blank;
            expected.push((line, name.clone()));
            text += &format!("{}{delimiter}{}{end}", field(name), field("x"));
            line += 1;
        }
        prop_assert_eq!(read(&text), expected, "{:?}", text);
    }
}
