//! Whole lists on their way out, and the people named by a file on its way in.

use crate::database::graph::directions::fill;
use crate::database::people::privacy::ListAccess;
use crate::database::{Client, Error, query};
use common::graph::lists::Direction;
use std::collections::HashMap;
use tokio_postgres::Row;
use uuid::Uuid;

/// One of a list's people.
pub(crate) struct Listed {
    pub(crate) username: String,
    pub(crate) person: Uuid,
    pub(crate) follow_id: Uuid,
    pub(crate) suspended: bool,
}

impl Listed {
    fn read(row: &Row) -> Result<Self, Error> {
        let (username, person) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Self { username, person, follow_id: row.try_get(2)?, suspended: row.try_get(3)? })
    }
}

/// Some of a list's people, newest follow first: `username`, `person_id`, `follow_id`, `suspended`, and what else is asked for. The edges are
/// read first, as for a page.
const PART: &str = "
    WITH edges AS MATERIALIZED (
        SELECT {other} AS other_id, follow_id FROM {list} WHERE person_id = $1 AND follow_id < $2
        ORDER BY follow_id DESC LIMIT $3
    )
    SELECT username, person_id, follow_id, suspended {extent} FROM edges JOIN people ON person_id = other_id
    ORDER BY follow_id DESC";

/// The bytes of all the list's usernames, with `$4` more for each.
const EXTENT: &str = ", (
    SELECT sum(octet_length(username) + $4)::bigint
    FROM {list} AS edge JOIN people AS person ON person.person_id = edge.{other} WHERE edge.person_id = $1
) AS bytes";

fn sql(list: Direction, extent: &str) -> String {
    let template = PART.replace("{extent}", extent);
    fill(list, &template)
}

/// The newest rows of a list, and how many bytes the usernames of the whole list take, with `more` for each of them: read by one
/// statement, so that it is the truth about one moment.
pub(crate) async fn first_part(
    client: &Client,
    list: Direction,
    access: ListAccess,
    rows: i64,
    more: i32,
) -> Result<(Vec<Listed>, i64), Error> {
    let rows = query(client, &sql(list, EXTENT), &[&access.owner(), &Uuid::max(), &rows, &more]).await?;
    let bytes = rows.first().map(|row| row.try_get("bytes")).transpose()?.unwrap_or_default();
    Ok((rows.iter().map(Listed::read).collect::<Result<_, _>>()?, bytes))
}

/// The rows of a list that come after a follow; none at the end.
pub(crate) async fn part(
    client: &Client,
    list: Direction,
    access: ListAccess,
    after: Uuid,
    rows: i64,
) -> Result<Vec<Listed>, Error> {
    query(client, &sql(list, ""), &[&access.owner(), &after, &rows]).await?.iter().map(Listed::read).collect()
}

/// Who goes by these usernames, under each as it is spelled here, but for those who are suspended, or whom a block hides from
/// the viewer.
pub(crate) async fn people_named(
    client: &Client,
    viewer: Uuid,
    names: &[&str],
) -> Result<HashMap<String, Uuid>, Error> {
    let sql = "SELECT name, people.person_id FROM unnest($2::text[]) AS name
               JOIN people ON lower(username COLLATE \"C\") = lower(name COLLATE \"C\")
               WHERE NOT suspended AND (SELECT true FROM blocked_by WHERE person_id = $1 AND blocker_id = people.person_id) IS NULL
                 AND (SELECT true FROM blocking WHERE person_id = $1 AND blocked_id = people.person_id) IS NULL";
    let rows = query(client, sql, &[&viewer, &names]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
