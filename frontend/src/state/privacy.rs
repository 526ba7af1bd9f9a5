//! What the viewer lets others see and do, while it is being changed.

use common::privacy::Privacy;
use std::rc::Rc;
use yew::Reducible;

/// The choices that are not saved yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// As the person wants them; `None` where they are as the server knows them.
    pub wanted: Option<Privacy>,
    /// Those that are on their way.
    pub sent: Option<Privacy>,
}

impl Choices {
    /// What to send now: one call at a time, so that the last choice holds.
    pub fn next(&self) -> Option<Privacy> {
        self.wanted.filter(|_| self.sent.is_none())
    }
}

/// What can happen to them.
pub enum Action {
    /// The person chooses.
    Choose(Privacy),
    /// What was wanted by then is on its way.
    Send,
    /// It is saved.
    Saved,
    /// It is not; what was chosen is taken back.
    Refused,
}

impl Reducible for Choices {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let Self { wanted, sent } = *self;
        let choices = match action {
            Action::Choose(privacy) => Self { wanted: Some(privacy), sent },
            Action::Send => Self { wanted, sent: wanted },
            Action::Saved => Self { wanted: wanted.filter(|_| wanted != sent), sent: None },
            Action::Refused => Self::default(),
        };
        choices.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Privacy = Privacy { locked: false, hides_lists: false };
    const LOCKED: Privacy = Privacy { locked: true, ..OPEN };

    fn after(actions: impl IntoIterator<Item = Action>) -> Choices {
        let choices = actions.into_iter().fold(Rc::<Choices>::default(), Reducible::reduce);
        (*choices).clone()
    }

    #[test]
    fn one_call_at_a_time_is_made_until_the_last_choice_holds() {
        let quick = || [Action::Choose(LOCKED), Action::Send, Action::Choose(OPEN)];
        assert_eq!((after(quick()).wanted, after(quick()).next()), (Some(OPEN), None));
        assert_eq!(after(quick().into_iter().chain([Action::Saved])).next(), Some(OPEN));
    }

    #[test]
    fn what_is_saved_is_wanted_no_more_and_what_is_refused_is_taken_back() {
        for end in [Action::Saved, Action::Refused] {
            assert_eq!(after([Action::Choose(LOCKED), Action::Send, end]), Choices::default());
        }
    }
}
