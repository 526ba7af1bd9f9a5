//! Where in a list a reader is: the row, and how to open the list there again.

use super::people::{Next, People};
use uuid::Uuid;

/// The row at the top of the screen, under the bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// Whose row it is.
    pub person: Uuid,
    /// Its place in the whole list, from 1.
    pub place: i64,
    /// CSS pixels from the top of the screen to the top of the row.
    pub top: f64,
    /// The page to open the list at: that of the row, or the first one of a list that cannot be opened in its middle.
    pub page: Next,
}

impl Anchor {
    /// The row of a place, as it is on screen.
    pub fn of(list: &People, place: i64, top: f64, is_whole: bool) -> Option<Self> {
        let at = usize::try_from(place - 1 - list.before()).ok()?;
        let person = list.batches.rows().nth(at)?.user_id;
        let (batch, first) = list.batches.batch_of(at)?;
        let cursor = list.batches.get(batch)?.cursor.clone().filter(|_| is_whole);
        // With a cursor the page begins with the batch, and without one it is the server's.
        let first = if cursor.is_some() { first as i64 + list.before() + 1 } else { place };
        let page = if is_whole { page_of(first) } else { 1 };
        Some(Self { person, place, top, page: Next { page, cursor } })
    }

    /// The place of the row, as far as the list has come; once that is clear, of the one that is now where it was, if it
    /// is not on the list any more.
    pub fn find(&self, list: &People) -> Option<i64> {
        let found = list.batches.place(self.person).map(|at| list.before() + at as i64 + 1);
        // Rows that came before it have moved it down.
        let is_past = list.is_complete() || list.rows() > self.place + SLACK;
        found.or_else(|| is_past.then(|| self.place.min(list.rows())))
    }
}

/// Rows below its place in which a row is looked for.
const SLACK: i64 = 90;

/// The page of a place, from 1.
pub fn page_of(place: i64) -> i64 {
    (place - 1).max(0) / common::rules::PAGE_ROWS + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::list::people::{Action, Page, Want};
    use common::people::person::Person;
    use std::rc::Rc;
    use yew::Reducible;

    fn page(ids: std::ops::Range<u128>, page: i64, is_last: bool) -> Action {
        let row = |id| Person {
            user_id: Uuid::from_u128(id),
            avatar: "".into(),
            username: "".into(),
            location: "".into(),
            relationship: None,
        };
        let next =
            (!is_last).then(|| Next { page: page + 1, cursor: Some(format!("after {}", ids.end - 1)) });
        Action::Came(Want::Below, Page { rows: ids.map(row).collect(), next, total: Some(3000) })
    }

    fn list(pages: i64) -> Rc<People> {
        (0..pages).fold(Rc::new(People::starting_at(Next::FIRST)), |list, at| {
            let first = at as u128 * 30;
            list.reduce(Action::Ask(Want::Below)).reduce(page(first..first + 30, at + 1, false))
        })
    }

    #[test]
    fn a_list_is_opened_again_by_the_cursor_of_the_rows() {
        let anchor = Anchor::of(&list(5), 100, 72.0, true).expect("an anchor");
        let cursor = Some("after 89".to_owned());
        assert_eq!((anchor.person, &anchor.page), (Uuid::from_u128(99), &Next { page: 4, cursor }));
        let again = Rc::new(People::starting_at(anchor.page.clone())).reduce(page(90..120, 4, false));
        assert_eq!(anchor.find(&again), Some(100));
        let first = Anchor::of(&list(5), 2, 72.0, true).expect("an anchor");
        assert_eq!(first.page, Next::FIRST);
        assert_eq!(Anchor::of(&list(5), 100, 72.0, false).expect("an anchor").page, Next::FIRST);
        assert_eq!(Anchor::of(&list(5), 151, 72.0, true), None);
    }

    #[test]
    fn a_row_that_moved_is_found_and_one_that_went_leaves_its_place() {
        let anchor = Anchor::of(&list(2), 40, 72.0, true).expect("an anchor");
        assert_eq!(anchor.find(&list(1)), None, "it may come");
        let moved = list(1).reduce(page(500..530, 2, false)).reduce(page(30..60, 3, true));
        assert_eq!(anchor.find(&moved), Some(70));
        let gone = list(1).reduce(page(500..505, 2, true));
        assert_eq!(anchor.find(&gone), Some(35), "the last there is");
        let long = (0..5).fold(list(1), |list, at| list.reduce(page(500 + at * 30..530 + at * 30, 2, false)));
        assert_eq!(anchor.find(&long), Some(40));
    }

    #[test]
    fn a_list_that_begins_in_its_middle_is_counted_from_there() {
        let begun = Rc::new(People::starting_at(Next { page: 4, cursor: None }));
        let list = begun.reduce(page(90..120, 4, false)).reduce(page(120..150, 5, false));
        let anchor = Anchor::of(&list, 130, 72.0, true).expect("an anchor");
        let cursor = Some("after 119".to_owned());
        assert_eq!((anchor.person, &anchor.page), (Uuid::from_u128(129), &Next { page: 5, cursor }));
        assert_eq!(anchor.find(&list), Some(130));
        let first = Anchor::of(&list, 100, 72.0, true).expect("an anchor");
        assert_eq!((first.person, first.page), (Uuid::from_u128(99), Next { page: 4, cursor: None }));
        assert_eq!(Anchor::of(&list, 90, 72.0, true), None, "before it");
    }

    #[test]
    fn a_row_is_looked_for_ninety_rows_below_its_place() {
        let anchor = Anchor::of(&list(2), 40, 72.0, true).expect("an anchor");
        let so_far = |rows: u128| list(1).reduce(page(500..470 + rows, 2, false));
        assert_eq!([130, 131].map(|rows| anchor.find(&so_far(rows))), [None, Some(40)]);
    }

    #[test]
    fn a_page_has_thirty_places() {
        assert_eq!([0, 1, 30, 31, 60, 61].map(page_of), [1, 1, 1, 2, 2, 3]);
    }
}
