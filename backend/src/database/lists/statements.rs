//! The SQL that reads pages of whole lists.

use crate::database::directions::FollowList;
use common::rules::PAGE_LIMIT;
use uuid::Uuid;

/// Pages, by the follow before or by how many come before. `$1` is the owner and `$3` the rows.
pub(in crate::database) struct Statements {
    /// `$2` is the follow before.
    pub(super) newest: String,
    pub(super) oldest: String,
    /// `$2` is how many rows come before.
    pub(super) newest_at: String,
    pub(super) oldest_at: String,
}

/// The owner's row is there even where no edge is. So one statement tells all: whether the owner exists, whether the list is
/// hidden, how long it is, and the page. Read edges first, a deep page is an index range and a look-up for each of its people;
/// `{most}` tells that to the planner, who does not know what `$3` will be.
const PAGE: &str = "
    WITH {seek} edges AS MATERIALIZED (
        SELECT * FROM (
            SELECT {other} AS other_id, follow_id FROM {list} WHERE person_id = $1 AND {range} LIMIT {most}
        ) AS range LIMIT $3
    ), owner AS (
        SELECT hides_lists, {total} AS total FROM people WHERE person_id = $1
    )
    SELECT person.person_id, person.username, person.location, follow_id, total, owner.hides_lists
    FROM owner LEFT JOIN (edges JOIN people AS person ON person.person_id = other_id) ON true
    ORDER BY follow_id {order}";

/// The length of the list of `$1`.
pub(in crate::database) const TOTAL: &str =
    "(COALESCE((SELECT rows FROM {tallies} WHERE person_id = $1 AND level = 2), 0)
     + (SELECT count(*) FROM {list} WHERE person_id = $1 AND NOT counted))";

/// Finds a place shortly before the row that comes after `$2` others: which follow it begins at, and how many rows come before
/// that. Chapters are passed first and then blocks. Uncounted rows may lie anywhere, so a tally is passed only where the
/// row lies beyond it even with all of them before it.
const SEEK: &str = "
    loose AS MATERIALIZED (SELECT follow_id FROM {list} WHERE person_id = $1 AND NOT counted),
    reach AS MATERIALIZED (SELECT $2 - count(*) AS rows FROM loose),
    chapter AS MATERIALIZED (
        SELECT last_id, passed FROM (
            SELECT last_id, sum(rows) OVER (ORDER BY last_id {order}) {less} AS passed
            FROM {tallies} WHERE person_id = $1 AND level = 1
        ) AS chapters WHERE passed <= (SELECT rows FROM reach) ORDER BY last_id {opposite} LIMIT 1
    ), near AS (
        SELECT last_id, rows FROM {tallies}
        WHERE person_id = $1 AND level = 0 AND last_id {beyond} COALESCE((SELECT last_id FROM chapter), '{start}')
        ORDER BY last_id {order} LIMIT 64
    ), block AS MATERIALIZED (
        SELECT last_id, passed FROM (
            SELECT last_id, COALESCE((SELECT passed FROM chapter), 0)
                + sum(rows) OVER (ORDER BY last_id {order}) {less} AS passed FROM near
        ) AS blocks WHERE passed <= (SELECT rows FROM reach) ORDER BY last_id {opposite} LIMIT 1
    ), tally AS (
        SELECT 0 AS level, last_id, passed FROM block
        UNION ALL SELECT 1, last_id, passed FROM chapter
        UNION ALL SELECT 2, '{start}', 0
        ORDER BY level LIMIT 1
    ), place AS MATERIALIZED (
        SELECT last_id, passed + (SELECT count(*) FROM loose WHERE follow_id {before} last_id) AS passed FROM tally
    ),";

impl Statements {
    pub(in crate::database) fn of<L: FollowList>() -> Self {
        let range = |beyond: &str, order: &str| format!("follow_id {beyond} $2 ORDER BY follow_id {order}");
        let range_at = |beyond: &str, order: &str| {
            let offset = "OFFSET $2 - (SELECT passed FROM place)";
            format!("follow_id {beyond} (SELECT last_id FROM place) ORDER BY follow_id {order} {offset}")
        };
        let page = |seek: &str, range: &str, order: &str| {
            let most = (PAGE_LIMIT.end() + 1).to_string();
            let page = PAGE.replace("{seek}", seek).replace("{range}", range).replace("{total}", TOTAL);
            L::fill(&page.replace("{order}", order).replace("{most}", &most))
        };
        let from_newest = SEEK.replace("{less}", "- rows").replace("{beyond}", "<=").replace("{before}", ">");
        let from_oldest = SEEK.replace("{less}", "").replace("{beyond}", ">").replace("{before}", "<=");
        let from_newest =
            from_newest.replace("{start}", &Uuid::max().to_string()).replace("{opposite}", "ASC");
        let from_oldest =
            from_oldest.replace("{start}", &Uuid::nil().to_string()).replace("{opposite}", "DESC");
        Self {
            newest: page("", &range("<", "DESC"), "DESC"),
            oldest: page("", &range(">", "ASC"), "ASC"),
            newest_at: page(&from_newest, &range_at("<=", "DESC"), "DESC"),
            oldest_at: page(&from_oldest, &range_at(">", "ASC"), "ASC"),
        }
    }
}
