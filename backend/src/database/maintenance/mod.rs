//! Filling, checking, repairing and cleaning a database.

pub(crate) mod bulk_load;
pub mod cleanup;
pub mod distribution;
pub(crate) mod invariants;
pub mod migrations;
pub(crate) mod repair;
pub(crate) mod rotation;
mod schema;
pub(crate) mod statistics;
pub(crate) mod status;
pub(crate) mod verify;
