//! What pages are made of.

pub mod field;
pub mod follow_button;
pub mod notice;
pub mod people_list;
pub mod person_row;
pub mod person_view;
pub mod top_bar;
