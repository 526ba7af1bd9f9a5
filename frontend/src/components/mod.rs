//! What pages are made of.

pub mod avatar;
pub mod choice;
pub mod confirm;
pub mod dialog;
pub mod export;
pub mod feed_keys;
pub mod field;
pub mod follow_button;
pub mod foot;
pub mod form;
pub mod import;
pub mod import_report;
pub mod list_ends;
pub mod list_tools;
pub mod menu;
pub mod notice;
pub mod people_list;
pub mod person_card;
pub mod person_row;
pub mod person_view;
pub mod picture;
pub mod privacy;
pub mod search_box;
pub mod suggestions;
pub mod toasts;
pub mod top_bar;
