//! What the app knows, apart from how it is drawn; free of the browser, so it is tested natively.

pub mod app;
pub mod changes;
pub mod events;
pub mod follows;
pub mod form;
pub mod pages;
pub mod people;
pub mod remote;
pub mod session;
pub mod window;
