//! The accounts that a CSV file names, read one after the other.

use super::lines::Lines;
use crate::{Error, Refusal};
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use std::io::Cursor;
use std::sync::Arc;
use url::Url;

/// Characters of an account that are kept. Any real address is shorter.
const KEPT: usize = 300;
/// What the head of a column with accounts may say, in letters and digits alone; where several do, the first of these.
/// [`common::graph::transfers::ADDRESS_COLUMN`] is what Mastodon writes.
const HEADS: [&str; 13] = [
    "accountaddress",
    "account",
    "accounts",
    "acct",
    "handle",
    "username",
    "usernames",
    "screenname",
    "useraddress",
    "user",
    "address",
    "benutzername",
    "konto",
];
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// An account, as the file has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// Counts from 1.
    pub(crate) line: usize,
    pub(crate) address: String,
}

impl Account {
    /// The username, where the account is not one of another server: `name`, `@name`, or either with `@` and our own host, with
    /// its port or without. `here` is this site.
    pub(crate) fn username(&self, here: &Url) -> Option<&str> {
        let address = self.address.strip_prefix('@').unwrap_or(&self.address);
        match address.split_once('@') {
            None => Some(address),
            Some((name, authority)) => is_ours(authority, here).then_some(name),
        }
    }
}

/// Compares hosts as browsers do: without regard to case, in Unicode or in ASCII.
fn is_ours(authority: &str, here: &Url) -> bool {
    let authority = authority.strip_suffix('.').unwrap_or(authority);
    if authority.contains(['/', '\\', '?', '#', '@']) {
        return false;
    }
    let there = Url::parse(&format!("{}://{authority}", here.scheme()));
    there.is_ok_and(|there| {
        there.host() == here.host() && there.port().is_none_or(|port| here.port() == Some(port))
    })
}

/// The text of a file, which all who read it share.
#[derive(Clone)]
struct Text(Arc<String>);

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The accounts of a file, in its order: of the column that is headed as one of [`HEADS`], or else of the first of a file
/// without a head. Fields are parted by commas, or by the semicolons or tabs that some spreadsheets write.
pub(crate) struct Accounts {
    reader: Reader<Cursor<Text>>,
    record: StringRecord,
    lines: Lines<Text>,
    /// `None` until a record shows which it is.
    column: Option<usize>,
}

impl Accounts {
    /// Looks through all of a file, and refuses one that cannot be read. Gives its accounts, still to be read, and how many
    /// there are.
    pub(crate) fn open(csv: String) -> Result<(Self, usize), Error> {
        if csv.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')) {
            return Err(refusal("This file is not text. Choose a CSV file."));
        }
        // What a program could not decode has been replaced by this.
        if csv.contains(char::REPLACEMENT_CHARACTER) {
            return Err(refusal("This file is not in UTF-8. Save it as “CSV UTF-8” and choose it again."));
        }
        let text = Text(Arc::new(csv));
        let mut count = 0;
        for account in Self::of(&text) {
            account?;
            count += 1;
        }
        match count {
            0 => Err(refusal("There is no account in this file.")),
            _ => Ok((Self::of(&text), count)),
        }
    }

    fn of(text: &Text) -> Self {
        let mut reader = ReaderBuilder::new();
        reader.has_headers(false).flexible(true).trim(Trim::All).delimiter(delimiter(&text.0));
        Self {
            reader: reader.from_reader(Cursor::new(text.clone())),
            record: StringRecord::new(),
            lines: Lines::of(text.clone()),
            column: None,
        }
    }

    /// The account in the record that was read last, unless there is none in it.
    fn account(&mut self) -> Result<Option<Account>, Error> {
        let line = self.lines.number(&self.record);
        let column = match self.column {
            Some(column) => column,
            None if is_about_the_file(&self.record) => return Ok(None),
            None => {
                let headed = headed_column(&self.record);
                self.column = headed.or(Some(0));
                if headed.is_some() {
                    return Ok(None);
                }
                0
            }
        };
        let address = self.record.get(column).unwrap_or_default();
        if address.contains(['\r', '\n']) {
            return Err(refusal("A quotation mark in this file is never closed."));
        }
        let kept = || address.chars().take(KEPT).collect();
        Ok((!address.is_empty()).then(|| Account { line, address: kept() }))
    }
}

impl Iterator for Accounts {
    type Item = Result<Account, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.reader.read_record(&mut self.record) {
                Ok(false) => return None,
                Err(error) => return Some(Err(Error::internal(error))),
                Ok(true) => {
                    if let Some(account) = self.account().transpose() {
                        return Some(account);
                    }
                }
            }
        }
    }
}

fn refusal(complaint: &str) -> Error {
    Refusal::invalid("csv", complaint).into()
}

/// Whether a record at the beginning is neither head nor account: an empty one, or `sep=;`, by which Excel is told the
/// delimiter.
fn is_about_the_file(record: &StringRecord) -> bool {
    let first = record.get(0).unwrap_or_default();
    first.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) || record.iter().all(is_blank)
}

/// The column with the accounts, where the record is a head.
fn headed_column(record: &StringRecord) -> Option<usize> {
    let plain =
        |field: &str| field.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let rank = |field: &str| HEADS.iter().position(|head| *head == plain(field));
    let ranked = record.iter().enumerate().filter_map(|(column, field)| Some((rank(field)?, column)));
    ranked.min().map(|(_, column)| column)
}

/// Whether a text has nothing but what parts fields.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '"'))
}

/// What parts the fields: what `sep=` says, or else what the first line that is not empty has most of outside of
/// quotation marks.
fn delimiter(text: &str) -> u8 {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.split(['\r', '\n']).find(|line| !is_blank(line)).unwrap_or_default();
    let bare = first.trim_start_matches('"');
    if bare.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) {
        let said = bare.as_bytes().get(4).filter(|byte| byte.is_ascii() && **byte != b'"');
        return said.copied().unwrap_or(b',');
    }
    let outside = first.split('"').step_by(2);
    let count =
        |delimiter: u8| outside.clone().flat_map(str::bytes).filter(|byte| *byte == delimiter).count();
    // The first of those that there are as many of.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
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
            assert_eq!(
                read(&format!("{sep}\r\nUsername;A,B\r\nada;1\r\nbob;2\r\n")),
                ada_and_bob(3, 4),
                "{sep}"
            );
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
        assert_eq!(
            complaint(&latin),
            "This file is not in UTF-8. Save it as “CSV UTF-8” and choose it again."
        );
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
}
