//! The pages, one for each address.

pub mod google;
pub mod home;
pub mod login;
pub mod mails;
pub mod own_list;
pub mod person;
pub mod register;
pub mod search;
pub mod server_error;
pub mod settings;
