//! The pages that Back can return to as they were left: each entry of the browser's history has a page of its own,
//! and the latest few stay in place, hidden.

use crate::route::Route;

/// Pages there are at the most, with the one shown. A long list keeps at most a few hundred rows in the document, so they are cheap.
const KEPT: usize = 6;

/// An entry of the browser's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Tells it from all other entries of this tab.
    pub id: u64,
    /// Its path.
    pub path: String,
    /// What follows the path, from the `?` on.
    pub query: String,
}

impl Entry {
    /// The page of it.
    pub fn route(&self) -> Route {
        Route::of(&self.path)
    }

    /// One signs in here, or finds the way back to that, and then goes on to where one wanted to be.
    pub fn is_sign_in(&self) -> bool {
        let route = self.route();
        matches!(route, Route::Login | Route::Register | Route::Google)
            || matches!(route, Route::Forgot | Route::Reset | Route::Confirm)
    }
}

/// The entry that is shown, and others whose pages are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    entries: Vec<Entry>,
    shown: u64,
}

impl Pages {
    /// Begins with one entry.
    pub fn new(entry: Entry) -> Self {
        Self { shown: entry.id, entries: vec![entry] }
    }

    /// The entry that is shown.
    pub fn shown(&self) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == self.shown)
    }

    /// All pages there are, each with whether it is the one shown.
    pub fn iter(&self) -> impl Iterator<Item = (&Entry, bool)> {
        self.entries.iter().map(|entry| (entry, entry.id == self.shown))
    }

    /// Shows an entry. Pages to sign in are not kept, nor is a password that was typed there; other text is in the drafts.
    pub fn show(&mut self, entry: Entry) {
        self.shown = entry.id;
        self.entries.retain(|kept| kept.id != entry.id && !kept.is_sign_in());
        // In the order of their making, so that none is moved about in the document.
        let at = self.entries.binary_search_by_key(&entry.id, |kept| kept.id).unwrap_or_else(|at| at);
        self.entries.insert(at, entry);
        if self.entries.len() > KEPT {
            // The one that is farthest from here, by Back or by Forward.
            self.entries.remove(if at < KEPT / 2 { KEPT } else { 0 });
        }
    }

    /// Forgets all but the one shown.
    pub fn forget(&mut self) {
        let shown = self.shown;
        self.entries.retain(|entry| entry.id == shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: u64, path: &str) -> Entry {
        Entry { id, path: path.into(), query: String::new() }
    }

    fn ids(pages: &Pages) -> Vec<u64> {
        pages.iter().map(|(entry, _)| entry.id).collect()
    }

    #[test]
    fn back_shows_the_page_that_was_kept() {
        let mut pages = Pages::new(entry(1, "/"));
        pages.show(entry(2, "/people/ada"));
        pages.show(entry(1, "/"));
        assert_eq!((ids(&pages), pages.shown().map(|entry| entry.id)), (vec![1, 2], Some(1)));
        assert_eq!(pages.iter().map(|(_, is_shown)| is_shown).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn a_form_is_gone_once_it_is_left() {
        let mut pages = Pages::new(entry(1, "/login"));
        pages.show(entry(2, "/"));
        assert_eq!(ids(&pages), [2]);
    }

    #[test]
    fn only_the_latest_pages_are_kept() {
        let mut pages = Pages::new(entry(0, "/"));
        for id in 1..100 {
            pages.show(entry(id, "/search"));
        }
        assert_eq!(ids(&pages), [94, 95, 96, 97, 98, 99]);
        pages.show(entry(93, "/search"));
        assert_eq!(ids(&pages), [93, 94, 95, 96, 97, 98], "the neighbours stay");
    }
}
