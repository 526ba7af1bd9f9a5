//! What pages are made of.

pub mod avatar;
pub mod feed_keys;
pub mod field;
pub mod follow_button;
pub mod foot;
pub mod list_ends;
pub mod notice;
pub mod people_list;
pub mod person_row;
pub mod person_view;
pub mod sign_in_again;
pub mod submit;
pub mod toasts;
pub mod top_bar;
