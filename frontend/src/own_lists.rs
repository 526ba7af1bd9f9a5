//! The lists that only the viewer sees, and who is on them.

use common::people::relationships::Relationship;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnList {
    /// Who asks to follow the viewer.
    Requests,
    /// Whom the viewer asks.
    Requested,
    /// Whom the viewer may want to follow.
    Suggestions,
    /// Whom the viewer has blocked.
    Blocked,
}

impl OwnList {
    /// Whether a person in this relationship is on it. A suggestion that is followed stays, so that it can be
    /// taken back.
    pub fn has(self, now: Relationship) -> bool {
        match self {
            Self::Requests => now.requested_by,
            Self::Requested => now.requested,
            Self::Suggestions => !now.blocking,
            Self::Blocked => now.blocking,
        }
    }

    /// Whether a person who is not in a newer reading has left it. A suggestion stays, so that a follow can be taken back.
    pub fn is_left_by_absence(self) -> bool {
        self != Self::Suggestions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::graph::follow_actions::FollowAction;

    #[test]
    fn a_request_that_is_answered_leaves_and_a_suggestion_stays() {
        let asks = Relationship { requested_by: true, ..Relationship::default() };
        let asked = Relationship { requested: true, ..Relationship::default() };
        let blocked = Relationship { blocking: true, ..Relationship::default() };
        for (own, before, wish, stays) in [
            (OwnList::Requests, asks, FollowAction::Accept, false),
            (OwnList::Requests, asks, FollowAction::Reject, false),
            (OwnList::Requests, asks, FollowAction::Follow, true),
            (OwnList::Requested, asked, FollowAction::Unfollow, false),
            (OwnList::Blocked, blocked, FollowAction::Unblock, false),
            (OwnList::Suggestions, Relationship::default(), FollowAction::Follow, true),
            (OwnList::Suggestions, Relationship::default(), FollowAction::Block, false),
        ] {
            assert_eq!((own.has(before), own.has(wish.granted(before))), (true, stays), "{own:?} {wish:?}");
        }
    }
}
