//! Taking lists along: out of Kith and into it, as the CSV files that Mastodon writes and reads.

use super::lists::Direction;
use crate::Success;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Bytes of a file to import at the most; about 200,000 accounts.
pub const IMPORT_LIMIT: usize = 4 * 1024 * 1024;

/// Bytes of the request that carries it: in JSON, a quotation mark or the end of a line takes two.
pub(crate) const IMPORT_BODY_LIMIT: usize = 2 * IMPORT_LIMIT + 64 * 1024;

/// The first column of a file, which holds the accounts.
pub const ADDRESS_COLUMN: &str = "Account address";

/// Asks for one of the caller's lists as a file. The answer is `text/csv`, one account a line under a head, and ends
/// with the list; a failure is an envelope like every other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Export {
    /// Which list.
    #[garde(skip)]
    pub list: Direction,
}

/// What becomes of those whom the caller follows already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// They stay.
    #[default]
    Merge,
    /// Those who are not in the file are followed no more.
    Overwrite,
}

/// Asks to follow everybody in a file. The answer is server-sent events; each one's data is an envelope of [`Imported`],
/// the last with `done`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Import {
    /// The file: one account a line, or CSV whose first column holds the account, under a head or under none. What it may
    /// hold is said by who reads it, in words about files.
    #[garde(skip)]
    pub csv: String,
    /// What becomes of the others.
    #[serde(default)]
    #[garde(skip)]
    pub mode: Mode,
}

/// How far an import has come; counts of lines of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// `true`.
    pub success: Success,
    /// Whether this is the last one.
    pub done: bool,
    /// Accounts in the file.
    pub total: usize,
    /// Accounts dealt with.
    pub handled: usize,
    /// Of those, newly followed.
    pub followed: usize,
    /// Of those, newly asked, since they are locked.
    pub requested: usize,
    /// Of those, followed or asked before.
    pub already: usize,
    /// People followed no more, as they are not in the file.
    pub unfollowed: usize,
    /// What could not be matched, in the order of the file. Each event has what is new since the one before.
    pub unmatched: Vec<Unmatched>,
}

/// A line of the file that names nobody who could be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    /// Counts from 1.
    pub line: usize,
    /// What the line says, cut to a readable length.
    pub account: String,
    /// Why nobody was followed.
    pub reason: Reason,
}

/// Why a line was not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody goes by that name here, or nobody whom the caller can see.
    Unknown,
    /// The account belongs to another server.
    Elsewhere,
    /// It is the caller.
    Oneself,
}
