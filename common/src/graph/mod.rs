//! Who follows whom.

pub mod blocks;
pub mod follows;
pub mod lists;
pub mod live;
pub mod requests;
pub mod suggestions;
pub mod transfers;
