//! What pages are made of.

pub mod accounts;
pub mod choice;
pub mod dialog;
pub mod field;
pub mod foot;
pub mod form;
pub mod graph;
pub mod later;
pub mod not_found;
pub mod notice;
pub mod people;
pub mod search_box;
pub mod toasts;
pub mod top_bar;
