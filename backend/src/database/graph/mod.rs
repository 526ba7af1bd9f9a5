//! Who follows whom.

pub(crate) mod blocks;
pub mod counts;
pub(crate) mod directions;
pub(crate) mod edges;
pub(crate) mod follows;
pub(crate) mod import_leases;
pub(crate) mod list_transfer;
pub mod lists;
pub(crate) mod mutual_followers;
pub(crate) mod notifications;
pub(crate) mod relationships;
pub(crate) mod requests;
pub(crate) mod suggestions;
