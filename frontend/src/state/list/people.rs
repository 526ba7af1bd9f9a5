//! A list of people that grows page by page, downwards and, where it was opened in the middle, upwards.

use super::batches::Batches;
use common::people::person::Person;
use common::rules::PAGE_ROWS;
use std::rc::Rc;
use uuid::Uuid;
use yew::Reducible;

/// Pages that are read to find out what is between a page above and the rows that are there.
const GAP_PAGES: usize = 10;

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

/// The list so far. No row comes twice: pages below follow each other by cursor, and others leave out the people that the
/// list has already. Numbers of rows in the whole list are only shown: what is new, and what adjoins, is found by ids.
#[derive(Clone, Debug)]
pub struct People {
    /// What is there.
    pub batches: Batches,
    /// The number of the first page that is there.
    pub first: i64,
    /// What to load next; `None` at the end.
    pub next: Option<Next>,
    /// Rows in the whole list, as the last page said.
    pub total: Option<i64>,
    /// What is going on.
    pub phase: Phase,
    /// People at the top of the whole list by now whose rows are not shown yet.
    pub fresh: Vec<Uuid>,
    /// There are more of them than were looked at.
    pub has_more_fresh: bool,
    /// What was read above, and does not adjoin the rows that are there yet.
    gap: Gap,
}

#[derive(Clone, Debug, Default)]
struct Gap {
    rows: Vec<Person<'static>>,
    next: Option<Next>,
    pages: usize,
}

impl People {
    /// A list of which this page is asked for at once.
    pub fn starting_at(next: Next) -> Self {
        Self {
            batches: Batches::default(),
            first: next.page,
            next: Some(next),
            total: None,
            phase: Phase::Loading(Want::Below),
            fresh: Vec::new(),
            has_more_fresh: false,
            gap: Gap::default(),
        }
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.batches.iter().map(|batch| batch.rows.len()).sum()
    }

    /// Rows of the whole list before the first that is there.
    pub fn before(&self) -> i64 {
        (self.first - 1) * PAGE_ROWS
    }

    /// Rows from the first of the whole list to the last that is there.
    pub fn rows(&self) -> i64 {
        self.before() + self.len() as i64
    }

    /// Nothing follows below.
    pub fn is_complete(&self) -> bool {
        self.next.is_none()
    }

    /// Nothing has come yet.
    pub fn is_opening(&self) -> bool {
        self.batches.is_empty() && !self.is_complete()
    }

    /// The page that is on its way.
    pub fn awaited(&self) -> Option<(Want, Next)> {
        let Phase::Loading(want) = self.phase else { return None };
        let next = match want {
            Want::Below => self.next.clone()?,
            Want::Above => self.gap.next.clone().unwrap_or(Next { page: self.first - 1, cursor: None }),
            Want::Newest => Next::FIRST,
        };
        Some((want, next))
    }

    fn came(&mut self, want: Want, page: Page) {
        // Past the end, as an old address may be, there is nothing to go on from: the list begins at its beginning.
        let is_past_end = page.rows.is_empty() && page.next.is_none();
        if want == Want::Below && is_past_end && self.batches.is_empty() && self.first > 1 {
            *self = Self::starting_at(Next::FIRST);
            return;
        }
        (self.total, self.phase) = (page.total, Phase::Idle);
        match want {
            Want::Below => self.put_below(page),
            Want::Above => self.put_above(page),
            Want::Newest => self.renew(page),
        }
    }

    /// How far down its rows a first page is not below those of the list, and how many of the list's it goes past. `None`
    /// where none of them is in the list.
    fn reach(&self, page: &Page) -> Option<(usize, usize)> {
        let place = |row: &Person<'_>| self.batches.place(row.user_id);
        let (last, place) =
            page.rows.iter().enumerate().rev().find_map(|(at, row)| Some((at, place(row)?)))?;
        Some((if self.is_complete() { page.rows.len() } else { last + 1 }, place + 1))
    }

