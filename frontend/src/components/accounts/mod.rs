//! Parts of pages about who one is.

pub mod confirm;
pub mod google;
