//! The SQL of the counts of one direction.

use crate::database::graph::directions::{Both, fill};
use common::graph::lists::Direction;
use std::sync::LazyLock;

/// The statements on the counts of one direction. `$1` is the list's owner throughout.
pub(crate) struct Statements {
    /// The number of uncounted rows, up to `$2`.
    pub(crate) uncounted: String,
    /// Inserts the open counts where there are none; `$2` is the greatest id.
    pub(crate) open: String,
    pub(crate) lock: String,
    /// Returns a row if no other transaction holds the lock.
    pub(super) try_lock: String,
    /// Marks at most `$2` rows as counted, the oldest first, and returns their ids. It waits for no lock.
    pub(crate) count: String,
    /// Adds `$3` for each of the follows `$2` to the counts that they fall into.
    pub(super) shift: String,
    /// Splits the oldest `$3` rows off the open segment, where it has more; `$2` is the greatest id.
    pub(super) seal_segment: String,
    /// Splits the sealed segments off the open super-segment, where they are `$3`; `$2` is the greatest id.
    pub(super) seal_super_segment: String,
}

/// Those of both directions.
pub(crate) static STATEMENTS: LazyLock<Both<Statements>> = LazyLock::new(|| Both::new(Statements::new));

impl Statements {
    fn new(direction: Direction) -> Self {
        Self {
            uncounted: fill(direction,
                "SELECT count(*) FROM (SELECT FROM {list} WHERE person_id = $1 AND NOT counted LIMIT $2) AS uncounted",
            ),
            open: fill(direction,
                "INSERT INTO {counts} (person_id, level, last_id, rows)
                 SELECT $1, level, $2, 0 FROM generate_series(0, 2) AS level ON CONFLICT DO NOTHING",
            ),
            lock: fill(direction, "SELECT FROM {counts} WHERE person_id = $1 AND level = 2 FOR UPDATE"),
            try_lock: fill(direction,
                "SELECT FROM {counts} WHERE person_id = $1 AND level = 2 FOR UPDATE SKIP LOCKED",
            ),
            count: fill(direction,
                "UPDATE {list} SET counted = true WHERE person_id = $1 AND {other} IN (
                     SELECT {other} FROM {list} WHERE person_id = $1 AND NOT counted
                     ORDER BY follow_id LIMIT $2 FOR UPDATE SKIP LOCKED)
                 RETURNING follow_id",
            ),
            shift: fill(direction,
                "UPDATE {counts} AS count SET rows = count.rows + $3 * found.number FROM (
                     SELECT level, (SELECT last_id FROM {counts} AS at WHERE person_id = $1 AND at.level = levels.level
                                    AND last_id >= follow_id ORDER BY last_id LIMIT 1) AS last_id, count(*) AS number
                     FROM unnest($2::uuid[]) AS follow_id, generate_series(0, 2) AS levels (level) GROUP BY 1, 2
                 ) AS found
                 WHERE person_id = $1 AND count.level = found.level AND count.last_id = found.last_id",
            ),
            seal_segment: fill(direction,
                "WITH open AS (SELECT rows FROM {counts} WHERE person_id = $1 AND level = 0 AND last_id = $2 AND rows > $3),
                 last AS (SELECT follow_id FROM {list} WHERE person_id = $1 AND counted AND follow_id > COALESCE(
                              (SELECT last_id FROM {counts} WHERE person_id = $1 AND level = 0 AND last_id < $2
                               ORDER BY last_id DESC LIMIT 1), '00000000-0000-0000-0000-000000000000') AND EXISTS (SELECT FROM open)
                          ORDER BY follow_id OFFSET $3 - 1 LIMIT 1),
                 sealed AS (INSERT INTO {counts} (person_id, level, last_id, rows) SELECT $1, 0, follow_id, $3 FROM last)
                 UPDATE {counts} SET rows = rows - $3
                 WHERE person_id = $1 AND level = 0 AND last_id = $2 AND EXISTS (SELECT FROM last)",
            ),
            seal_super_segment: fill(direction,
                "WITH segments AS (SELECT last_id, rows FROM {counts}
                                 WHERE person_id = $1 AND level = 0 AND last_id < $2 AND last_id > COALESCE(
                                     (SELECT last_id FROM {counts} WHERE person_id = $1 AND level = 1 AND last_id < $2
                                      ORDER BY last_id DESC LIMIT 1), '00000000-0000-0000-0000-000000000000')),
                 super_segment AS (INSERT INTO {counts} (person_id, level, last_id, rows)
                             SELECT $1, 1, (SELECT last_id FROM segments ORDER BY last_id DESC LIMIT 1), sum(rows)
                             FROM segments HAVING count(*) >= $3 RETURNING rows)
                 UPDATE {counts} AS open SET rows = open.rows - super_segment.rows FROM super_segment
                 WHERE person_id = $1 AND level = 1 AND last_id = $2",
            ),
        }
    }
}
