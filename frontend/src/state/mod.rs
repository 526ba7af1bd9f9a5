//! What the app knows, apart from how it is drawn; free of the browser, so it is tested natively.

pub mod account;
pub mod anchor;
pub mod app;
pub mod asks;
pub mod batches;
pub mod call_error;
pub mod changes;
pub mod follows;
pub mod form;
pub mod freshness;
pub mod intent;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod interleavings;
pub mod own_lists;
pub mod pages;
pub mod people;
pub mod picture;
pub mod privacy;
pub mod ptr_eq;
pub mod session;
pub mod standing;
pub mod transfers;
pub mod window;
pub mod wishes;
