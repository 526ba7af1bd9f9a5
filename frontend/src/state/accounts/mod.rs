//! What is known of who one is.

pub mod confirmations;
pub mod overview;
pub mod session;
