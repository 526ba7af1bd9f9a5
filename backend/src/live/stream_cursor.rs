//! How far a stream has come, so that each happening is told, and told once.

use crate::database::graph::notifications::{AT_ONCE, Happening};
use std::collections::HashSet;
use uuid::Uuid;

/// How far a poll looks back behind the newest happening it knows. An id is made by the clock of one of the servers, and is
/// seen when its transaction is committed: so one may turn up behind ids that were seen before it. This is room for
/// clocks that differ and transactions that wait, by so much in all.
const LOOK_BACK_MS: u64 = 10_000;

/// What a stream knows of what has happened to its viewer.
#[derive(Clone, Debug)]
pub(crate) struct StreamCursor {
    /// Only what lies above it is read.
    floor: Uuid,
    /// The newest happening ever read.
    newest: Uuid,
    /// What the last read gave. What it did not give is gone for good, or below the floor.
    known: HashSet<Uuid>,
}

impl StreamCursor {
    /// Of a stream that goes on after an event. One of the future, as any forged id may be, means from now on.
    pub(crate) fn after(event: Uuid, now: Uuid) -> Self {
        Self { floor: look_back(event.min(now)), newest: Uuid::nil(), known: HashSet::new() }
    }

    pub(crate) fn floor(&self) -> Uuid {
        self.floor
    }

    /// Takes what a read gave, oldest first, as known from before the stream was opened up to this event.
    pub(crate) fn know(&mut self, read: &[Happening], until: Uuid) {
        self.known = read.iter().map(|happening| happening.id).filter(|id| *id <= until).collect();
        self.newest = self.known.iter().copied().max().unwrap_or_default();
    }

    /// Takes what a read gave, oldest first, and gives what is new in it. A late one comes under the id of the newest
    /// one before it: a client that resumes after that is told nothing twice.
    pub(crate) fn advance(&mut self, read: &[Happening]) -> Vec<Happening> {
        let mut new =
            read.iter().filter(|happening| !self.known.contains(&happening.id)).copied().collect::<Vec<_>>();
        for happening in &mut new {
            self.newest = self.newest.max(happening.id);
            happening.id = self.newest;
        }
        // What a full read left out is never told, even if it moves up among the newest again.
        let left_out = read.first().filter(|_| read.len() >= AT_ONCE).map(|oldest| oldest.id);
        self.floor = self.floor.max(look_back(self.newest)).max(left_out.unwrap_or_default());
        self.known = read.iter().map(|happening| happening.id).collect();
        new
    }
}

/// The smallest id of the time that lies so far before another id's; its first 48 bits are milliseconds.
fn look_back(from: Uuid) -> Uuid {
    let ms = (from.as_u64_pair().0 >> 16).saturating_sub(LOOK_BACK_MS);
    Uuid::from_u64_pair(ms << 16, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::graph::live::Kind;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn follow(ms: u64, number: u64) -> Happening {
        let (id, person) = (Uuid::from_u64_pair(ms << 16, number), Uuid::from_u64_pair(0, number));
        Happening { id, kind: Kind::Follower, person }
    }

    /// Reads, of the follows that are there already, what the poll's statement would.
    fn read(mark: &mut StreamCursor, there: impl Iterator<Item = Happening>) -> Vec<Happening> {
        let mut above = there.filter(|follow| follow.id > mark.floor()).collect::<Vec<_>>();
        above.sort_by_key(|follow| follow.id);
        mark.advance(&above[above.len().saturating_sub(AT_ONCE)..])
    }

    proptest! {
        #[test]
        fn whenever_follows_are_committed_each_is_told_once(waits in vec((0..600_u64, 0..9_000_u64), 1..80)) {
            let mut now = 1_000_000;
            let follows = waits.iter().enumerate().map(|(number, (pause, wait))| {
                now += pause;
                (now + wait, follow(now, number as u64))
            });
            let follows = follows.collect::<Vec<_>>();
            let mut mark = StreamCursor::after(Uuid::max(), follow(1_000_000, 0).id);
            let mut told = Vec::new();
            for poll in (1_000_000..now + 10_000).step_by(1_000) {
                told.extend(read(&mut mark, follows.iter().filter(|(at, _)| *at <= poll).map(|(_, follow)| *follow)));
            }
            prop_assert!(told.is_sorted_by_key(|follow| follow.id), "a position never goes back");
            let followers = told.iter().map(|follow| follow.person).collect::<HashSet<_>>();
            prop_assert_eq!((told.len(), followers.len()), (follows.len(), follows.len()));
        }
    }

    #[test]
    fn of_a_rush_the_newest_are_told_and_the_rest_never() {
        let (mut mark, rush) =
            (StreamCursor::after(Uuid::nil(), follow(1_000, 0).id), (0..250).map(|n| follow(1_000, n)));
        let told = read(&mut mark, rush.clone());
        assert_eq!(told, rush.clone().skip(150).collect::<Vec<_>>());
        assert_eq!(read(&mut mark, rush.take(200)), [], "though fifty unfollow");
    }
}
