//! Whom the viewer may want to follow: whom the viewer's followed follow, then whom many follow, then who is new.

use crate::database::pagination::unknown_cursor;
use crate::database::people::person::{PERSON_COLUMNS, PersonRows};
use crate::database::{Client, Error, query};
use common::graph::lists::OwnListRequest;
use tokio_postgres::Row;
use uuid::Uuid;

/// People who are suggested at the most.
const MOST: usize = 100;

/// Sources of suggestions, the best first, and the order within each. A later one is read where those before do not
/// suffice. Hidden lists are not disclosed this way either.
const SOURCES: [[&str; 2]; 3] = [
    [
        "SELECT candidate_id, count(*) AS common FROM (
             SELECT friend_id FROM (
                 SELECT followed_id AS friend_id FROM followed WHERE person_id = $1 ORDER BY follow_id DESC LIMIT 100
             ) AS newest WHERE NOT (SELECT hides_lists OR suspended FROM people WHERE person_id = friend_id)
         ) AS friends CROSS JOIN LATERAL (
             SELECT followed_id AS candidate_id FROM followed
             WHERE person_id = friend_id ORDER BY follow_id DESC LIMIT 100
         ) AS theirs GROUP BY candidate_id",
        "common DESC, candidate_id",
    ],
    // Only long lists have counts.
    [
        "SELECT person_id AS candidate_id, rows FROM follower_tallies WHERE level = 2",
        "rows DESC, candidate_id",
    ],
    ["SELECT person_id AS candidate_id FROM people", "candidate_id DESC"],
];

/// At most `$3` out of a source whom the viewer `$1` may yet follow, but for `$2`. A sub-select is never made into a join, so only
/// those are looked up who are reached before there are enough, and not more than a thousand.
const OUT_OF: &str = "
    SELECT {person} FROM (
        SELECT * FROM ({source} ORDER BY {order} LIMIT 1000) AS candidates
        WHERE candidate_id <> $1 AND candidate_id <> ALL ($2)
          AND (SELECT true FROM followed WHERE person_id = $1 AND followed_id = candidate_id) IS NULL
          AND (SELECT true FROM requested WHERE person_id = $1 AND requested_id = candidate_id) IS NULL
          AND (SELECT true FROM blocking WHERE person_id = $1 AND blocked_id = candidate_id) IS NULL
          AND (SELECT true FROM blocked_by WHERE person_id = $1 AND blocker_id = candidate_id) IS NULL
          AND (SELECT NOT suspended FROM people WHERE person_id = candidate_id)
        ORDER BY {order} LIMIT $3
    ) AS found JOIN people ON people.person_id = candidate_id ORDER BY {order}";

/// One page of suggestions.
pub(crate) struct Suggested {
    pub(crate) rows: PersonRows,
    /// Suggestions on all the pages.
    pub(crate) total: usize,
    /// How many come before the next page; `None` at the end.
    pub(crate) next: Option<usize>,
}

/// Reads a page of suggestions for the viewer. The cursor says how many come before it.
pub(crate) async fn page(client: &Client, viewer: Uuid, asked: &OwnListRequest) -> Result<Suggested, Error> {
    let skipped = match &asked.cursor {
        Some(cursor) => cursor.parse().map_err(|_| unknown_cursor())?,
        None => usize::try_from((asked.page - 1).saturating_mul(asked.limit)).unwrap_or(usize::MAX),
    };
    let found = find(client, viewer).await?;
    let (total, limit) = (found.len(), usize::try_from(asked.limit).unwrap_or(MOST));
    let rows = PersonRows::new(found.into_iter().skip(skipped).take(limit).collect());
    Ok(Suggested { rows, total, next: Some(skipped.saturating_add(limit)).filter(|next| *next < total) })
}

/// All suggestions, the best first.
async fn find(client: &Client, viewer: Uuid) -> Result<Vec<Row>, Error> {
    let mut found = Vec::new();
    for [source, order] in SOURCES {
        let missing = MOST - found.len();
        if missing > 0 {
            let sql = OUT_OF
                .replace("{source}", source)
                .replace("{order}", order)
                .replace("{person}", PERSON_COLUMNS);
            let before = found.iter().map(|row: &Row| row.try_get(0)).collect::<Result<Vec<Uuid>, _>>()?;
            found.extend(query(client, &sql, &[&viewer, &before, &(missing as i64)]).await?);
        }
    }
    Ok(found)
}
