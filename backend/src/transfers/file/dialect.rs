//! How programs write their files: what parts the fields, and what heads the columns.

use csv::StringRecord;

/// What the head of a column with accounts may say, in letters and digits alone; where several do, the first of these.
/// [`common::graph::transfers::ADDRESS_COLUMN`] is what Mastodon writes.
pub(super) const HEADS: [&str; 13] = [
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

/// Whether a record at the beginning is neither head nor account: an empty one, or `sep=;`, by which Excel is told the
/// delimiter.
pub(super) fn is_about_the_file(record: &StringRecord) -> bool {
    let first = record.get(0).unwrap_or_default();
    first.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) || record.iter().all(is_blank)
}

/// The column with the accounts, where the record is a head.
pub(super) fn headed_column(record: &StringRecord) -> Option<usize> {
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
pub(super) fn delimiter(text: &str) -> u8 {
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
