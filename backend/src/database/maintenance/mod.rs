//! Filling, checking, repairing and cleaning a database.

pub(crate) mod bulk_load;
pub(crate) mod cleanup;
pub(crate) mod invariants;
pub(crate) mod migrations;
pub(crate) mod repair;
pub(crate) mod verify;
