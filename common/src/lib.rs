//! What the browser and the server must agree on: the wire types of every endpoint and the rules of input.
//!
//! Nothing here does I/O, and nothing here knows Rocket, Yew or PostgreSQL.

pub mod accounts;
pub mod avatars;
pub mod blanks;
pub mod blocks;
pub mod confirmations;
pub mod downloads;
pub mod emails;
pub mod endpoint;
pub mod envelope;
pub mod failure;
pub mod features;
pub mod follows;
pub mod google;
pub mod lists;
pub mod live;
pub mod pages;
pub mod passkeys;
pub mod passwords;
pub mod people;
pub mod privacy;
pub mod profiles;
pub mod requests;
pub mod rules;
pub mod second_factors;
pub mod security_events;
pub mod sessions;
pub mod suggestions;
pub mod transfers;

pub use endpoint::Endpoint;
pub use envelope::{Done, Envelope, Success};
pub use failure::{Failure, Fields};
