//! Plain types of who calls, and the rules of names and addresses.

pub(crate) mod account_rules;
pub mod email_address;
pub(crate) mod reserved_names;
pub(crate) mod tokens;
