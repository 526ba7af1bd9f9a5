//! Whom the viewer may want to follow: whom the viewer's followed follow, then whom many follow, then who is new.

use crate::database::pagination::unknown_cursor;
use crate::database::people::person::{PERSON_COLUMNS, PersonRows};
use crate::database::{Client, Error, query, query_each};
use common::graph::lists::OwnListRequest;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// People who are suggested at the most.
const MOST: usize = 100;

/// People who are considered of each source at the most.
const CANDIDATES: i64 = 1000;

/// Follows that are looked at of the viewer, and of each whom the viewer follows: the newest.
const NEWEST: i64 = 100;

/// Whom the viewer `$1` has followed lately, but for those who hide their lists, which are not disclosed this way either, and the suspended.
const FRIENDS: &str = "
    SELECT followed_id FROM (SELECT followed_id FROM followed WHERE person_id = $1 ORDER BY follow_id DESC LIMIT $2) AS newest
    JOIN people ON people.person_id = followed_id WHERE NOT (hides_lists OR suspended)";

const FOLLOWED_LATELY: &str =
    "SELECT followed_id FROM followed WHERE person_id = $1 ORDER BY follow_id DESC LIMIT $2";

/// Only long lists have counts.
const POPULAR: &str =
    "SELECT person_id FROM follower_tallies WHERE level = 2 ORDER BY rows DESC, person_id LIMIT $1";

const NEW: &str = "SELECT person_id FROM people ORDER BY person_id DESC LIMIT $1";

/// At most `$3` of the candidates `$2`, in their order, whom the viewer `$1` may yet follow. A sub-select is never made into a join, so
/// only those are looked up who are reached before there are enough.
const OUT_OF: &str = "
    SELECT {person} FROM (
        SELECT * FROM unnest($2::uuid[]) WITH ORDINALITY AS candidates (candidate_id, place)
        WHERE candidate_id <> $1
          AND (SELECT true FROM followed WHERE person_id = $1 AND followed_id = candidate_id) IS NULL
          AND (SELECT true FROM requested WHERE person_id = $1 AND requested_id = candidate_id) IS NULL
          AND (SELECT true FROM blocking WHERE person_id = $1 AND blocked_id = candidate_id) IS NULL
          AND (SELECT true FROM blocked_by WHERE person_id = $1 AND blocker_id = candidate_id) IS NULL
          AND (SELECT NOT suspended FROM people WHERE person_id = candidate_id)
        ORDER BY place LIMIT $3
    ) AS found JOIN people ON people.person_id = candidate_id ORDER BY place";

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

/// All suggestions, the best first. A later source is read where those before do not suffice.
async fn find(client: &Client, viewer: Uuid) -> Result<Vec<Row>, Error> {
    static SQL: LazyLock<String> = LazyLock::new(|| OUT_OF.replace("{person}", PERSON_COLUMNS));
    let (mut found, mut considered) = (Vec::new(), HashSet::new());
    for source in [Source::FriendsOfFriends, Source::Popular, Source::New] {
        let missing = MOST - found.len();
        if missing > 0 {
            let mut candidates = candidates(client, viewer, source).await?;
            candidates.retain(|candidate| considered.insert(*candidate));
            found.extend(query(client, &SQL, &[&viewer, &candidates, &(missing as i64)]).await?);
        }
    }
    Ok(found)
}

/// Where suggestions come from.
#[derive(Clone, Copy)]
enum Source {
    FriendsOfFriends,
    Popular,
    New,
}

/// Who may be suggested, the best first.
async fn candidates(client: &Client, viewer: Uuid, source: Source) -> Result<Vec<Uuid>, Error> {
    match source {
        Source::FriendsOfFriends => friends_of_friends(client, viewer).await,
        Source::Popular => ids(client, POPULAR, &[&CANDIDATES]).await,
        Source::New => ids(client, NEW, &[&CANDIDATES]).await,
    }
}

/// Those whom most of the viewer's friends follow come first. One statement for each friend, all on their way at once: each is about one
/// list, and so about one shard.
async fn friends_of_friends(client: &Client, viewer: Uuid) -> Result<Vec<Uuid>, Error> {
    let friends = ids(client, FRIENDS, &[&viewer, &NEWEST]).await?;
    let parameters = friends.iter().map(|friend| [friend as &(dyn ToSql + Sync), &NEWEST]);
    let mut common = HashMap::<Uuid, usize>::new();
    for row in query_each(client, FOLLOWED_LATELY, parameters).await?.iter().flatten() {
        *common.entry(row.try_get(0)?).or_default() += 1;
    }
    let mut candidates = common.into_iter().collect::<Vec<_>>();
    candidates.sort_unstable_by_key(|(candidate, common)| (Reverse(*common), *candidate));
    Ok(candidates.into_iter().map(|(candidate, _)| candidate).take(CANDIDATES as usize).collect())
}

async fn ids(client: &Client, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Uuid>, Error> {
    query(client, sql, parameters).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
