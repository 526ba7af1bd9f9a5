//! How far a file has come that the viewer has brought.

use super::{Object, Read, read};
use common::transfers::{Imported, Reason, Unmatched};

impl Read for Imported {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            done: object.is("done"),
            total: object.number("total")?,
            handled: object.number("handled")?,
            followed: object.number("followed")?,
            requested: object.number("requested")?,
            already: object.number("already")?,
            unfollowed: object.number("unfollowed")?,
            unmatched: object.list("unmatched", read)?,
        })
    }
}

impl Read for Unmatched {
    fn read(object: &Object<'_>) -> Option<Self> {
        let reason = match object.field("reason")? {
            r#""unknown""# => Reason::Unknown,
            r#""elsewhere""# => Reason::Elsewhere,
            r#""oneself""# => Reason::Oneself,
            _ => return None,
        };
        Some(Self { line: object.number("line")?, account: object.text("account")?, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{is_read, words};
    use super::*;

    #[test]
    fn an_import_is_read_as_it_is_written() {
        let reasons = [Reason::Unknown, Reason::Elsewhere, Reason::Oneself];
        let unmatched = reasons.into_iter().map(|reason| Unmatched { line: 7, account: words(), reason });
        is_read(Imported { done: true, total: 9, unmatched: unmatched.collect(), ..Imported::default() });
        is_read(Imported::default());
    }
}
