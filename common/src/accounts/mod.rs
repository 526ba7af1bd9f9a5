//! Who one is: accounts, and the ways to sign in to them.

pub mod account;
pub mod confirmations;
pub mod data_export;
pub mod emails;
pub mod google;
pub mod passkeys;
pub mod passwords;
pub mod second_factors;
pub mod security_events;
pub mod sessions;
