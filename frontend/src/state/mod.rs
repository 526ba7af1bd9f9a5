//! What the app knows, apart from how it is drawn; free of the browser, so it is tested natively.

pub mod form;
pub mod people;
pub mod remote;
pub mod session;
