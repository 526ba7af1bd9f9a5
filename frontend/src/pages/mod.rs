//! The pages, one for each address.

pub mod home;
pub mod login;
pub mod not_found;
pub mod person;
pub mod register;
pub mod search;
pub mod server_error;

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
    /// A value in the query of its address.
    pub fn parameter(&self, name: &str) -> Option<String> {
        UrlSearchParams::new_with_str(&self.entry.query).ok()?.get(name)
    }

    /// The page of a list that its address asks for, from 1.
    pub fn page(&self) -> i64 {
        let page = self.parameter("page").and_then(|page| page.parse().ok());
        page.filter(|page| *page >= 1).unwrap_or(1)
    }
}
