//! Mails: what they say, and how they are sent after the answer.
//!
//! A mail is put into the outbox by the transaction that causes it (`database/outbox.rs`), and sent by whichever server claims it.

mod budgets;
mod changes;
mod letters;
mod mailer;
mod outgoing;
mod sender;
mod transport;

pub(crate) use budgets::{Budget, Class};
pub(crate) use changes::Change;
pub(crate) use letters::{Language, Letter};
pub(crate) use mailer::Mailer;
pub(crate) use outgoing::{Item, Mail};
pub(crate) use sender::stage;
