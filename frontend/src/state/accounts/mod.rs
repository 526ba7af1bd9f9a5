//! What is known of who one is.

pub mod confirmed_actions;
pub mod overview;
pub mod session;
