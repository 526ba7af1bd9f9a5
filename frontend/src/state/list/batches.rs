//! The rows of a list in batches, each of which is drawn as one.

use common::people::person::Person;
use common::rules::PAGE_ROWS;
use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;
use uuid::Uuid;

/// CSS pixels of a row that has not been drawn yet.
const ROW: f64 = 68.0;
/// Rows of a batch, up to which its neighbours are joined to it.
const FULL: usize = PAGE_ROWS as usize;

/// Rows that are drawn together. It is compared by identity, so a batch once drawn is not drawn again.
#[derive(Debug)]
pub struct Batch {
    /// Distinguishes it from the other batches of its list.
    pub key: u32,
    /// At least one.
    pub rows: Vec<Person<'static>>,
    /// The cursor that its first rows were read with, if any.
    pub cursor: Option<String>,
    /// In CSS pixels, as last drawn; 0 before.
    pub drawn: Cell<f64>,
}

impl Batch {
    /// CSS pixels that it takes up, as far as is known.
    pub fn height(&self) -> f64 {
        match self.drawn.get() {
            0.0 => ROW * self.rows.len() as f64,
            drawn => drawn,
        }
    }

    fn holds(&self, person: Uuid) -> bool {
        self.rows.iter().any(|row| row.user_id == person)
    }

    /// The same with other rows. It is as high as before, but for how many rows it has.
    fn with(&self, rows: Vec<Person<'static>>, cursor: Option<String>) -> Rc<Self> {
        let height = match self.drawn.get() {
            0.0 => 0.0,
            drawn => drawn * rows.len() as f64 / self.rows.len() as f64,
        };
        Rc::new(Self { key: self.key, rows, cursor, drawn: Cell::new(height) })
    }
}

/// The batches of a list, in its order. Short ones are joined, so that a list has few of them whatever its pages hold.
#[derive(Clone, Debug, Default)]
pub struct Batches {
    all: Vec<Rc<Batch>>,
    made: u32,
}

impl Deref for Batches {
    type Target = [Rc<Batch>];

    fn deref(&self) -> &[Rc<Batch>] {
        &self.all
    }
}

impl Batches {
    /// All rows.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Person<'static>> {
        self.all.iter().flat_map(|batch| &batch.rows)
    }

    /// The place of a person's row, from 0.
    pub fn place(&self, person: Uuid) -> Option<usize> {
        self.rows().position(|row| row.user_id == person)
    }

    /// The index of the batch that has the row of a place, and of its first row.
    pub fn batch_of(&self, place: usize) -> Option<(usize, usize)> {
        let mut first = 0;
        for (index, batch) in self.all.iter().enumerate() {
            if place < first + batch.rows.len() {
                return Some((index, first));
            }
            first += batch.rows.len();
        }
        None
    }

    /// Adds rows that were read with this cursor at the end, without those that the batches beside them or at the beginning have.
    pub fn add_below(&mut self, mut rows: Vec<Person<'static>>, cursor: Option<String>) {
        let ends = [self.all.first(), self.all.last()];
        rows.retain(|row| !ends.into_iter().flatten().any(|batch| batch.holds(row.user_id)));
        match self.all.last_mut() {
            _ if rows.is_empty() => {}
            Some(last) if last.rows.len() + rows.len() <= FULL => {
                let joined = last.rows.iter().cloned().chain(rows).collect();
                *last = last.with(joined, last.cursor.clone());
            }
            _ => self.insert(self.all.len(), rows, cursor),
        }
    }

    /// Adds rows at the beginning, without those that are there.
    pub fn add_above(&mut self, mut rows: Vec<Person<'static>>) {
        rows.retain(|row| self.place(row.user_id).is_none());
        for rows in rows.rchunks(FULL) {
            match self.all.first_mut() {
                Some(first) if first.rows.len() + rows.len() <= FULL => {
                    let joined = rows.iter().chain(&first.rows).cloned().collect();
                    *first = first.with(joined, None);
                }
                _ => self.insert(0, rows.to_vec(), None),
            }
        }
    }

    fn insert(&mut self, at: usize, rows: Vec<Person<'static>>, cursor: Option<String>) {
        self.made += 1;
        let batch = Batch { key: self.made, rows, cursor, drawn: Cell::default() };
        self.all.insert(at, Rc::new(batch));
    }

    /// Takes people out.
    pub fn remove(&mut self, people: &[Uuid]) {
        for batch in &mut self.all {
            let is_meant = |row: &Person<'_>| people.contains(&row.user_id);
            if batch.rows.iter().any(is_meant) {
                let rows = batch.rows.iter().filter(|row| !is_meant(row)).cloned().collect();
                *batch = batch.with(rows, batch.cursor.clone());
            }
        }
        self.all.retain(|batch| !batch.rows.is_empty());
    }

    /// Takes out everybody.
    pub fn clear(&mut self) {
        self.all.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::ops::Range;

    fn rows(ids: Range<u128>) -> Vec<Person<'static>> {
        let row = |id| Person {
            user_id: Uuid::from_u128(id),
            avatar: "".into(),
            username: "".into(),
            location: "".into(),
            relationship: None,
        };
        ids.map(row).collect()
    }

    fn batches(pages: impl IntoIterator<Item = Range<u128>>) -> Batches {
        let mut batches = Batches::default();
        pages.into_iter().for_each(|ids| batches.add_below(rows(ids), None));
        batches
    }

    fn heights(batches: &Batches) -> Vec<f64> {
        batches.iter().map(|batch| batch.height()).collect()
    }

    #[test]
    fn a_batch_is_taken_to_be_as_high_as_its_rows_until_it_is_drawn() {
        let batches = batches([0..30, 30..40]);
        assert_eq!(heights(&batches), [2040.0, 680.0]);
        batches[1].drawn.set(1000.0);
        assert_eq!(heights(&batches), [2040.0, 1000.0]);
    }

    #[test]
    fn a_batch_that_was_drawn_grows_and_shrinks_with_its_rows() {
        let mut batches = batches([0..5, 5..10]);
        batches[0].drawn.set(1000.0);
        batches.add_below(rows(10..20), None);
        assert_eq!(heights(&batches), [2000.0]);
        batches.remove(&[0, 1, 2, 3, 4].map(Uuid::from_u128));
        assert_eq!(heights(&batches), [1500.0]);
    }

    #[test]
    fn the_batch_of_each_place_is_known() {
        let batches = batches([0..30, 30..60]);
        let found = [0, 29, 30, 59, 60].map(|place| batches.batch_of(place));
        assert_eq!(found, [Some((0, 0)), Some((0, 0)), Some((1, 30)), Some((1, 30)), None]);
    }

    #[test]
    fn who_comes_again_with_a_page_below_has_one_row() {
        let mut batches = batches([0..30, 30..60]);
        batches.add_below([rows(0..1), rows(59..62)].concat(), None);
        let rows: Vec<_> = batches.rows().map(|row| row.user_id.as_u128()).collect();
        assert_eq!(rows, (0..62).collect::<Vec<_>>());
    }

    #[test]
    fn only_rows_that_change_are_drawn_anew() {
        let before = batches([0..30, 30..60, 60..70]);
        let mut after = before.clone();
        after.add_below(Vec::new(), None);
        after.remove(&[Uuid::from_u128(35)]);
        let same = before.iter().zip(after.iter()).map(|(before, after)| Rc::ptr_eq(before, after));
        assert_eq!(same.collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(after.iter().map(|batch| batch.key).collect::<BTreeSet<_>>().len(), 3);
    }
}
