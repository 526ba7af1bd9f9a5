//! Hooks that components share.

pub mod accounts;
pub mod app;
pub mod arrival;
pub mod connection;
pub mod countdown;
pub mod graph;
pub mod list;
pub mod people;
