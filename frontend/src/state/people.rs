//! A list of people that grows page by page, downwards and, where it was opened in the middle, upwards.

use common::lists::Order;
use common::people::Person;
use common::rules::PAGE_ROWS;
use std::cell::Cell;
use std::rc::Rc;
use uuid::Uuid;
use yew::Reducible;

/// The page to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Its number.
    pub page: i64,
    /// The cursor that came with the page before.
    pub cursor: Option<String>,
}

impl Next {
    /// The first page.
    pub const FIRST: Self = Self { page: 1, cursor: None };
}

/// A page as it came from any list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Person<'static>>,
    /// `None` at the end.
    pub next: Option<Next>,
    /// Rows in the whole list, where known.
    pub total: Option<i64>,
}

/// Rows that came together. It is compared by identity, so a page once drawn is not drawn again.
#[derive(Debug)]
pub struct Batch {
    /// Tells it from the other batches of its list.
    pub key: u32,
    /// At least one.
    pub rows: Vec<Person<'static>>,
    /// In CSS pixels, as last drawn; 0 before.
    pub height: Cell<f64>,
}

/// A page to load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// The next one below.
    Below,
    /// The one above those that are there.
    Above,
    /// The first one once more, for what is new.
    Newest,
}

/// What the list is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for the reader.
    Idle,
    /// A page is on its way.
    Loading(Want),
    /// The page did not come.
    Failed(Want),
}

/// The list so far. No row comes twice: pages below follow each other by cursor, and others leave out whom the list
/// has already.
#[derive(Clone, Debug)]
pub struct People {
    /// What is there, page by page.
    pub batches: Vec<Rc<Batch>>,
    /// The number of the first page that is there.
    pub first: i64,
    /// What to load next; `None` at the end.
    pub next: Option<Next>,
    /// Rows in the whole list, as the last page said.
    pub total: Option<i64>,
    /// Rows in the whole list when its first page came: any more than that are new.
    pub base: Option<i64>,
    /// Whose row comes first, and so where the list grows.
    order: Order,
    /// What is going on.
    pub phase: Phase,
    /// Rows in the whole list when the first page that is there came.
    at_top: Option<i64>,
    made: u32,
}

impl People {
    /// A list whose page number `first` is asked for at once.
    pub fn starting_at(first: i64, order: Order) -> Self {
        Self {
            batches: Vec::new(),
            first,
            next: Some(Next { page: first, cursor: None }),
            total: None,
            base: None,
            order,
            phase: Phase::Loading(Want::Below),
            at_top: None,
            made: 0,
        }
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.batches.iter().map(|batch| batch.rows.len()).sum()
    }

    /// Rows from the first of the whole list to the last that is there.
    pub fn rows(&self) -> i64 {
        (self.first - 1) * PAGE_ROWS + self.len() as i64
    }

    /// Nothing follows below.
    pub fn is_complete(&self) -> bool {
        self.next.is_none()
    }

    /// Rows that are new since the first page came, where `count` of them are known to be in the whole list by now.
    pub fn fresh(&self, count: Option<i64>) -> i64 {
        count.zip(self.base).map_or(0, |(now, then)| now - then)
    }

    /// The page that is on its way.
    pub fn awaited(&self) -> Option<(Want, Next)> {
        let Phase::Loading(want) = self.phase else { return None };
        let next = match want {
            Want::Below => self.next.clone()?,
            Want::Above => Next { page: self.above(), cursor: None },
            Want::Newest => Next::FIRST,
        };
        Some((want, next))
    }

    /// The number of the page that adjoins the first one that is there, or overlaps it: rows that were before it are
    /// further down by now if the list has grown.
    fn above(&self) -> i64 {
        let ends = self.total.zip(self.at_top).filter(|_| self.order == Order::Newest);
        let grown = ends.map_or(0, |(now, then)| (now - then).max(0));
        self.first - 1 + (grown + PAGE_ROWS - 1) / PAGE_ROWS
    }

    fn batch(&mut self, rows: Vec<Person<'static>>) -> Option<Rc<Batch>> {
        self.made += 1;
        (!rows.is_empty()).then(|| Rc::new(Batch { key: self.made, rows, height: Cell::new(0.0) }))
    }

    fn came(&mut self, want: Want, page: Page) {
        // Past the end, as an old address may be, there is nothing to go on from: the list begins at its beginning.
        let is_past_end = page.rows.is_empty() && page.next.is_none();
        if want == Want::Below && is_past_end && self.batches.is_empty() && self.first > 1 {
            *self = Self::starting_at(1, self.order);
            return;
        }
        let asked = self.above();
        (self.total, self.phase) = (page.total, Phase::Idle);
        match want {
            Want::Below => {
                self.base = self.base.or(page.total);
                self.at_top = self.at_top.or(page.total);
                self.put_below(page);
            }
            // It has grown meanwhile, so this page leaves a gap.
            Want::Above if self.above() > asked => self.phase = Phase::Loading(Want::Above),
            Want::Above => {
                (self.first, self.at_top) = (asked, page.total);
                self.put_above(page.rows);
            }
            Want::Newest => self.renew(page),
        }
    }

