//! What must be true of the data, whatever has happened: counts agree with lists, and each direction with the other.

use crate::database::graph::directions::fill;
use common::graph::lists::Direction;
use uuid::Uuid;

/// One invariant.
pub(crate) struct Invariant {
    /// What must be true.
    pub(crate) claim: &'static str,
    /// How a fault is repaired.
    pub(crate) repair: Repair,
    /// Counts the rows that are checked.
    pub(crate) rows: String,
    /// How faults are found.
    pub(crate) faults: Faults,
}

/// What finds faults.
pub(crate) enum Faults {
    /// A statement that gives each one: a person, another person or NULL, and what is wrong in words.
    By(String),
    /// A comparison of the words that are noted with those that the server makes.
    InWords,
}

/// What repairs a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Repair {
    /// Counting a list of followers anew.
    Followers,
    /// Counting a list of followed anew.
    Followed,
    /// Putting in order all that stands between two people.
    Pair,
    /// Noting the words of a person anew.
    Words,
}

/// Every invariant. Counts come first, since repairs of the others change them.
pub(crate) fn all() -> Vec<Invariant> {
    vec![
        counts(
            Direction::Followers,
            "tallies of followers are as large as what they count",
            Repair::Followers,
        ),
        counts(Direction::Followed, "tallies of followed are as large as what they count", Repair::Followed),
        mirrors(
            "follows stand in both directions",
            [("{original}", "followers"), ("{other}", "follower_id"), ("{mirror}", "followed")],
            [("{mirror_other}", "followed_id"), ("{ids_differ}", "original.follow_id <> mirror.follow_id")],
        ),
        mirrors(
            "requests stand in both directions",
            [("{original}", "requests"), ("{other}", "requester_id"), ("{mirror}", "requested")],
            [
                ("{mirror_other}", "requested_id"),
                ("{ids_differ}", "original.request_id <> mirror.request_id"),
            ],
        ),
        mirrors(
            "blocks stand in both directions",
            [("{original}", "blocked_by"), ("{other}", "blocker_id"), ("{mirror}", "blocking")],
            [("{mirror_other}", "blocked_id"), ("{ids_differ}", "false")],
        ),
        Invariant {
            claim: "blocks leave no follow and no request between two people",
            repair: Repair::Pair,
            rows: "SELECT count(*) FROM blocking".to_owned(),
            faults: Faults::By(BLOCKS.to_owned()),
        },
        Invariant {
            claim: "requests are for follows that do not stand",
            repair: Repair::Pair,
            rows: "SELECT count(*) FROM requests".to_owned(),
            faults: Faults::By(REQUESTS.to_owned()),
        },
        Invariant {
            claim: "words to search for are those of the people",
            repair: Repair::Words,
            rows: "SELECT count(*) FROM search_words".to_owned(),
            faults: Faults::InWords,
        },
    ]
}

fn counts(direction: Direction, claim: &'static str, repair: Repair) -> Invariant {
    let rows = fill(direction, "SELECT count(*) FROM {counts}");
    let faults = fill(direction, COUNTS).replace("{greatest}", &Uuid::max().to_string());
    Invariant { claim, repair, rows, faults: Faults::By(faults) }
}

fn mirrors(
    claim: &'static str,
    from: [(&'static str, &'static str); 3],
    to: [(&'static str, &'static str); 2],
) -> Invariant {
    let fill = |template: &str| {
        from.iter().chain(&to).fold(template.to_owned(), |sql, (name, value)| sql.replace(name, value))
    };
    let rows = fill("SELECT count(*) FROM {original}");
    Invariant { claim, repair: Repair::Pair, rows, faults: Faults::By(fill(MIRRORS)) }
}

/// One pass over each list's counted rows and counts, in order: the rows passed since the count before are those that this one covers.
const COUNTS: &str = "
    WITH marks AS (
        SELECT person_id, follow_id AS id, -1 AS level, 0 AS rows FROM {list} WHERE counted
        UNION ALL SELECT person_id, last_id, level, rows FROM {counts}
    ), passed AS (
        SELECT *, count(*) FILTER (WHERE level < 0) OVER (PARTITION BY person_id ORDER BY id, level) AS passed FROM marks
    ), held AS (
        SELECT person_id, level, rows,
               passed - lag(passed, 1, 0::bigint) OVER (PARTITION BY person_id, level ORDER BY id) AS held
        FROM passed WHERE level >= 0
    ), complete AS (
        SELECT person_id, count(*) FILTER (WHERE last_id = '{greatest}') = 3 AND count(*) FILTER (WHERE level = 2) = 1
                          AND min(level) = 0 AND max(level) = 2 AS complete
        FROM {counts} GROUP BY person_id
    )
    SELECT person_id, NULL::uuid, format('a tally of level %s in {counts} says %s and counts %s', level, rows, held)
    FROM held WHERE rows <> held
    UNION ALL
    SELECT person_id, NULL, 'what is counted in {list} has no complete {counts}'
    FROM complete FULL JOIN (SELECT DISTINCT person_id FROM {list} WHERE counted) AS long USING (person_id)
    WHERE complete IS NOT TRUE
    UNION ALL
    SELECT person_id, NULL, 'a chapter in {counts} ends where no block does' FROM {counts} AS super_segment
    WHERE level = 1 AND NOT EXISTS (SELECT FROM {counts} AS segment WHERE segment.person_id = super_segment.person_id
                                    AND segment.level = 0 AND segment.last_id = super_segment.last_id)";

/// What stands in a table and not in its mirror, or the other way round. Both are read whole first: on a sharded engine the two rows of
/// a pair are on different nodes.
const MIRRORS: &str = "
    WITH original AS MATERIALIZED (SELECT * FROM {original}), mirror AS MATERIALIZED (SELECT * FROM {mirror})
    SELECT COALESCE(original.{other}, mirror.person_id), COALESCE(original.person_id, mirror.{mirror_other}),
           CASE WHEN mirror.person_id IS NULL THEN 'stands in {original} only'
                WHEN original.person_id IS NULL THEN 'stands in {mirror} only'
                ELSE 'has another id in {original} than in {mirror}' END
    FROM original FULL JOIN mirror
         ON mirror.person_id = original.{other} AND mirror.{mirror_other} = original.person_id
    WHERE original.person_id IS NULL OR mirror.person_id IS NULL OR {ids_differ}";

const BLOCKS: &str = "
    WITH parted AS (
        SELECT person_id, blocked_id AS other FROM blocking UNION SELECT blocked_id, person_id FROM blocking
    )
    SELECT follower_id, person_id, 'follows in spite of a block'
    FROM parted JOIN followers USING (person_id) WHERE follower_id = other
    UNION ALL
    SELECT requester_id, person_id, 'asks in spite of a block'
    FROM parted JOIN requests USING (person_id) WHERE requester_id = other";

const REQUESTS: &str = "
    SELECT requester_id, person_id, 'follows and still asks'
    FROM requests JOIN followers USING (person_id) WHERE follower_id = requester_id";
