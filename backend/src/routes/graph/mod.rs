//! Who follows whom.

pub(crate) mod blocks;
pub(crate) mod follows;
pub(crate) mod lists;
pub(crate) mod live;
pub(crate) mod requests;
pub(crate) mod suggestions;
pub(crate) mod transfers;
