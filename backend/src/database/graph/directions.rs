//! The two directions of a follow: the same SQL over tables of different names.

use super::{counts, lists};
use common::lists::{Followed, Followers};
use std::sync::LazyLock;

/// A list of follows, read in one direction.
pub trait FollowList {
    /// The table of the edges.
    const TABLE: &'static str;
    /// Its column for the person at the far end.
    const OTHER: &'static str;
    /// The table of the other direction.
    const BACK: &'static str;
    /// Its column for the person at the far end.
    const BACK_OTHER: &'static str;
    /// The table of the tallies.
    const TALLIES: &'static str;

    /// The statements over these tables.
    fn sql() -> &'static Sql;

    /// A statement over these tables: `{list}`, `{other}`, `{back}`, `{back_other}` and `{tallies}` stand for their names.
    fn fill(template: &str) -> String {
        template
            .replace("{list}", Self::TABLE)
            .replace("{other}", Self::OTHER)
            .replace("{back}", Self::BACK)
            .replace("{back_other}", Self::BACK_OTHER)
            .replace("{tallies}", Self::TALLIES)
    }
}

/// The statements that are needed in both directions, filled in once.
pub struct Sql {
    pub(crate) page: lists::Statements,
    pub(crate) tallies: counts::Statements,
}

impl Sql {
    fn of<L: FollowList>() -> Self {
        Self { page: lists::Statements::of::<L>(), tallies: counts::Statements::of::<L>() }
    }
}

impl FollowList for Followers {
    const TABLE: &'static str = "followers";
    const OTHER: &'static str = "follower_id";
    const BACK: &'static str = "followed";
    const BACK_OTHER: &'static str = "followed_id";
    const TALLIES: &'static str = "follower_tallies";

    fn sql() -> &'static Sql {
        static SQL: LazyLock<Sql> = LazyLock::new(Sql::of::<Followers>);
        &SQL
    }
}

impl FollowList for Followed {
    const TABLE: &'static str = "followed";
    const OTHER: &'static str = "followed_id";
    const BACK: &'static str = "followers";
    const BACK_OTHER: &'static str = "follower_id";
    const TALLIES: &'static str = "followed_tallies";

    fn sql() -> &'static Sql {
        static SQL: LazyLock<Sql> = LazyLock::new(Sql::of::<Followed>);
        &SQL
    }
}
