//! What one shows.

pub(crate) mod avatars;
pub(crate) mod person;
pub(crate) mod privacy;
pub(crate) mod profiles;
pub mod search;
pub(super) mod search_words;