    /// Joins the first page to the list, or begins the list anew where more is new than a page holds.
    fn renew(&mut self, page: Page) {
        (self.base, self.at_top) = (page.total, page.total);
        let has = |row: &Person<'_>| self.batches.iter().take(2).any(|batch| holds(batch, row.user_id));
        if self.first == 1 && page.rows.iter().any(has) {
            return self.put_above(page.rows);
        }
        self.first = 1;
        self.batches.clear();
        self.put_below(page);
    }

    fn put_below(&mut self, page: Page) {
        self.next = page.next;
        let batch = self.batch(page.rows);
        self.batches.extend(batch);
    }

    fn without(&mut self, people: &[Uuid]) {
        let before = self.len();
        for at in 0..self.batches.len() {
            let is_meant = |row: &Person<'_>| people.contains(&row.user_id);
            if self.batches[at].rows.iter().any(is_meant) {
                let rows = self.batches[at].rows.iter().filter(|row| !is_meant(row)).cloned().collect();
                let key = self.batches[at].key;
                self.batches[at] = Rc::new(Batch { key, rows, height: Cell::default() });
            }
        }
        self.batches.retain(|batch| !batch.rows.is_empty());
        let gone = (before - self.len()) as i64;
        for count in [&mut self.total, &mut self.base, &mut self.at_top] {
            *count = count.map(|rows| rows - gone);
        }
    }

    fn put_above(&mut self, mut rows: Vec<Person<'static>>) {
        rows.retain(|row| !self.batches.iter().any(|batch| holds(batch, row.user_id)));
        let batch = self.batch(rows);
        self.batches.splice(0..0, batch);
    }
}

fn holds(batch: &Batch, person: Uuid) -> bool {
    batch.rows.iter().any(|row| row.user_id == person)
}

/// What can happen to the list.
pub enum Action {
    /// A page is wanted, for the first time or once more. While one is on its way, this changes nothing.
    Ask(Want),
    /// It came.
    Came(Want, Page),
    /// It did not.
    Failed(Want),
    /// These people are on the list no more.
    Left(Vec<Uuid>),
}

