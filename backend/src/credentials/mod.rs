//! What proves who one is: passwords, codes, keys, and how they are kept.

pub(crate) mod account_rules;
pub(crate) mod authenticators;
pub(crate) mod encryption;
pub(crate) mod keys;
pub(crate) mod passkeys;
pub(crate) mod password_rules;
pub mod passwords;
pub(crate) mod recovery_codes;
