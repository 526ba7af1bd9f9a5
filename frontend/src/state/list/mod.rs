//! What is known of a list on screen.

pub mod anchor;
pub mod batches;
pub mod people;
pub mod window;
