//! What the app knows, apart from how it is drawn; free of the browser, so it is tested natively.

pub mod accounts;
pub mod app;
pub mod call_error;
pub mod form;
pub mod graph;
pub mod list;
pub mod pages;
pub mod people;
pub mod ptr_eq;
