//! The pages, one for each address.

pub mod home;
pub mod login;
pub mod not_found;
pub mod person;
pub mod register;
pub mod search;
pub mod server_error;
