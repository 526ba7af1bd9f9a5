//! Mails: what they say, and how they are sent after the answer.
//!
//! A mail is put into the outbox by the transaction that causes it (`database/accounts/outbox.rs`), and sent by whichever server claims it.

pub(crate) mod mailer;
pub(crate) mod sender;
pub(crate) mod transport;
