//! What the app does about who one is.

pub mod account;
pub mod acts;
pub mod google;
pub mod welcome;
