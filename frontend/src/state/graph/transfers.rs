//! The viewer's lists on their way out and in, as files.

use common::graph::transfers::{Imported, Mode, Unmatched};
use std::rc::Rc;

/// How far they have come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfers {
    /// A file is being saved, and so many hundredths of it are there.
    pub saving: Option<u32>,
    /// What is to become of those whom the viewer follows already.
    pub mode: Mode,
    /// A file is on its way in.
    pub is_importing: bool,
    /// What the server has told of it last.
    pub told: Option<Imported>,
    /// What could not be matched, as it was told: there may be much of it, and it is never moved.
    pub unmatched: Vec<Rc<Vec<Unmatched>>>,
    /// Why it did not come to its end.
    pub complaint: String,
}

/// What can happen to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// So much of a file has come, or nothing more comes.
    Saving(Option<u32>),
    /// The person chooses what an import is to do.
    Mode(Mode),
    /// A file is sent.
    Begun,
    /// The server tells how far it has come.
    Told(Imported),
    /// Nothing more comes, for a reason unless all is done.
    Ended(String),
}

impl Transfers {
    /// Everything in the file has been dealt with.
    pub fn is_done(&self) -> bool {
        self.told.as_ref().is_some_and(|told| told.done)
    }

    /// Takes it in.
    pub fn take(&mut self, transfer: Transfer) {
        match transfer {
            Transfer::Saving(now) => self.saving = now,
            Transfer::Mode(mode) => self.mode = mode,
            Transfer::Begun => {
                *self = Self { is_importing: true, mode: self.mode, saving: self.saving, ..Self::default() };
            }
            Transfer::Told(mut told) => {
                let unmatched = std::mem::take(&mut told.unmatched);
                self.unmatched.extend((!unmatched.is_empty()).then(|| Rc::new(unmatched)));
                self.told = Some(told);
            }
            Transfer::Ended(complaint) => {
                self.is_importing = false;
                if !self.is_done() {
                    self.complaint = complaint;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::graph::transfers::Reason;

    fn told(handled: usize, done: bool) -> Transfer {
        let unmatched = Unmatched { line: handled, account: "x".into(), reason: Reason::Unknown };
        Transfer::Told(Imported { handled, done, unmatched: vec![unmatched], ..Imported::default() })
    }

    fn after(transfers: impl IntoIterator<Item = Transfer>) -> Transfers {
        let mut after = Transfers::default();
        transfers.into_iter().for_each(|transfer| after.take(transfer));
        after
    }

    #[test]
    fn what_could_not_be_matched_is_gathered() {
        let came = after([Transfer::Begun, told(4, false), told(9, true), Transfer::Ended("broke".into())]);
        let lines = came.unmatched.iter().flat_map(|rows| rows.iter()).map(|row| row.line);
        assert_eq!(lines.collect::<Vec<_>>(), [4, 9]);
        assert_eq!((came.is_done(), came.is_importing, came.complaint.as_str()), (true, false, ""));
    }

    #[test]
    fn what_breaks_off_says_why_and_keeps_what_is_known() {
        let came = after([Transfer::Begun, told(4, false), Transfer::Ended("away".into())]);
        assert_eq!((came.is_done(), came.complaint.as_str()), (false, "away"));
        assert_eq!(came.told.map(|told| told.handled), Some(4));
    }

    #[test]
    fn another_file_begins_anew_in_the_mode_that_was_chosen() {
        let mode = || Transfer::Mode(Mode::Overwrite);
        let came = after([mode(), Transfer::Begun, told(4, true), Transfer::Begun]);
        assert_eq!(came, after([mode(), Transfer::Begun]));
        assert_eq!((came.mode, came.is_importing, came.is_done()), (Mode::Overwrite, true, false));
    }

    #[test]
    fn a_file_is_saved_while_another_is_sent() {
        assert_eq!(after([Transfer::Saving(Some(40)), Transfer::Begun]).saving, Some(40));
    }
}
