//! Who one is: sign-up, sign-in, and what keeps it safe.

pub(crate) mod account;
pub(crate) mod authenticators;
pub(crate) mod data_export;
pub(crate) mod emails;
pub(crate) mod google;
pub(crate) mod passkeys;
pub(crate) mod passwords;
pub(crate) mod recovery_codes;
pub(crate) mod second_factors;
pub(crate) mod security_events;
pub(crate) mod sessions;
