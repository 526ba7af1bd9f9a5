//! Whole follow graphs in memory, made up or read from a file, on their way into the database.

pub(crate) mod edge_list;
pub(crate) mod generator;
pub(crate) mod names;

pub use crate::datasets::edge_list::read;
pub use crate::datasets::generator::{Size, generate};

/// Somebody who is not in the database yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// Valid by the rules of input.
    pub username: String,
    /// May be empty.
    pub location: String,
}

/// People and their follows, oldest follow first.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// In no special order.
    pub people: Vec<NewPerson>,
    /// Who follows whom, as indexes into `people`; none twice, none onto itself.
    pub follows: Vec<(u32, u32)>,
}
