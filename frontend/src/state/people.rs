//! A list of people that grows page by page.

use common::people::Person;
use std::rc::Rc;
use yew::Reducible;

/// Where the next page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Its number.
    pub page: i64,
    /// The cursor that came with the page before.
    pub cursor: Option<String>,
}

/// A page as it came from any list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Person<'static>>,
    /// `None` at the end.
    pub next: Option<Next>,
    /// Rows in the whole list, where known.
    pub total: Option<i64>,
}

/// What the list is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for the reader.
    Idle,
    /// A page is on its way.
    Loading,
    /// The page did not come; the reason is in plain words.
    Failed(String),
}

/// The list so far. Pages are kept apart so that a page once drawn is not drawn again. No row comes twice: the
/// pages follow each other by cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// What is there, page by page.
    pub pages: Vec<Rc<Vec<Person<'static>>>>,
    /// What to load next; `None` at the end.
    pub next: Option<Next>,
    /// As the last page said.
    pub total: Option<i64>,
    /// What is going on.
    pub phase: Phase,
}

/// The first page is asked for at once.
impl Default for People {
    fn default() -> Self {
        let next = Some(Next { page: 1, cursor: None });
        Self { pages: Vec::new(), next, total: None, phase: Phase::Loading }
    }
}

impl People {
    /// Rows so far.
    pub fn len(&self) -> usize {
        self.pages.iter().map(|page| page.len()).sum()
    }

    /// Everything has come.
    pub fn is_complete(&self) -> bool {
        self.next.is_none()
    }

    /// The page that is on its way.
    pub fn awaited(&self) -> Option<Next> {
        self.next.clone().filter(|_| self.phase == Phase::Loading)
    }
}

/// What can happen to the list.
pub enum Action {
    /// The next page is wanted, for the first time or once more. While one is on its way, this changes nothing.
    Ask,
    /// It came.
    Came(Page),
    /// It did not.
    Failed(String),
}

impl Reducible for People {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut list = (*self).clone();
        match action {
            Action::Ask if list.is_complete() || list.phase == Phase::Loading => return self,
            Action::Ask => list.phase = Phase::Loading,
            Action::Failed(why) => list.phase = Phase::Failed(why),
            Action::Came(page) => {
                list.pages.push(Rc::new(page.rows));
                (list.next, list.total, list.phase) = (page.next, page.total, Phase::Idle);
            }
        }
        list.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(id: u128) -> Person<'static> {
        Person {
            user_id: Uuid::from_u128(id),
            avatar: "".into(),
            username: "".into(),
            location: "".into(),
            relationship: None,
        }
    }

    fn came(ids: &[u128], next: Option<i64>) -> Action {
        let next = next.map(|page| Next { page, cursor: None });
        Action::Came(Page { rows: ids.iter().copied().map(person).collect(), next, total: Some(3) })
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<People> {
        actions.into_iter().fold(Rc::default(), Reducible::reduce)
    }

    #[test]
    fn the_first_page_is_awaited_from_the_start() {
        assert_eq!(after([]).awaited().map(|next| next.page), Some(1));
    }

    #[test]
    fn asking_twice_asks_once() {
        let list = after([came(&[1], Some(2)), Action::Ask]);
        assert!(Rc::ptr_eq(&list, &list.clone().reduce(Action::Ask)));
    }

    #[test]
    fn a_failed_page_keeps_what_is_there_and_what_to_ask_for() {
        let failed = after([came(&[1], Some(2)), Action::Ask, Action::Failed("no".into())]);
        assert_eq!((failed.len(), failed.awaited()), (1, None));
        let again = failed.reduce(Action::Ask);
        assert_eq!(again.awaited().map(|next| next.page), Some(2));
    }

    #[test]
    fn a_list_is_complete_when_no_page_follows() {
        assert!(!after([]).is_complete());
        let whole = after([came(&[1, 2], Some(2)), came(&[3], None)]);
        assert!(whole.is_complete() && Rc::ptr_eq(&whole, &whole.clone().reduce(Action::Ask)));
        assert_eq!(whole.len(), 3);
    }
}
