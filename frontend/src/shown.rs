//! A page as it is shown.

use crate::state::pages::Entry;
use uuid::Uuid;
use web_sys::UrlSearchParams;

/// A page as one entry of the browser's history has it.
#[derive(Clone, PartialEq)]
pub struct Shown {
    /// Its address.
    pub entry: Entry,
    /// It is the one on screen; else it is kept for Back.
    pub is_shown: bool,
    /// Who looks.
    pub viewer: Option<Uuid>,
}

impl Shown {
    /// A value in the query of its address; empty where there is none.
    pub fn parameter(&self, name: &str) -> String {
        let query = UrlSearchParams::new_with_str(&self.entry.query).ok();
        query.and_then(|query| query.get(name)).unwrap_or_default()
    }

    /// The page of a list that its address asks for, from 1.
    pub fn page(&self) -> i64 {
        self.parameter("page").parse().unwrap_or(1).max(1)
    }
}
