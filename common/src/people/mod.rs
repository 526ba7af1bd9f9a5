//! What people show.

pub mod avatars;
pub mod person;
pub mod privacy;
pub mod profiles;
pub mod relationships;
pub mod search;