impl Reducible for People {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut list = (*self).clone();
        match action {
            Action::Ask(_) if matches!(list.phase, Phase::Loading(_)) => return self,
            Action::Ask(Want::Below) if list.is_complete() => return self,
            Action::Ask(want) => list.phase = Phase::Loading(want),
            Action::Failed(want) => list.phase = Phase::Failed(want),
            Action::Came(want, page) => list.came(want, page),
            Action::Left(people) => list.without(&people),
        }
        list.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u128) -> Person<'static> {
        Person {
            user_id: Uuid::from_u128(id),
            avatar: "".into(),
            username: "".into(),
            location: "".into(),
            relationship: None,
        }
    }

    fn came(want: Want, ids: &[u128], next: Option<i64>, total: i64) -> Action {
        let next = next.map(|page| Next { page, cursor: None });
        Action::Came(want, Page { rows: ids.iter().copied().map(person).collect(), next, total: Some(total) })
    }

    fn after(start: i64, actions: impl IntoIterator<Item = Action>) -> Rc<People> {
        actions.into_iter().fold(Rc::new(People::starting_at(start, Order::Newest)), Reducible::reduce)
    }

    fn ids(list: &People) -> Vec<u128> {
        let rows = list.batches.iter().flat_map(|batch| &batch.rows);
        rows.map(|row| row.user_id.as_u128()).collect()
    }

    #[test]
    fn the_first_page_is_awaited_from_the_start() {
        assert_eq!(after(1, []).awaited().map(|(_, next)| next.page), Some(1));
        assert_eq!(after(7, []).awaited().map(|(_, next)| next.page), Some(7));
    }

    #[test]
    fn asking_twice_asks_once() {
        let list = after(1, [came(Want::Below, &[1], Some(2), 3), Action::Ask(Want::Below)]);
        assert!(Rc::ptr_eq(&list, &list.clone().reduce(Action::Ask(Want::Newest))));
    }

    #[test]
    fn a_failed_page_keeps_what_is_there_and_what_to_ask_for() {
        let ask = || Action::Ask(Want::Below);
        let failed = after(1, [came(Want::Below, &[1], Some(2), 3), ask(), Action::Failed(Want::Below)]);
        assert_eq!((failed.len(), failed.awaited()), (1, None));
        let again = failed.reduce(ask());
        assert_eq!(again.awaited().map(|(_, next)| next.page), Some(2));
    }

    #[test]
    fn a_list_is_complete_when_no_page_follows() {
        let whole = after(1, [came(Want::Below, &[3, 2], Some(2), 3), came(Want::Below, &[1], None, 3)]);
        assert!(whole.is_complete());
        assert!(Rc::ptr_eq(&whole, &whole.clone().reduce(Action::Ask(Want::Below))));
        assert_eq!(ids(&whole), [3, 2, 1]);
    }

    #[test]
    fn what_is_new_goes_on_top_and_comes_once() {
        let list =
            after(1, [came(Want::Below, &[3, 2], Some(2), 3), came(Want::Newest, &[5, 4, 3], Some(2), 5)]);
        assert_eq!((ids(&list), list.base), (vec![5, 4, 3, 2], Some(5)));
        assert_eq!(list.next.as_ref().map(|next| next.page), Some(2), "what is below is not touched");
    }

    #[test]
    fn with_more_new_than_a_page_holds_the_list_begins_anew() {
        let list =
            after(1, [came(Want::Below, &[3, 2], None, 2), came(Want::Newest, &[9, 8, 7], Some(2), 99)]);
        assert_eq!((ids(&list), list.is_complete()), (vec![9, 8, 7], false));
    }

    #[test]
    fn who_leaves_a_list_is_counted_out_of_it() {
        let left = |ids: &[u128]| Action::Left(ids.iter().copied().map(Uuid::from_u128).collect());
        let list = after(1, [came(Want::Below, &[5, 4, 3], Some(2), 5), left(&[4])]);
        assert_eq!((ids(&list), list.total, list.fresh(Some(5))), (vec![5, 3], Some(4), 1));
        let empty = after(1, [came(Want::Below, &[5, 4], None, 2), left(&[4, 5])]);
        assert_eq!((empty.len(), empty.batches.len(), empty.total), (0, 0, Some(0)));
    }

    #[test]
    fn a_list_opened_in_the_middle_grows_upwards_too() {
        let opened = after(3, [came(Want::Below, &[4, 3], Some(4), 9), Action::Ask(Want::Above)]);
        assert_eq!(opened.awaited().map(|(_, next)| next.page), Some(2));
        let grown = opened.reduce(came(Want::Above, &[6, 5, 4], Some(3), 9));
        assert_eq!((ids(&grown), grown.first), (vec![6, 5, 4, 3], 2));
    }

    #[test]
    fn a_list_opened_past_its_end_begins_at_its_beginning() {
        let opened = after(9, [came(Want::Below, &[], None, 2)]);
        assert_eq!(opened.awaited().map(|(_, next)| next.page), Some(1));
    }

    #[test]
    fn a_list_with_the_oldest_first_grows_at_its_end_and_not_above() {
        let opened = People::starting_at(3, Order::Oldest);
        let grown = [came(Want::Below, &[61], Some(4), 99), came(Want::Below, &[91], None, 199)];
        let grown = grown.into_iter().fold(Rc::new(opened), Reducible::reduce);
        let asked = grown.reduce(Action::Ask(Want::Above)).awaited();
        assert_eq!(asked.map(|(_, next)| next.page), Some(2));
    }

    #[test]
    fn short_pages_and_empty_ones_are_passed_on_the_way_to_the_end() {
        let ask = || Action::Ask(Want::Below);
        let empty = after(3, [came(Want::Below, &[], Some(4), 99), ask()]);
        assert_eq!(empty.awaited().map(|(_, next)| next.page), Some(4));
        let pages = [came(Want::Below, &[7], Some(5), 99), ask(), came(Want::Below, &[], Some(6), 99)];
        let short = pages.into_iter().fold(empty, Reducible::reduce);
        assert_eq!(
            (ids(&short), short.batches.len(), short.rows(), short.is_complete()),
            (vec![7], 1, 61, false)
        );
    }

    #[test]
    fn a_list_that_grows_meanwhile_leaves_no_gap_above() {
        let opened = after(3, [came(Want::Below, &[4, 3], Some(4), 9), Action::Ask(Want::Above)]);
        let late = opened.reduce(came(Want::Above, &[9, 8], Some(3), 14));
        assert_eq!((ids(&late), late.awaited().map(|(_, next)| next.page)), (vec![4, 3], Some(3)));
        let whole = late.reduce(came(Want::Above, &[5, 4], Some(4), 14)).reduce(Action::Ask(Want::Above));
        assert_eq!((ids(&whole), whole.awaited().map(|(_, next)| next.page)), (vec![5, 4, 3], Some(2)));
    }
}
