//! What is new for people who have a stream open.

use super::{Client, query};
use crate::Error;
use std::collections::HashMap;
use uuid::Uuid;

/// Follows that one stream is given at once, the newest ones: who was away for longer looks at the list.
pub(crate) const AT_ONCE: usize = 100;

/// Somebody's follow of the stream's viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Follow {
    pub(crate) id: Uuid,
    pub(crate) follower: Uuid,
}

/// Streams in columns: who each is about, and the follow from which on it is read.
#[derive(Default)]
pub(crate) struct Streams {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) viewers: Vec<Uuid>,
    pub(crate) floors: Vec<Uuid>,
}

/// Each stream's follows above its floor, oldest first. One statement for all, and one index range for each.
pub(crate) async fn follows(client: &Client, streams: &Streams) -> Result<HashMap<Uuid, Vec<Follow>>, Error> {
    let sql = "SELECT stream, follow_id, follower_id
               FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS open (stream, viewer, floor)
               CROSS JOIN LATERAL (SELECT follow_id, follower_id FROM followers
                                   WHERE person_id = viewer AND follow_id > floor
                                   ORDER BY follow_id DESC LIMIT $4) AS newest
               ORDER BY follow_id";
    let Streams { ids, viewers, floors } = streams;
    let mut follows = HashMap::<_, Vec<_>>::new();
    for row in query(client, sql, &[ids, viewers, floors, &(AT_ONCE as i64)]).await? {
        let follow = Follow { id: row.try_get(1)?, follower: row.try_get(2)? };
        follows.entry(row.try_get(0)?).or_default().push(follow);
    }
    Ok(follows)
}
