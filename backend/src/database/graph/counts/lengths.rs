//! How long lists are, as statements.

use crate::Refusal;
use crate::database::graph::directions::fill;
use crate::database::{Client, Error, query_opt};
use common::Code;
use common::graph::lists::Direction;
use common::people::person::Counts;
use std::sync::LazyLock;
use uuid::Uuid;

/// The number of counted rows in the list of `$1`.
pub(crate) const COUNTED: &str =
    "COALESCE((SELECT rows FROM {counts} WHERE person_id = $1 AND level = 2), 0)";

/// The number of uncounted ones.
pub(crate) const UNCOUNTED: &str = "(SELECT count(*) FROM {list} WHERE person_id = $1 AND NOT counted)";

/// The length of the list of `$1`.
fn total(direction: Direction) -> String {
    fill(direction, &format!("({COUNTED} + {UNCOUNTED})"))
}

/// How many follow a person, and how many the person follows.
pub(crate) async fn of(client: &Client, id: Uuid) -> Result<Counts, Error> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let (followers, followed) = (total(Direction::Followers), total(Direction::Followed));
        format!("SELECT {followers}, {followed} FROM people WHERE person_id = $1")
    });
    let row = query_opt(client, &SQL, &[&id]).await?.ok_or(Refusal::Plain(Code::UserNotFound))?;
    Ok(Counts { followers: row.try_get(0)?, followed: row.try_get(1)? })
}
