//! How far a stream has been read, so that each event is sent, and sent once.

use crate::database::graph::notifications::{AT_ONCE, Event};
use std::collections::HashSet;
use uuid::{NoContext, Timestamp, Uuid};

/// How far a poll looks back behind the newest event it knows. An id is made by the clock of one of the servers, and becomes
/// visible when its transaction is committed: so one may turn up behind ids that were seen before it. This leaves room for
/// clocks that differ and transactions that wait, by this much in all.
const LOOK_BACK_MS: u64 = 10_000;

/// The position of a stream among the events of its viewer.
#[derive(Clone, Debug)]
pub(crate) struct StreamCursor {
    /// Only what lies above it is read.
    low_watermark: Uuid,
    /// The newest event ever read.
    newest: Uuid,
    /// The events of the last read. Those that it lacked are gone for good, or below the low watermark.
    known: HashSet<Uuid>,
}

impl StreamCursor {
    /// The cursor of a stream that goes on after an event. An id of the future, as a forged one may be, means from now on.
    pub(crate) fn after(event: Uuid, now: Uuid) -> Self {
        Self { low_watermark: look_back(event.min(now)), newest: Uuid::nil(), known: HashSet::new() }
    }

    pub(super) fn low_watermark(&self) -> Uuid {
        self.low_watermark
    }

    /// Takes the events of a read, oldest first, as known from before the stream was opened, up to this event.
    pub(crate) fn know(&mut self, read: &[Event], until: Uuid) {
        self.known = read.iter().map(|event| event.id).filter(|id| *id <= until).collect();
        self.newest = self.known.iter().copied().max().unwrap_or_default();
    }

    /// Takes the events of a read, oldest first, and returns those that are new. A late one is sent under the id of the newest
    /// one before it: a client that resumes after that gets no event twice. One of the future, whose server's clock was wrong, keeps no
    /// event of the present from being read.
    pub(crate) fn advance(&mut self, read: &[Event], now: Uuid) -> Vec<Event> {
        let mut new =
            read.iter().filter(|event| !self.known.contains(&event.id)).copied().collect::<Vec<_>>();
        for event in &mut new {
            self.newest = self.newest.max(event.id);
            event.id = self.newest;
        }
        // What a full read left out is never sent, even if it moves up among the newest again.
        let left_out = read.first().filter(|_| read.len() >= AT_ONCE).map(|oldest| oldest.id);
        let reached = look_back(self.newest.min(now));
        self.low_watermark = self.low_watermark.max(reached).max(left_out.unwrap_or_default());
        self.known = read.iter().map(|event| event.id).collect();
        new
    }
}

/// The id of this moment by this server's clock. The ids that the server gives never go back, and may be ahead of a clock that did.
pub(super) fn now() -> Uuid {
    Uuid::new_v7(Timestamp::now(NoContext))
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

    fn follow(ms: u64, number: u64) -> Event {
        let (id, person) = (Uuid::from_u64_pair(ms << 16, number), Uuid::from_u64_pair(0, number));
        Event { id, kind: Kind::Follower, person }
    }

    /// Reads from the committed follows what the poll's statement would.
    fn read(cursor: &mut StreamCursor, there: impl Iterator<Item = Event>, now: Uuid) -> Vec<Event> {
        let mut above = there.filter(|follow| follow.id > cursor.low_watermark()).collect::<Vec<_>>();
        above.sort_by_key(|follow| follow.id);
        cursor.advance(&above[above.len().saturating_sub(AT_ONCE)..], now)
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
            let mut cursor = StreamCursor::after(Uuid::max(), follow(1_000_000, 0).id);
            let mut sent = Vec::new();
            for poll in (1_000_000..now + 10_000).step_by(1_000) {
                let there = follows.iter().filter(|(at, _)| *at <= poll).map(|(_, follow)| *follow);
                sent.extend(read(&mut cursor, there, follow(poll, 0).id));
            }
            prop_assert!(sent.is_sorted_by_key(|follow| follow.id), "a position never goes back");
            let followers = sent.iter().map(|follow| follow.person).collect::<HashSet<_>>();
            prop_assert_eq!((sent.len(), followers.len()), (follows.len(), follows.len()));
        }
    }

    #[test]
    fn of_a_rush_the_newest_are_told_and_the_rest_never() {
        let (mut cursor, rush) =
            (StreamCursor::after(Uuid::nil(), follow(1_000, 0).id), (0..250).map(|n| follow(1_000, n)));
        let now = follow(1_000, 0).id;
        let sent = read(&mut cursor, rush.clone(), now);
        assert_eq!(sent, rush.clone().skip(150).collect::<Vec<_>>());
        assert_eq!(read(&mut cursor, rush.take(200), now), [], "though fifty unfollow");
    }

    #[test]
    fn one_of_the_future_holds_up_none_of_the_present() {
        let mut cursor = StreamCursor::after(Uuid::max(), follow(1_000_000, 0).id);
        let follows = [follow(4_600_000, 1), follow(1_001_000, 2), follow(1_060_000, 3)];
        for (number, now) in [1_000_500, 1_002_000, 1_061_000].into_iter().enumerate() {
            let there = follows.iter().take(number + 1).copied();
            let sent = read(&mut cursor, there, follow(now, 0).id);
            let people = sent.iter().map(|event| event.person).collect::<Vec<_>>();
            assert_eq!(people, [follows[number].person], "each is told once");
        }
    }
}
