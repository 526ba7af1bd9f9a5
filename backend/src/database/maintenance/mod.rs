//! Filling, checking, repairing and cleaning a database.

pub(crate) mod bulk_load;
pub mod cleanup;
pub(crate) mod invariants;
pub mod migrations;
pub(crate) mod repair;
pub(crate) mod status;
pub(crate) mod verify;
