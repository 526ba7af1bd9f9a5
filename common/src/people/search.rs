//! Finding people by name.

use crate::pagination::List;
use crate::rules;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for the people whose username or name has the words of a text: first who goes by all of it, then the others in the
/// order of the words found; everybody by username.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct SearchPeople {
    /// Words, each of which begins a word of its own of the username or the name, without regard to case and accents; `""` is
    /// everybody.
    #[serde(default, deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::prefix))]
    pub prefix: String,
    /// Counts from 1.
    #[serde(default = "crate::pagination::first_page")]
    #[garde(custom(rules::page))]
    pub page: i64,
    /// 1–100, 30 where left out.
    #[serde(default = "crate::pagination::page_rows")]
    #[garde(custom(rules::limit))]
    pub limit: i64,
    /// The `cursor` that came with the page before.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub cursor: Option<String>,
}

impl List for SearchPeople {
    const KEY: &'static str = "people";
}
