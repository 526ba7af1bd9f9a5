//! What is new for people who have a stream open.

use crate::database::{Client, Error, query};
use common::graph::live::Kind;
use std::collections::HashMap;
use uuid::Uuid;

/// Happenings that one stream is given at once, the newest ones: who was away for longer looks at the lists.
pub(crate) const AT_ONCE: usize = 100;

/// The viewer's own follows among them at the most: an import of a long list must not crowd out what others do.
const OWN_AT_ONCE: i64 = 10;

/// A follow of the stream's viewer or a request to, or a follow of the viewer's own. All have ids of one kind, which grow
/// with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Happening {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) person: Uuid,
}

/// Streams in columns: who each is about, and the happening from which on it is read.
#[derive(Default)]
pub(crate) struct Streams {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) viewers: Vec<Uuid>,
    pub(crate) floors: Vec<Uuid>,
}

/// What has happened above each stream's floor, oldest first. One statement for all, and three index ranges for each.
pub(crate) async fn happenings(
    client: &Client,
    streams: &Streams,
) -> Result<HashMap<Uuid, Vec<Happening>>, Error> {
    let sql = "SELECT stream, id, kind, person
               FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS open (stream, viewer, floor)
               CROSS JOIN LATERAL (
                   (SELECT follow_id AS id, 0 AS kind, follower_id AS person FROM followers
                    WHERE person_id = viewer AND follow_id > floor ORDER BY follow_id DESC LIMIT $4)
                   UNION ALL
                   (SELECT request_id, 1, requester_id FROM requests
                    WHERE person_id = viewer AND request_id > floor ORDER BY request_id DESC LIMIT $4)
                   UNION ALL
                   (SELECT follow_id, 2, followed_id FROM followed
                    WHERE person_id = viewer AND follow_id > floor ORDER BY follow_id DESC LIMIT $5)
                   ORDER BY id DESC LIMIT $4) AS newest
               ORDER BY id";
    let Streams { ids, viewers, floors } = streams;
    let mut happenings = HashMap::<_, Vec<_>>::new();
    for row in query(client, sql, &[ids, viewers, floors, &(AT_ONCE as i64), &OWN_AT_ONCE]).await? {
        let kind = match row.try_get::<_, i32>(2)? {
            0 => Kind::Follower,
            1 => Kind::Request,
            _ => Kind::Followed,
        };
        let happening = Happening { id: row.try_get(1)?, kind, person: row.try_get(3)? };
        happenings.entry(row.try_get(0)?).or_default().push(happening);
    }
    Ok(happenings)
}
