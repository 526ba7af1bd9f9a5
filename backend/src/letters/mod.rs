//! What mails say, and how many an address gets.

pub(crate) mod budgets;
pub(crate) mod changes;
pub(crate) mod mail;
pub(crate) mod outgoing;
pub(crate) mod postbox;
pub(crate) mod texts;
