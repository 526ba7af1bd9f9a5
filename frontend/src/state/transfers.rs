//! A file on its way in.

use common::transfers::Imported;
use std::rc::Rc;
use yew::Reducible;

/// How far an import has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What the server has told, with all that could not be matched so far; `None` before it told anything.
    pub told: Option<Imported>,
    /// It is under way.
    pub is_running: bool,
    /// Why it did not come to its end.
    pub complaint: String,
}

/// What can happen to it.
pub enum Action {
    /// A file is sent.
    Begin,
    /// The server tells how far it has come.
    Told(Imported),
    /// Nothing more comes, for a reason unless all is done.
    Ended(String),
}

impl Progress {
    /// Everything in the file has been dealt with.
    pub fn is_done(&self) -> bool {
        self.told.as_ref().is_some_and(|told| told.done)
    }
}

impl Reducible for Progress {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut progress = (*self).clone();
        match action {
            Action::Begin => progress = Self { is_running: true, ..Self::default() },
            Action::Told(mut told) => {
                // Each event has what is new since the one before.
                let mut unmatched = progress.told.map(|before| before.unmatched).unwrap_or_default();
                unmatched.append(&mut told.unmatched);
                progress.told = Some(Imported { unmatched, ..told });
            }
            Action::Ended(_) if progress.is_done() => progress.is_running = false,
            Action::Ended(complaint) => (progress.is_running, progress.complaint) = (false, complaint),
        }
        progress.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::transfers::{Reason, Unmatched};

    fn told(handled: usize, done: bool) -> Action {
        let unmatched = Unmatched { line: handled, account: "x".into(), reason: Reason::Unknown };
        Action::Told(Imported { handled, total: 9, done, unmatched: vec![unmatched], ..Imported::default() })
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> Progress {
        let progress = actions.into_iter().fold(Rc::<Progress>::default(), Reducible::reduce);
        (*progress).clone()
    }

    #[test]
    fn what_could_not_be_matched_is_gathered() {
        let progress = after([Action::Begin, told(4, false), told(9, true), Action::Ended(String::new())]);
        let lines = progress.told.iter().flat_map(|told| &told.unmatched).map(|row| row.line);
        assert_eq!((lines.collect::<Vec<_>>(), progress.is_done()), (vec![4, 9], true));
        assert_eq!((progress.is_running, progress.complaint.as_str()), (false, ""));
    }

    #[test]
    fn what_breaks_off_says_why_and_keeps_what_is_known() {
        let progress = after([Action::Begin, told(4, false), Action::Ended("away".into())]);
        assert_eq!((progress.is_done(), progress.complaint.as_str()), (false, "away"));
        assert_eq!(progress.told.map(|told| told.handled), Some(4));
    }

    #[test]
    fn another_file_begins_anew() {
        let progress = after([Action::Begin, told(4, false), Action::Ended("away".into()), Action::Begin]);
        assert_eq!(progress, Progress { is_running: true, ..Progress::default() });
    }
}
