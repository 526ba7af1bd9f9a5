//! The accounts that a CSV file names, read one after the other.

mod account;
mod dialect;
#[cfg(test)]
mod tests;

pub(crate) use crate::transfers::file::account::Account;

use super::lines::Lines;
use crate::transfers::file::dialect::{delimiter, headed_column, is_about_the_file};
use crate::{Error, Refusal};
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use std::io::Cursor;
use std::sync::Arc;

/// Characters of an account that are kept. Any real address is shorter.
const KEPT: usize = 300;

/// The text of a file, which all who read it share.
#[derive(Clone)]
struct Text(Arc<String>);

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The accounts of a file, in its order: of the column that is headed as one of [`dialect::HEADS`], or else of the first of a file
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
