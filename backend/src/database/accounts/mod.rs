//! Who one is: sign-up, sign-in, and what keeps it safe.

pub(crate) mod account;
pub(crate) mod data_export;
pub(crate) mod deletion;
pub mod email_keys;
pub(crate) mod email_links;
pub(crate) mod emails;
pub(crate) mod failed_attempts;
pub(crate) mod identities;
pub(super) mod known_networks;
pub(crate) mod logins;
pub(super) mod mail_budgets;
pub(super) mod notices;
pub(crate) mod one_time_tokens;
pub(crate) mod operations;
pub(crate) mod operator_log;
pub(crate) mod outbox;
pub(crate) mod overview;
pub(crate) mod passwords;
pub(crate) mod registration;
pub(super) mod resting_names;
pub(crate) mod second_factors;
pub(crate) mod security_events;
pub(crate) mod sessions;
pub(crate) mod summary;
pub(super) mod suspension;
pub(crate) mod tokens_of_person;
