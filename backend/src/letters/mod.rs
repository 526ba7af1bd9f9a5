//! What mails say, and how many an address gets.

pub(crate) mod budgets;
pub(crate) mod changes;
pub(crate) mod outgoing;
pub(crate) mod texts;
