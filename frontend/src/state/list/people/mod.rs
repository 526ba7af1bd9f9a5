//! A list of people that grows page by page, downwards and, where it was opened in the middle, upwards.

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

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

    /// How far down its rows a first page is not below those of the list, and how many of the list's come before the last that
    /// is on both. `None` where none of them is in the list.
    fn reach(&self, page: &Page) -> Option<(usize, usize)> {
        let place = |row: &Person<'_>| self.batches.place(row.user_id);
        let (last, place) =
            page.rows.iter().enumerate().rev().find_map(|(at, row)| Some((at, place(row)?)))?;
        Some((if self.is_complete() { page.rows.len() } else { last + 1 }, place))
    }

    /// Puts the first page in the place of what it shows anew, or begins the list anew where more is new than a page holds.
    fn renew(&mut self, mut page: Page) {
        self.fresh.clear();
        self.has_more_fresh = false;
        match self.reach(&page).filter(|_| self.first == 1) {
            Some((reach, before)) => {
                page.rows.truncate(reach);
                // Those of the page may stand further down yet, and what it does not have any more has left.
                let replaced = self.batches.rows().take(before).chain(&page.rows);
                let replaced: Vec<_> = replaced.map(|row| row.user_id).collect();
                self.batches.remove(&replaced);
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
        // Before anything has come, the cursor is one that was kept for long and may mean nothing by now; the page's number does.
        if let Some(next) = self.next.as_mut().filter(|next| next.page == self.first) {
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
