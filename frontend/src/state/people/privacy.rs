//! What the viewer lets others see and do, while it is being changed.

use common::people::privacy::Privacy;

/// The choices that are not saved yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// As the person wants them; `None` where they are as the server knows them.
    pub wanted: Option<Privacy>,
    sent: Option<Privacy>,
}

/// What can happen to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The person chooses.
    Wanted(Privacy),
    /// What was wanted by then is on its way.
    Sent,
    /// It is saved.
    Saved,
    /// It is not; what was chosen is taken back.
    Refused,
    /// It could not be sent now, and is to be sent later.
    Held,
}

impl Choices {
    /// What to send now: one call at a time, so that the last choice holds.
    pub fn next(&self) -> Option<Privacy> {
        self.wanted.filter(|_| self.sent.is_none())
    }

    /// Takes it in.
    pub fn take(&mut self, choice: Choice) {
        match choice {
            Choice::Wanted(privacy) => self.wanted = Some(privacy),
            Choice::Sent => self.sent = self.wanted,
            Choice::Saved => {
                let sent = self.sent.take();
                self.wanted.take_if(|wanted| Some(*wanted) == sent);
            }
            Choice::Refused => *self = Self::default(),
            Choice::Held => self.sent = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Privacy = Privacy { locked: false, hides_lists: false };
    const LOCKED: Privacy = Privacy { locked: true, ..OPEN };

    fn after(choices: &[Choice]) -> Choices {
        let mut after = Choices::default();
        choices.iter().for_each(|choice| after.take(*choice));
        after
    }

    #[test]
    fn one_call_at_a_time_is_made_until_the_last_choice_holds() {
        let quick = [Choice::Wanted(LOCKED), Choice::Sent, Choice::Wanted(OPEN)];
        assert_eq!((after(&quick).wanted, after(&quick).next()), (Some(OPEN), None));
        assert_eq!(after(&[&quick[..], &[Choice::Saved]].concat()).next(), Some(OPEN));
    }

    #[test]
    fn what_is_saved_is_wanted_no_more_and_what_is_refused_is_taken_back() {
        for end in [Choice::Saved, Choice::Refused] {
            assert_eq!(after(&[Choice::Wanted(LOCKED), Choice::Sent, end]), Choices::default());
        }
    }

    #[test]
    fn what_could_not_be_sent_is_sent_later() {
        assert_eq!(after(&[Choice::Wanted(LOCKED), Choice::Sent, Choice::Held]).next(), Some(LOCKED));
    }
}
