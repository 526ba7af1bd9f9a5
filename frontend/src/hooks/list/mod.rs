//! How a list on screen grows, and keeps its place.

pub mod address;
pub mod growth;
pub mod leaving;
pub mod loading;
pub mod mounted;
pub mod news;
pub mod restoring;
