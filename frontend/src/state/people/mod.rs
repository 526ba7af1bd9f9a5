//! What is known of what people show.

pub mod picture;
pub mod privacy;
