//! Parts of pages about who follows whom.

pub mod export;
pub mod feed_keys;
pub mod follow_button;
pub mod import;
pub mod import_report;
pub mod list_ends;
pub mod list_tools;
pub mod menu;
pub mod people_list;
pub mod person_row;
