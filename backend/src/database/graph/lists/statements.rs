//! The SQL that reads pages of whole lists.

use crate::database::graph::counts::lengths::{COUNTED, UNCOUNTED};
use crate::database::graph::directions::{Both, fill};
use crate::database::people::person::PERSON_COLUMNS;
use common::graph::lists::Direction;
use common::rules::PAGE_LIMIT;
use std::sync::LazyLock;
use uuid::Uuid;

/// Pages, by the follow before or by how many come before. `$1` is the owner and `$3` the rows.
pub(crate) struct Statements {
    /// `$2` is the follow before.
    pub(crate) newest: String,
    pub(crate) oldest: String,
    /// `$2` is how many rows come before.
    pub(super) newest_at: String,
    pub(super) oldest_at: String,
}

/// The owner's row is there even where no edge is. So one statement tells all: whether the owner exists and is not suspended, whether the list is
/// hidden, how long it is, and the page. Read edges first, a deep page is an index range and a look-up for each of its people;
/// `{most}` tells that to the planner, who does not know what `$3` will be.
const PAGE: &str = "
    WITH owner AS MATERIALIZED (
        SELECT hides_lists, {counted} AS counted, {uncounted} AS uncounted FROM people WHERE person_id = $1 AND NOT suspended
    ), {seek} edges AS MATERIALIZED (
        SELECT * FROM (
            SELECT {other} AS other_id, follow_id FROM {list} WHERE person_id = $1 AND {range} LIMIT {most}
        ) AS range LIMIT $3
    )
    SELECT {person}, follow_id, counted + uncounted AS total, hides_lists
    FROM owner LEFT JOIN (edges JOIN (SELECT {person} FROM people) AS people
                          ON people.person_id = other_id) ON true
    ORDER BY follow_id {order}";

/// Finds a position shortly before the row that comes after `$2` others: the follow it begins at, and the number of rows before
/// that. Super-segments are skipped first and then segments, of which a super-segment has 32 and the open one has one more. Uncounted
/// rows may be anywhere, so a count is skipped only where the row lies beyond it even with all of them before it.
const SEEK: &str = "
    super_segment AS MATERIALIZED (
        SELECT last_id, passed FROM (
            SELECT last_id, sum(rows::integer) OVER (ORDER BY last_id {order}) {less} AS passed
            FROM {counts} WHERE person_id = $1 AND level = 1
        ) AS super_segments WHERE passed <= $2 - (SELECT uncounted FROM owner) ORDER BY last_id {opposite} LIMIT 1
    ), segment AS (
        SELECT last_id, passed FROM (
            SELECT last_id, sum(rows::integer) OVER (ORDER BY last_id {order}) {less} AS passed FROM (
                SELECT last_id, rows FROM {counts}
                WHERE person_id = $1 AND level = 0 AND last_id {beyond} COALESCE((SELECT last_id FROM super_segment), '{start}')
                ORDER BY last_id {order} LIMIT 33
            ) AS near
        ) AS segments WHERE passed <= $2 - (SELECT uncounted FROM owner) - COALESCE((SELECT passed FROM super_segment), 0)
        ORDER BY last_id {opposite} LIMIT 1
    ), position AS MATERIALIZED (
        SELECT last_id, passed + (SELECT count(*) FROM {list}
                                  WHERE person_id = $1 AND NOT counted AND follow_id {before} last_id) AS passed
        FROM (
            SELECT COALESCE(segment.last_id, (SELECT last_id FROM super_segment), '{start}') AS last_id,
                   COALESCE((SELECT passed FROM super_segment), 0) + COALESCE(segment.passed, 0) AS passed
            FROM owner LEFT JOIN segment ON true
        ) AS count
    ),";

/// Those of both directions.
pub(crate) static STATEMENTS: LazyLock<Both<Statements>> = LazyLock::new(|| Both::new(Statements::new));

impl Statements {
    fn new(direction: Direction) -> Self {
        let range = |beyond: &str, order: &str| format!("follow_id {beyond} $2 ORDER BY follow_id {order}");
        let range_at = |beyond: &str, order: &str| {
            let offset = "OFFSET $2 - (SELECT passed FROM position)";
            format!("follow_id {beyond} (SELECT last_id FROM position) ORDER BY follow_id {order} {offset}")
        };
        let page = |seek: &str, range: &str, order: &str| {
            let most = (PAGE_LIMIT.end() + 1).to_string();
            let page =
                PAGE.replace("{counted}", COUNTED).replace("{uncounted}", UNCOUNTED).replace("{most}", &most);
            let page =
                page.replace("{person}", PERSON_COLUMNS).replace("{seek}", seek).replace("{range}", range);
            fill(direction, &page.replace("{order}", order))
        };
        let seek = |start: Uuid, less: &str, beyond: &str, before: &str, opposite: &str| {
            let seek = SEEK.replace("{start}", &start.to_string()).replace("{less}", less);
            seek.replace("{beyond}", beyond).replace("{before}", before).replace("{opposite}", opposite)
        };
        let from_newest = seek(Uuid::max(), "- rows", "<=", ">", "ASC");
        let from_oldest = seek(Uuid::nil(), "", ">", "<=", "DESC");
        Self {
            newest: page("", &range("<", "DESC"), "DESC"),
            oldest: page("", &range(">", "ASC"), "ASC"),
            newest_at: page(&from_newest, &range_at("<=", "DESC"), "DESC"),
            oldest_at: page(&from_oldest, &range_at(">", "ASC"), "ASC"),
        }
    }
}
