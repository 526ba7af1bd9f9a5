//! Pages about who one is.

pub mod google;
pub mod login;
pub mod mails;
pub mod register;
pub mod settings;
