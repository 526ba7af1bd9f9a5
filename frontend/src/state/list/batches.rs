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
        if !rows.is_empty() {
            self.made += 1;
            let batch = Batch { key: self.made, rows, cursor, drawn: Cell::default() };
            self.all.insert(at, Rc::new(batch));
        }
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
