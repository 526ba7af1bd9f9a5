//! All data of a person in JSON, but for secrets: hashes, tokens and what is encrypted.

use crate::Refusal;
use crate::database::{Client, Error, query, query_opt};
use common::Code;
use std::sync::LazyLock;
use tokio_postgres::Row;
use uuid::Uuid;

/// One of the document's lists.
pub(crate) struct List {
    pub(crate) name: &'static str,
    sql: String,
}

/// A row of a list.
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    /// All of it.
    pub(crate) json: String,
}

/// The lists, in the document's order. Blocks by others are not disclosed here either.
pub(crate) static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    let own = |name, id, fields| list(name, &OWN.replace("{fields}", fields), name, id);
    let people = |name, table, other, id| list(name, &PEOPLE.replace("{other}", other), table, id);
    vec![
        own(
            "sessions",
            "session_id",
            "'created_at', created_at, 'used_at', used_at, 'address', address, 'device', device",
        ),
        own(
            "security_events",
            "event_id",
            "'kind', kind, 'at', {time}, 'first_at', {first}, 'count', times, 'address', address, 'device', device",
        ),
        people("followers", "followers", "follower_id", "follow_id"),
        people("followed", "followed", "followed_id", "follow_id"),
        people("requests", "requests", "requester_id", "request_id"),
        people("requested", "requested", "requested_id", "request_id"),
        people("blocked", "blocking", "blocked_id", "block_id"),
    ]
});

/// Some of the rows that are about the person `$1`, newest first, from before `$2`: their id, and all of them in JSON.
const OWN: &str = "
    SELECT id, json_build_object({fields})::text FROM (SELECT *, {id} AS id FROM {table}) AS own
    WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT {rows}";

/// The same of a list of people. The edges are read first, as for a page.
const PEOPLE: &str = "
    WITH edges AS MATERIALIZED (
        SELECT {other} AS other_id, {id} AS id FROM {table} WHERE person_id = $1 AND {id} < $2
        ORDER BY {id} DESC LIMIT {rows}
    )
    SELECT id, json_build_object('user_id', person_id, 'username', username, 'at', {time})::text
    FROM edges JOIN people ON person_id = other_id ORDER BY id DESC";

/// The time in an id that grows with it.
fn time(id: &str) -> String {
    format!("to_timestamp(('x' || left(translate({id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)")
}

/// Rows that are read at once. A connection is held no longer than that takes.
const ROWS: &str = "1000";

fn list(name: &'static str, template: &str, table: &str, id: &str) -> List {
    let sql =
        template.replace("{time}", &time("id")).replace("{first}", &time("coalesce(first_id, event_id)"));
    List { name, sql: sql.replace("{table}", table).replace("{id}", id).replace("{rows}", ROWS) }
}

/// The rows of a list that come after an id; none at the end.
pub(crate) async fn part(
    client: &Client,
    list: &List,
    person: Uuid,
    after: Uuid,
) -> Result<Vec<Entry>, Error> {
    let read = |row: &Row| Ok(Entry { id: row.try_get(0)?, json: row.try_get(1)? });
    query(client, &list.sql, &[&person, &after]).await?.iter().map(read).collect()
}

/// A person's account, in JSON.
pub(crate) async fn account(client: &Client, person: Uuid) -> Result<String, Error> {
    let sql = "
        SELECT json_build_object(
            'Email_id', email, 'email_verified', email_verified, 'undelivered', undelivered, 'created_at', created_at,
            'has_password', password_hash IS NOT NULL,
            'has_authenticator', EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed),
            'recovery_codes', (SELECT count(*) FROM recovery_codes WHERE person_id = $1),
            'passkeys', (SELECT COALESCE(json_agg(json_build_object('name', name, 'created_at', created_at) ORDER BY created_at), '[]')
                         FROM passkeys WHERE person_id = $1),
            'identities', (SELECT COALESCE(json_agg(json_build_object('issuer', issuer, 'subject', subject, 'email', email,
                                                                      'created_at', created_at)), '[]')
                           FROM identities WHERE person_id = $1)
        )::text FROM accounts WHERE person_id = $1";
    let row = query_opt(client, sql, &[&person]).await?;
    Ok(row.ok_or(Refusal::Plain(Code::AccountDeleted))?.try_get(0)?)
}
