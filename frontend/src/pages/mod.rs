//! The pages, one for each address.

pub mod accounts;
pub mod graph;
pub mod people;
pub mod server_error;
