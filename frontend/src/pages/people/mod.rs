//! Pages about what people show.

pub mod home;
pub mod person;
pub mod search;
