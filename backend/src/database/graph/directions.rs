//! The two directions of a follow: the same SQL over tables of different names.

use common::graph::lists::Direction;
use uuid::Uuid;

/// Who is followed by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) person: Uuid,
    pub(crate) follower: Uuid,
}

/// A statement over the tables of one direction: `{list}`, `{other}`, `{back}`, `{back_other}` and `{counts}` stand for the
/// names of the edges, of their column for the person at the far end, of the same for the other direction, and of the counts.
pub(crate) fn fill(direction: Direction, template: &str) -> String {
    let [list, other, back, back_other, counts] = match direction {
        Direction::Followers => ["followers", "follower_id", "followed", "followed_id", "follower_tallies"],
        Direction::Followed => ["followed", "followed_id", "followers", "follower_id", "followed_tallies"],
    };
    template
        .replace("{list}", list)
        .replace("{other}", other)
        .replace("{back}", back)
        .replace("{back_other}", back_other)
        .replace("{counts}", counts)
}

/// Something that there is for each direction, such as its statements.
pub(crate) struct Both<T> {
    followers: T,
    followed: T,
}

impl<T> Both<T> {
    pub(crate) fn new(make: impl Fn(Direction) -> T) -> Self {
        Self { followers: make(Direction::Followers), followed: make(Direction::Followed) }
    }

    pub(crate) fn of(&self, direction: Direction) -> &T {
        match direction {
            Direction::Followers => &self.followers,
            Direction::Followed => &self.followed,
        }
    }
}
