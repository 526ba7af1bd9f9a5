//! Where the primary was in the last while, by which replicas are judged.
//!
//! It goes by this server's own clock and by positions alone: so the clocks of others do not matter, nor that nothing is written.

use super::position::{Position, Told};
use crate::database::Error;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What the primary has told, and when it was asked.
#[derive(Default)]
pub(crate) struct Course(VecDeque<(Instant, Told)>);

/// Why a replica is not in use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    #[error("where the primary is, is not known yet")]
    NoCourse,
    #[error("it belongs to another database")]
    Stranger,
    #[error("it is no replica")]
    NoReplica,
    #[error("it is too far behind")]
    Late,
    #[error("it does not answer")]
    Silent,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Course {
    /// Adds what the primary has told. The first that is kept was told as long ago as the limit, or a little longer.
    pub(super) fn add(&mut self, asked: Instant, told: Told, limit: Duration) {
        if told.is_replica {
            return;
        }
        self.0.push_back((asked, told));
        while self.0.get(1).is_some_and(|(second, _)| asked.duration_since(*second) >= limit) {
            self.0.pop_front();
        }
    }

    /// The position of a replica, if it has come as far as the primary was at first.
    pub(super) fn judge(&self, replica: Told) -> Result<Position, Unfit> {
        let (_, primary) = self.0.front().ok_or(Unfit::NoCourse)?;
        match replica {
            Told { is_replica: false, .. } => Err(Unfit::NoReplica),
            Told { database, .. } if database != primary.database => Err(Unfit::Stranger),
            Told { position, .. } if position < primary.position => Err(Unfit::Late),
            Told { position, .. } => Ok(position),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::replicas::position::Database;

    const LIMIT: Duration = Duration::from_secs(1);

    fn told(position: u64) -> Told {
        let database = Database::new(1, "kith");
        Told { position: position.into(), is_replica: false, database }
    }

    fn replica(position: u64) -> Told {
        Told { is_replica: true, ..told(position) }
    }

    /// Of a primary that was at 10 in the first second, at 20 in the next, and so on.
    fn course(seconds: u32) -> Course {
        let (mut course, start) = (Course::default(), Instant::now());
        for second in 0..seconds {
            course.add(start + second * LIMIT, told(u64::from(second + 1) * 10), LIMIT);
        }
        course
    }

    #[test]
    fn a_replica_may_be_behind_as_long_as_the_limit() {
        let course = course(5);
        assert_eq!(course.judge(replica(45)).expect("it is in time"), 45.into());
        assert_eq!(course.judge(replica(40)).expect("it is in time"), 40.into());
        assert!(matches!(course.judge(replica(39)), Err(Unfit::Late)));
    }

    #[test]
    fn one_that_has_all_is_never_late() {
        let (mut course, start) = (Course::default(), Instant::now());
        for second in 0..100 {
            course.add(start + second * LIMIT, told(10), LIMIT);
        }
        assert!(course.judge(replica(10)).is_ok());
        assert!(course.0.len() <= 3, "{} are kept", course.0.len());
    }

    #[test]
    fn no_other_server_is_taken_for_a_replica() {
        assert!(matches!(course(0).judge(replica(10)), Err(Unfit::NoCourse)));
        assert!(matches!(course(1).judge(told(10)), Err(Unfit::NoReplica)));
        for database in [Database::new(2, "kith"), Database::new(1, "other")] {
            assert!(matches!(course(1).judge(Told { database, ..replica(10) }), Err(Unfit::Stranger)));
        }
        let mut course = Course::default();
        course.add(Instant::now(), replica(10), LIMIT);
        assert!(matches!(course.judge(replica(10)), Err(Unfit::NoCourse)), "of a primary alone");
    }
}
