//! What a visitor pressed that takes an account: it is done once they have signed in.

use super::follow_actions::FollowAction;
use common::people::person::Person;
use uuid::Uuid;

/// To follow this person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Whom.
    pub person: Uuid,
    /// Their username.
    pub name: String,
    /// To follow, or to ask to.
    pub wish: FollowAction,
}

impl Intent {
    /// What was pressed, where it is something to be done later.
    pub fn new(person: &Person<'_>, wish: FollowAction) -> Self {
        Self { person: person.user_id, name: person.username.to_string(), wish }
    }

    /// As text without spaces, for a note that outlasts a visit to another site.
    pub fn note(&self) -> String {
        let asks = if self.wish == FollowAction::Ask { "?" } else { "" };
        format!("{},{},{asks}", self.person, self.name)
    }

    /// Reads such a note.
    pub fn read(note: &str) -> Option<Self> {
        let mut parts = note.splitn(3, ',');
        let (person, name, asks) = (parts.next()?, parts.next()?, parts.next()?);
        let wish = if asks == "?" { FollowAction::Ask } else { FollowAction::Follow };
        Some(Self { person: Uuid::try_parse(person).ok()?, name: name.to_owned(), wish })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_all_of_it_and_nothing_else_is_one() {
        for wish in [FollowAction::Follow, FollowAction::Ask] {
            let intent = Intent { person: Uuid::from_u128(7), name: "ada._-1".into(), wish };
            assert_eq!(Intent::read(&intent.note()), Some(intent.clone()));
            assert!(!intent.note().contains(' '));
        }
        for note in ["", "-", "x,ada,", &Uuid::nil().to_string()] {
            assert_eq!(Intent::read(note), None, "{note}");
        }
    }
}
