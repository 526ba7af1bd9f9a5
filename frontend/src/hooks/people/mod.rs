//! What the app does about what people show.

pub mod privacy;
pub mod profile;
