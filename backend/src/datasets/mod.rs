//! Whole follow graphs in memory, made up or read from a file, on their way into the database.

pub(crate) mod edge_list;
pub(crate) mod generator;
pub mod graph;
pub(crate) mod names;
