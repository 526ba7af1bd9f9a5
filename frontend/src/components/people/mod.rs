//! Parts of pages about what people show.

pub mod avatar;
pub mod person_card;
pub mod person_view;
pub mod picture;
pub mod privacy;
pub mod suggestions;