    /// Puts the first page in the place of what it shows anew, or begins the list anew where more is new than a page holds.
    fn renew(&mut self, mut page: Page) {
        self.fresh.clear();
        self.has_more_fresh = false;
        match self.reach(&page).filter(|_| self.first == 1) {
            Some((reach, known)) => {
                page.rows.truncate(reach);
                self.batches.skip(known);
                // One who has left and come back is further up now.
                self.batches.remove(&page.rows.iter().map(|row| row.user_id).collect::<Vec<_>>());
                self.batches.add_above(page.rows);
            }
            None => {
                (self.first, self.next, self.gap) = (1, Some(Next::FIRST), Gap::default());
                self.batches.clear();
                self.put_below(page);
            }
        }
    }

    /// Finds out from the first page who is new: people who stand there above a row of the list, and are not in it. Those who are
    /// there by the viewer's own doing are shown at once; so are all where that moves nothing.
    fn looked(&mut self, page: Page, own: &[Uuid]) {
        // What is above a list that was opened in the middle is shown by going up.
        if self.first > 1 || self.is_opening() {
            return;
        }
        if self.batches.is_empty() {
            return self.came(Want::Newest, page);
        }
        let reach = self.reach(&page).map(|(reach, _)| reach);
        self.has_more_fresh = reach.is_none() && page.next.is_some();
        let above = page.rows.into_iter().take(reach.unwrap_or(usize::MAX));
        let new = above.filter(|row| self.batches.place(row.user_id).is_none());
        let (own, others): (Vec<_>, Vec<_>) = new.partition(|row| own.contains(&row.user_id));
        if self.has_more_fresh && others.is_empty() {
            // What lies between was not read: all of it is offered, and begins the list anew.
            self.fresh = own.iter().map(|row| row.user_id).collect();
            return;
        }
        self.fresh = others.iter().map(|row| row.user_id).collect();
        self.batches.add_above(own);
        if !self.has_more_fresh {
            self.total = page.total.map(|total| total - self.fresh.len() as i64);
        }
    }

    fn put_below(&mut self, page: Page) {
        let asked = std::mem::replace(&mut self.next, page.next);
        self.batches.add_below(page.rows, asked.and_then(|asked| asked.cursor));
    }

    /// Reads on from a page above until a row comes that the list has: rows may have come and gone in between, so that the
    /// page's number alone does not tell what adjoins. Where none comes, the list begins anew from there.
    fn put_above(&mut self, page: Page) {
        let known = page.rows.iter().position(|row| self.batches.place(row.user_id).is_some());
        let mut gap = std::mem::take(&mut self.gap);
        gap.rows.extend(page.rows.into_iter().take(known.unwrap_or(usize::MAX)));
        gap.pages += 1;
        if known.is_none() && page.next.is_some() && gap.pages < GAP_PAGES {
            gap.next = page.next;
            (self.gap, self.phase) = (gap, Phase::Loading(Want::Above));
            return;
        }
        if known.is_none() && page.next.is_some() {
            self.batches.clear();
            self.next = page.next;
        }
        self.first -= 1;
        self.batches.add_above(gap.rows);
    }

    fn without(&mut self, people: &[Uuid]) {
        let before = self.len();
        self.batches.remove(people);
        self.fresh.retain(|person| !people.contains(person));
        let gone = (before - self.len()) as i64;
        self.total = self.total.map(|rows| rows - gone);
    }

    fn failed(&mut self, want: Want) {
        self.phase = Phase::Failed(want);
        // A cursor that was kept for long may mean nothing by now; the page's number does.
        if let Some(next) =
            self.next.as_mut().filter(|next| self.batches.is_empty() && next.page == self.first)
        {
            next.cursor = None;
        }
    }
}

