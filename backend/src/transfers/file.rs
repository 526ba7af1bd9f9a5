//! The accounts that a CSV file names.

use crate::Error;
use common::transfers::ADDRESS_COLUMN;
use csv::{ReaderBuilder, StringRecord, Trim};

/// Characters of an account that are kept. Any real address is shorter.
const KEPT: usize = 300;

/// An account, as the file has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Account {
    /// Counts from 1.
    pub(super) line: usize,
    pub(super) address: String,
}

impl Account {
    /// The username, where the account is not one of another server: `name` or `@name`.
    pub(super) fn username(&self) -> Option<&str> {
        let name = self.address.strip_prefix('@').unwrap_or(&self.address);
        (!name.contains('@')).then_some(name)
    }
}

/// Reads the accounts of a file, in its order: the column headed [`ADDRESS_COLUMN`], or else the first of a file without a
/// head. Fields are parted by commas, or by the semicolons or tabs that some spreadsheets write.
pub(super) fn accounts(text: &str) -> Result<Vec<Account>, Error> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')) {
        return Err(refusal("This file is not text. Choose a CSV file."));
    }
    let mut reader = ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).trim(Trim::All).delimiter(delimiter(text));
    let (mut accounts, mut lines, mut column) = (Vec::new(), Lines { text, at: 0, number: 1 }, None);
    for record in reader.from_reader(text.as_bytes()).into_records() {
        let record = record.map_err(Error::internal)?;
        let line = lines.of(&record);
        let is_head = column.is_none() && record.iter().any(is_address_column);
        let column = *column.get_or_insert_with(|| record.iter().position(is_address_column).unwrap_or(0));
        let address = record.get(column).unwrap_or_default();
        if address.contains(['\r', '\n']) {
            return Err(refusal("A quotation mark in this file is never closed."));
        }
        if !is_head && !address.is_empty() {
            accounts.push(Account { line, address: address.chars().take(KEPT).collect() });
        }
    }
    if accounts.is_empty() {
        return Err(refusal("There is no account in this file."));
    }
    Ok(accounts)
}

fn refusal(complaint: &str) -> Error {
    Error::Invalid(Error::field("csv", complaint))
}

fn is_address_column(field: &str) -> bool {
    field.eq_ignore_ascii_case(ADDRESS_COLUMN)
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    match first {
        _ if first.contains(',') => b',',
        _ if first.contains(';') => b';',
        _ if first.contains('\t') => b'\t',
        _ => b',',
    }
}

/// Tells on which line a record begins. The reader's own count leaves out the blank lines before it.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: usize,
}

impl Lines<'_> {
    fn of(&mut self, record: &StringRecord) -> usize {
        let bytes = self.text.as_bytes();
        let start = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(self.at);
        let blank = bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start + blank;
        self.number += bytes.iter().take(start).skip(self.at).filter(|byte| **byte == b'\n').count();
        self.at = start;
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, String)> {
        let accounts = accounts(text).expect("a file that can be read");
        accounts.into_iter().map(|account| (account.line, account.address)).collect()
    }

    fn complaint(text: &str) -> String {
        accounts(text).expect_err("a file that cannot be read").to_string()
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
    fn whatever_program_wrote_it() {
        assert_eq!(read("\u{feff}Account address\r\nada\r\nbob\r\n"), ada_and_bob(2, 3));
        assert_eq!(read("\u{feff}\"Account address\"\n\"ada\"\n  bob \n"), ada_and_bob(2, 3));
        assert_eq!(read("Account address;Show boosts\nada;true\nbob;\n"), ada_and_bob(2, 3));
        assert_eq!(read("ada\ttrue\nbob\ttrue\n"), ada_and_bob(1, 2));
        assert_eq!(read("ada,\"a note,\nof two lines\"\nbob"), ada_and_bob(1, 3));
    }

    #[test]
    fn lines_are_counted_with_the_blank_ones() {
        assert_eq!(read("\n\nada\n\n,true\n \nbob"), ada_and_bob(3, 7));
        assert_eq!(read("\r\n\r\nada\r\n\r\n\r\nbob\r\n"), ada_and_bob(3, 6));
        assert_eq!(read("# ada"), [(1, "# ada".to_owned())], "there are no comments");
    }

    #[test]
    fn a_file_that_names_nobody_is_refused() {
        for text in
            ["", "\u{feff}", "\n\r\n", "Account address\n", "Account address,Show boosts\n,true\n", " , \n"]
        {
            assert_eq!(complaint(text), "There is no account in this file.", "{text:?}");
        }
        assert_eq!(complaint("ada\n\"bob\neve\n"), "A quotation mark in this file is never closed.");
        for text in ["PK\u{3}\u{4}", "\u{fffd}PNG\r\n\u{1a}\n"] {
            assert_eq!(complaint(text), "This file is not text. Choose a CSV file.", "{text:?}");
        }
    }

    #[test]
    fn an_account_of_another_server_has_no_username_here() {
        let username =
            |address: &str| Account { line: 1, address: address.to_owned() }.username().map(str::to_owned);
        assert_eq!((username("ada"), username("@ada")), (Some("ada".to_owned()), Some("ada".to_owned())));
        assert_eq!((username("ada@example.org"), username("@ada@example.org")), (None, None));
    }

    #[test]
    fn what_is_kept_of_an_account_is_bounded() {
        assert_eq!(read(&"ä".repeat(1_000)), [(1, "ä".repeat(KEPT))]);
    }
}
