//! What all lists that are read a page at a time have in common.

use crate::rules;

/// A list endpoint; its rows answer under a key of their own.
pub trait List {
    /// The key that holds the rows.
    const KEY: &'static str;
}

pub(crate) fn first_page() -> i64 {
    1
}

pub(crate) fn page_rows() -> i64 {
    rules::PAGE_ROWS
}
