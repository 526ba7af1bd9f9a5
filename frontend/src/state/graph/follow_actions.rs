//! What the viewer may ask for between themselves and another person, and how the two stand once it is granted.

use common::people::relationships::Relationship;

/// What the viewer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowAction {
    /// To follow them.
    Follow,
    /// To be let follow them, since they are locked.
    Ask,
    /// To follow them no more, or to ask no more.
    Unfollow,
    /// To let them follow.
    Accept,
    /// Not to let them follow.
    Reject,
    /// That they follow no more.
    Remove,
    /// That neither follows or sees the other.
    Block,
    /// To end that.
    Unblock,
}

impl FollowAction {
    /// How the two stand then.
    pub fn granted(self, mut now: Relationship) -> Relationship {
        match self {
            Self::Follow => now.following = true,
            Self::Ask => now.requested = true,
            Self::Unfollow => (now.following, now.requested) = (false, false),
            Self::Accept => (now.followed_by, now.requested_by) = (true, false),
            Self::Reject => now.requested_by = false,
            Self::Remove => now.followed_by = false,
            Self::Block => now = Relationship { blocking: true, ..Relationship::default() },
            Self::Unblock => now.blocking = false,
        }
        now
    }

    /// Whether it stands in the place of another one that has not been sent yet.
    pub fn replaces(self, earlier: Self) -> bool {
        self == Self::Block || self.matter() == earlier.matter()
    }

    /// What it is about: the viewer's follow, the other's, or a block.
    fn matter(self) -> u8 {
        match self {
            Self::Follow | Self::Ask | Self::Unfollow => 0,
            Self::Accept | Self::Reject | Self::Remove => 1,
            Self::Block | Self::Unblock => 2,
        }
    }
}
