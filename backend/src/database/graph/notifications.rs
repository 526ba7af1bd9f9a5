//! What is new for people who have a stream open.

use crate::database::{Client, Error, query, query_each};
use common::graph::live::Kind;
use std::collections::HashMap;
use std::sync::LazyLock;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
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

/// The newest events of `{viewer}` above `{floor}`: three index ranges.
const NEWEST: &str = "
    (SELECT follow_id AS id, 0 AS kind, follower_id AS person FROM followers
     WHERE person_id = {viewer} AND follow_id > {floor} ORDER BY follow_id DESC LIMIT {most})
    UNION ALL
    (SELECT request_id, 1, requester_id FROM requests
     WHERE person_id = {viewer} AND request_id > {floor} ORDER BY request_id DESC LIMIT {most})
    UNION ALL
    (SELECT follow_id, 2, followed_id FROM followed
     WHERE person_id = {viewer} AND follow_id > {floor} ORDER BY follow_id DESC LIMIT {own})
    ORDER BY id DESC LIMIT {most}";

fn newest(viewer: &str, floor: &str) -> String {
    [
        ("{viewer}", viewer),
        ("{floor}", floor),
        ("{most}", &AT_ONCE.to_string()),
        ("{own}", &OWN_AT_ONCE.to_string()),
    ]
    .iter()
    .fold(NEWEST.to_owned(), |sql, (name, value)| sql.replace(name, value))
}

static OF_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT id, kind, person FROM ({}) AS newest ORDER BY id", newest("$1", "$2")));

static OF_ALL: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT id, kind, person, stream FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS open (stream, viewer, floor)
         CROSS JOIN LATERAL ({}) AS newest ORDER BY id",
        newest("viewer", "floor")
    )
});

/// The events of one viewer above a low watermark, oldest first.
pub(crate) async fn events_of(
    client: &Client,
    viewer: Uuid,
    low_watermark: Uuid,
) -> Result<Vec<Event>, Error> {
    query(client, &OF_ONE, &[&viewer, &low_watermark]).await?.iter().map(event).collect()
}

/// The events above each stream's low watermark, oldest first. One statement for all streams: one for each would be thousands every
/// second. Only where the lists of several viewers are in different places, on a sharded engine, has it to be one for each.
pub(crate) async fn events(
    client: &Client,
    streams: &Streams,
    is_sharded: bool,
) -> Result<HashMap<Uuid, Vec<Event>>, Error> {
    let Streams { ids, viewers, low_watermarks } = streams;
    let mut found = HashMap::<_, Vec<_>>::new();
    if is_sharded {
        let parameters = viewers.iter().zip(low_watermarks);
        let parameters = parameters.map(|(viewer, floor)| [viewer as &(dyn ToSql + Sync), floor]);
        for (stream, rows) in ids.iter().zip(query_each(client, &OF_ONE, parameters).await?) {
            if !rows.is_empty() {
                found.insert(*stream, rows.iter().map(event).collect::<Result<_, _>>()?);
            }
        }
    } else {
        for row in query(client, &OF_ALL, &[ids, viewers, low_watermarks]).await? {
            found.entry(row.try_get(3)?).or_default().push(event(&row)?);
        }
    }
    Ok(found)
}

/// The event in a row that begins with its id, its kind and the person.
fn event(row: &Row) -> Result<Event, Error> {
    let kind = match row.try_get::<_, i32>(1)? {
        0 => Kind::Follower,
        1 => Kind::Request,
        _ => Kind::Followed,
    };
    Ok(Event { id: row.try_get(0)?, kind, person: row.try_get(2)? })
}
