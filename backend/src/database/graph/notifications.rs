//! What is new for people who have a stream open.

use crate::database::{Client, Error, query};
use common::graph::live::Kind;
use std::collections::HashMap;
use uuid::Uuid;

/// Events that one stream is sent at once, the newest ones: a client that was away for longer reads the lists.
pub(crate) const AT_ONCE: usize = 100;

/// The viewer's own follows among them, at the most: an import of a long list must not crowd out what others do.
const OWN_AT_ONCE: i64 = 10;

/// A follow of the stream's viewer, a request to follow the viewer, or a follow by the viewer. All have UUIDv7 ids, which grow with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) person: Uuid,
}

/// Streams in columns: the viewer of each, and the event after which it is read.
#[derive(Default)]
pub(crate) struct Streams {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) viewers: Vec<Uuid>,
    pub(crate) low_watermarks: Vec<Uuid>,
}

/// The events above each stream's low watermark, oldest first. One statement for all streams, and three index ranges for each.
pub(crate) async fn events(client: &Client, streams: &Streams) -> Result<HashMap<Uuid, Vec<Event>>, Error> {
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
    let Streams { ids, viewers, low_watermarks } = streams;
    let mut found = HashMap::<_, Vec<_>>::new();
    for row in query(client, sql, &[ids, viewers, low_watermarks, &(AT_ONCE as i64), &OWN_AT_ONCE]).await? {
        let kind = match row.try_get::<_, i32>(2)? {
            0 => Kind::Follower,
            1 => Kind::Request,
            _ => Kind::Followed,
        };
        let event = Event { id: row.try_get(1)?, kind, person: row.try_get(3)? };
        found.entry(row.try_get(0)?).or_default().push(event);
    }
    Ok(found)
}
