//! Where the primary was in the last while, by which it is told whether a replica may be used.
//!
//! It goes by this server's own clock and by positions alone: so the clocks of others do not matter, nor that nothing is written.

use super::position::{Position, Status};
use crate::database::Error;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What the primary has told, and when it was asked.
#[derive(Default)]
pub(crate) struct PrimaryHistory(VecDeque<(Instant, Status)>);

/// Why a replica is not used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("the primary has not answered yet")]
    NoHistory,
    #[error("it belongs to another database, or to another timeline of it")]
    OtherDatabase,
    #[error("it is no replica")]
    NoReplica,
    #[error("it is too far behind")]
    Late,
    #[error("it does not answer")]
    TimedOut,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl PrimaryHistory {
    /// Adds what the primary has told. The first that is kept was told as long ago as the limit, or a little longer.
    pub(super) fn add(&mut self, asked: Instant, status: Status, limit: Duration) {
        if status.is_replica {
            return;
        }
        self.0.push_back((asked, status));
        while self.0.get(1).is_some_and(|(second, _)| asked.duration_since(*second) >= limit) {
            self.0.pop_front();
        }
    }

    /// The position of a replica, if it has come as far as the primary was at the beginning.
    pub(super) fn check(&self, replica: Status) -> Result<Position, Unusable> {
        let (_, last) = self.0.back().ok_or(Unusable::NoHistory)?;
        // Positions of another timeline tell nothing of this one.
        let first = self.0.iter().find(|(_, primary)| primary.database == last.database);
        let bound = first.map_or(last.position, |(_, primary)| primary.position);
        match replica {
            Status { is_replica: false, .. } => Err(Unusable::NoReplica),
            Status { database, .. } if database != last.database => Err(Unusable::OtherDatabase),
            Status { position, .. } if position < bound => Err(Unusable::Late),
            Status { position, .. } => Ok(position),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::replicas::position::Database;

    const LIMIT: Duration = Duration::from_secs(1);

    fn primary(position: u64) -> Status {
        let database = Database { cluster: 1, name: "kith".to_owned(), timeline: 1 };
        Status { position: position.into(), is_replica: false, database }
    }

    fn replica(position: u64) -> Status {
        Status { is_replica: true, ..primary(position) }
    }

    /// Of a primary that was at 10 in the first second, at 20 in the next, and so on.
    fn history(seconds: u32) -> PrimaryHistory {
        let (mut history, start) = (PrimaryHistory::default(), Instant::now());
        for second in 0..seconds {
            history.add(start + second * LIMIT, primary(u64::from(second + 1) * 10), LIMIT);
        }
        history
    }

    #[test]
    fn a_replica_may_be_behind_as_long_as_the_limit() {
        let history = history(5);
        assert_eq!(history.check(replica(45)).expect("it is in time"), 45.into());
        assert_eq!(history.check(replica(40)).expect("it is in time"), 40.into());
        assert!(matches!(history.check(replica(39)), Err(Unusable::Late)));
    }

    #[test]
    fn one_that_has_all_is_never_late() {
        let (mut history, start) = (PrimaryHistory::default(), Instant::now());
        for second in 0..100 {
            history.add(start + second * LIMIT, primary(10), LIMIT);
        }
        assert!(history.check(replica(10)).is_ok());
        assert!(history.0.len() <= 3, "{} are kept", history.0.len());
    }

    #[test]
    fn no_other_server_is_taken_for_a_replica() {
        assert!(matches!(history(0).check(replica(10)), Err(Unusable::NoHistory)));
        assert!(matches!(history(1).check(primary(10)), Err(Unusable::NoReplica)));
        let same = primary(10).database;
        let others = [
            Database { cluster: 2, ..same.clone() },
            Database { name: "other".to_owned(), ..same.clone() },
            Database { timeline: 2, ..same },
        ];
        for database in others {
            let other = Status { database, ..replica(10) };
            assert!(matches!(history(1).check(other), Err(Unusable::OtherDatabase)));
        }
        let mut history = PrimaryHistory::default();
        history.add(Instant::now(), replica(10), LIMIT);
        assert!(matches!(history.check(replica(10)), Err(Unusable::NoHistory)), "of a primary alone");
    }

    #[test]
    fn after_a_promotion_the_new_timeline_counts() {
        let mut history = history(1);
        let database = Database { timeline: 2, ..primary(0).database };
        history.add(Instant::now(), Status { database: database.clone(), ..primary(15) }, LIMIT);
        assert!(
            matches!(history.check(replica(20)), Err(Unusable::OtherDatabase)),
            "it follows the old primary"
        );
        let follower = |position| Status { database: database.clone(), ..replica(position) };
        assert!(matches!(history.check(follower(14)), Err(Unusable::Late)));
        assert!(history.check(follower(15)).is_ok());
    }
}