/// What can happen to the list.
pub enum Action {
    /// A page is wanted, for the first time or once more. While one is on its way, this changes nothing.
    Ask(Want),
    /// It came.
    Came(Want, Page),
    /// It did not.
    Failed(Want),
    /// The first page was read, to see who is new. These are on the list by the viewer's own doing.
    Looked(Page, Vec<Uuid>),
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
            Action::Failed(want) => list.failed(want),
            Action::Came(want, page) => list.came(want, page),
            Action::Looked(page, own) => list.looked(page, &own),
            Action::Left(people) => list.without(&people),
        }
        list.into()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn person(id: u128) -> Person<'static> {
        Person {
            user_id: Uuid::from_u128(id),
            avatar: "".into(),
            username: "".into(),
            location: "".into(),
            relationship: None,
        }
    }

    fn page(ids: &[u128], next: Option<i64>, total: i64) -> Page {
        let next = next.map(|page| Next { page, cursor: None });
        Page { rows: ids.iter().copied().map(person).collect(), next, total: Some(total) }
    }

    fn came(want: Want, ids: &[u128], next: Option<i64>, total: i64) -> Action {
        Action::Came(want, page(ids, next, total))
    }

    fn looked(ids: &[u128], next: Option<i64>, own: &[u128]) -> Action {
        let own = own.iter().copied().map(Uuid::from_u128).collect();
        Action::Looked(page(ids, next, ids.len() as i64), own)
    }

    fn left(ids: &[u128]) -> Action {
        Action::Left(ids.iter().copied().map(Uuid::from_u128).collect())
    }

    fn starting_at(page: i64) -> People {
        People::starting_at(Next { page, cursor: None })
    }

    fn after(start: i64, actions: impl IntoIterator<Item = Action>) -> Rc<People> {
        actions.into_iter().fold(Rc::new(starting_at(start)), Reducible::reduce)
    }

    fn ids(list: &People) -> Vec<u128> {
        list.batches.rows().map(|row| row.user_id.as_u128()).collect()
    }

    fn fresh(list: &People) -> Vec<u128> {
        list.fresh.iter().map(Uuid::as_u128).collect()
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
    fn rows_of_ones_own_that_do_not_adjoin_are_offered_and_leave_no_hole() {
        let list = after(1, [came(Want::Below, &[3, 2, 1], None, 3)]);
        let list = list.reduce(looked(&[9, 8, 7], Some(2), &[9, 8, 7]));
        assert_eq!((ids(&list), fresh(&list)), (vec![3, 2, 1], vec![9, 8, 7]));
        assert!(list.has_more_fresh);
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
    fn a_cursor_that_opens_nothing_is_given_up_for_the_page_and_one_below_is_kept() {
        let cursor = |page| Next { page, cursor: Some("c".into()) };
        let again = |list: Rc<People>| {
            let list = list.reduce(Action::Failed(Want::Below)).reduce(Action::Ask(Want::Below));
            list.awaited().map(|(_, next)| next)
        };
        let opened = Rc::new(People::starting_at(cursor(7)));
        assert_eq!(again(opened.clone()), Some(Next { page: 7, cursor: None }));
        let page = Page { next: Some(cursor(8)), ..page(&[1], None, 9) };
        assert_eq!(again(opened.reduce(Action::Came(Want::Below, page))), Some(cursor(8)));
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
        assert_eq!((ids(&list), list.total), (vec![5, 4, 3, 2], Some(5)));
        assert_eq!(list.next.as_ref().map(|next| next.page), Some(2), "what is below is not touched");
    }

    #[test]
    fn with_more_new_than_a_page_holds_the_list_begins_anew() {
        let list =
            after(1, [came(Want::Below, &[3, 2], None, 2), came(Want::Newest, &[9, 8, 7], Some(2), 99)]);
        assert_eq!((ids(&list), list.is_complete()), (vec![9, 8, 7], false));
    }

    #[test]
    fn one_who_comes_for_another_who_went_is_new_though_no_number_changes() {
        let list =
            after(1, [came(Want::Below, &[3, 2, 1], None, 3), left(&[2]), looked(&[4, 3, 1], None, &[])]);
        assert_eq!((ids(&list), fresh(&list)), (vec![3, 1], vec![4]));
        let list = list.reduce(came(Want::Newest, &[4, 3, 1], None, 3));
        assert_eq!((ids(&list), fresh(&list)), (vec![4, 3, 1], vec![]));
    }

    #[test]
    fn the_viewers_own_row_is_shown_at_once_and_others_wait() {
        let opened = || after(1, [came(Want::Below, &[3, 2], Some(2), 9)]);
        let list = opened().reduce(looked(&[7, 6, 5, 3], Some(2), &[6]));
        assert_eq!((ids(&list), fresh(&list)), (vec![6, 3, 2], vec![7, 5]));
        let list = list.reduce(came(Want::Newest, &[7, 6, 5, 3], Some(2), 9));
        assert_eq!((ids(&list), fresh(&list)), (vec![7, 6, 5, 3, 2], vec![]), "in the server's order");
        let list = list.reduce(left(&[6]));
        assert_eq!((ids(&list), list.total), (vec![7, 5, 3, 2], Some(8)));
    }

    #[test]
    fn one_who_is_new_and_leaves_is_not_new() {
        let list = after(1, [came(Want::Below, &[3], None, 1), looked(&[5, 4, 3], None, &[]), left(&[5])]);
        assert_eq!(fresh(&list), [4]);
        assert!(list.reduce(looked(&[3], None, &[])).fresh.is_empty());
    }

    #[test]
    fn an_empty_list_takes_in_what_is_new_since_that_moves_nothing() {
        let list = after(1, [came(Want::Below, &[], None, 0), looked(&[2, 1], None, &[])]);
        assert_eq!((ids(&list), fresh(&list), list.total), (vec![2, 1], vec![], Some(2)));
    }

    #[test]
    fn where_more_is_new_than_was_looked_at_that_is_told() {
        let list = after(1, [came(Want::Below, &[3], None, 1), looked(&[9, 8, 7], Some(2), &[])]);
        assert_eq!((fresh(&list).len(), list.has_more_fresh), (3, true));
        let list = list.reduce(came(Want::Newest, &[9, 8, 7], Some(2), 7));
        assert_eq!((fresh(&list).len(), list.has_more_fresh), (0, false));
    }

    #[test]
    fn a_look_tells_nothing_before_there_is_a_first_page_nor_where_it_is_not_shown() {
        assert!(after(1, [looked(&[2, 1], None, &[])]).batches.is_empty());
        let middle = after(3, [came(Want::Below, &[1], None, 61), looked(&[2], Some(2), &[2])]);
        assert_eq!((ids(&middle), fresh(&middle), middle.has_more_fresh), (vec![1], vec![], false));
    }

    #[test]
    fn who_leaves_a_list_is_counted_out_of_it() {
        let list = after(1, [came(Want::Below, &[5, 4, 3], Some(2), 5), left(&[4])]);
        assert_eq!((ids(&list), list.total), (vec![5, 3], Some(4)));
        let empty = after(1, [came(Want::Below, &[5, 4], None, 2), left(&[4, 5])]);
        assert_eq!((empty.len(), empty.batches.len(), empty.total), (0, 0, Some(0)));
    }

    #[test]
    fn a_list_opened_in_the_middle_grows_upwards_until_its_rows_adjoin() {
        let opened = after(3, [came(Want::Below, &[4, 3], Some(4), 9), Action::Ask(Want::Above)]);
        assert_eq!(opened.awaited().map(|(_, next)| next.page), Some(2));
        let read = opened.reduce(came(Want::Above, &[6], Some(3), 9));
        assert_eq!((ids(&read), read.awaited().map(|(_, next)| next.page)), (vec![4, 3], Some(3)));
        let grown = read.reduce(came(Want::Above, &[5, 4], Some(4), 9));
        assert_eq!((ids(&grown), grown.first, grown.phase), (vec![6, 5, 4, 3], 2, Phase::Idle));
        let asked = grown.reduce(Action::Ask(Want::Above)).awaited();
        assert_eq!(asked, Some((Want::Above, Next::FIRST)));
    }

    #[test]
    fn a_list_opened_past_its_end_begins_at_its_beginning() {
        let opened = after(9, [came(Want::Below, &[], None, 2)]);
        assert_eq!(opened.awaited().map(|(_, next)| next.page), Some(1));
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
    fn short_pages_are_joined_whichever_way_they_come() {
        let below = (1..=40).map(|id| came(Want::Below, &[1000 - 2 * id, 999 - 2 * id], Some(2), 0));
        let list = after(1, below);
        assert_eq!((list.len(), list.batches.len()), (80, 3));
        let above = (1000..1060).map(|id| came(Want::Newest, &[id, id - 1], Some(2), 0));
        let list = above.fold(after(1, [came(Want::Below, &[999], None, 0)]), Reducible::reduce);
        assert_eq!((list.len(), list.batches.len()), (61, 3));
    }

    /// A list as a server has it: ids that grow with time, the newest first.
    #[derive(Clone, Debug, Default)]
    struct Server {
        ids: Vec<u128>,
        last: u128,
    }

    impl Server {
        fn grow(&mut self, by: usize) {
            for _ in 0..by {
                self.last += 1;
                self.ids.insert(0, self.last);
            }
        }

        fn page(&self, Next { page, cursor }: &Next, limit: usize) -> Page {
            let rest: Vec<_> = match cursor.as_ref().and_then(|cursor| cursor.parse::<u128>().ok()) {
                Some(cursor) => self.ids.iter().copied().filter(|id| *id < cursor).collect(),
                None => self.ids.iter().copied().skip((*page as usize - 1) * limit).collect(),
            };
            let rows = &rest[..limit.min(rest.len())];
            let cursor = rows.last().filter(|_| rest.len() > limit).map(u128::to_string);
            let next = cursor.map(|cursor| Next { page: page + 1, cursor: Some(cursor) });
            let rows = rows.iter().copied().map(person).collect();
            Page { rows, next, total: Some(self.ids.len() as i64) }
        }

        /// Answers what the list awaits, until it awaits nothing.
        fn answer(&self, mut list: Rc<People>) -> Rc<People> {
            while let Some((want, next)) = list.awaited() {
                list = list.reduce(Action::Came(want, self.page(&next, PAGE_ROWS as usize)));
            }
            list
        }
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Come(usize),
        Go(prop::sample::Index),
        Ask(Want),
        Look,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (1_usize..50).prop_map(Step::Come),
            any::<prop::sample::Index>().prop_map(Step::Go),
            any::<prop::sample::Index>().prop_map(Step::Go),
            prop_oneof![Just(Want::Below), Just(Want::Above), Just(Want::Newest)].prop_map(Step::Ask),
            Just(Step::Look),
        ]
    }

    proptest! {
        #[test]
        fn however_a_list_changes_while_it_is_read_it_ends_as_the_server_has_it(
            rows in 0_usize..200, start in 1_i64..6, steps in vec(step(), 0..40),
        ) {
            let mut server = Server::default();
            server.grow(rows);
            let mut list = server.answer(Rc::new(starting_at(start)));
            for step in steps {
                match step {
                    Step::Come(rows) => server.grow(rows),
                    Step::Go(at) if !server.ids.is_empty() => {
                        server.ids.remove(at.index(server.ids.len()));
                    }
                    Step::Ask(Want::Above) if list.first == 1 => {}
                    Step::Ask(want) => list = server.answer(list.reduce(Action::Ask(want))),
                    Step::Look => {
                        list = list.reduce(Action::Looked(server.page(&Next::FIRST, 100), Vec::new()));
                        let (shown, fresh) = (ids(&list), fresh(&list));
                        let top = server.ids.iter().position(|id| shown.contains(id));
                        let above: Vec<_> = server.ids.iter().copied().take(top.unwrap_or(100).min(100)).collect();
                        if list.first == 1 {
                            prop_assert!(above.iter().all(|id| shown.contains(id) || fresh.contains(id)));
                            prop_assert!(fresh.iter().all(|id| above.contains(id)), "{fresh:?} in {above:?}");
                        }
                    }
                    Step::Go(_) => {}
                }
                for pair in list.batches.windows(2) {
                    prop_assert!(pair.iter().all(|batch| batch.rows.len() <= 100 && !batch.rows.is_empty()));
                }
            }
            while list.first > 1 {
                list = server.answer(list.reduce(Action::Ask(Want::Above)));
            }
            list = server.answer(list.reduce(Action::Ask(Want::Newest)));
            while !list.is_complete() {
                list = server.answer(list.reduce(Action::Ask(Want::Below)));
            }
            let there: Vec<_> = ids(&list).into_iter().filter(|id| server.ids.contains(id)).collect();
            prop_assert_eq!(there, server.ids);
        }
    }
}
