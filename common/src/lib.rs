//! What the browser and the server must agree on: the wire types of every endpoint and the rules of input.
//!
//! Nothing here does I/O, and nothing here knows Rocket, Yew or PostgreSQL.

pub mod accounts;
pub mod blanks;
pub mod code;
pub mod endpoint;
pub mod envelope;
pub mod failure;
pub mod features;
pub mod graph;
pub mod pages;
pub mod pagination;
pub mod people;
pub mod rules;

pub use code::Code;
pub use endpoint::Endpoint;
pub use envelope::{Done, Envelope, Success};
pub use failure::{Failure, Fields};
