//! People: who goes by a name, what is shown of them, and how they stand to the viewer.

use super::{Client, query, query_opt};
use crate::Error;
use common::avatars;
use common::follows::Relationship;
use common::people::{Counts, Person, SearchPeople};
use rocket::tokio::try_join;
use std::borrow::Cow;
use std::collections::HashSet;
use tokio_postgres::Row;
use uuid::Uuid;

/// The id behind a `user`: an id in text is taken as it is, a username costs one statement.
pub(crate) async fn resolve(client: &Client, user: &str) -> Result<Uuid, Error> {
    if let Some(id) = as_id(user) {
        return Ok(id);
    }
    let sql = "SELECT person_id FROM people WHERE lower(username) COLLATE \"C\" = lower($1)";
    let row = query_opt(client, sql, &[&user]).await?.ok_or(Error::NoSuchUser)?;
    Ok(row.try_get(0)?)
}

/// An id in the form that Kith writes; its 36 characters are too long for a username.
fn as_id(user: &str) -> Option<Uuid> {
    Uuid::try_parse(user).ok().filter(|_| user.len() == 36)
}

/// One person's row.
pub(crate) async fn find(client: &Client, id: Uuid) -> Result<Row, Error> {
    let sql = "SELECT person_id, username, location FROM people WHERE person_id = $1";
    query_opt(client, sql, &[&id]).await?.ok_or(Error::NoSuchUser)
}

/// The rows of those people who are still there, in no order.
pub(crate) async fn find_all(client: &Client, ids: &[Uuid]) -> Result<Vec<Row>, Error> {
    let sql = "SELECT person_id, username, location FROM people WHERE person_id = ANY($1)";
    query(client, sql, &[&ids]).await
}

/// How many follow a person, and how many the person follows: counted, so it cannot drift.
pub(crate) async fn counts(client: &Client, id: Uuid) -> Result<Counts, Error> {
    let sql = "SELECT (SELECT count(*) FROM followers WHERE person_id = $1),
                      (SELECT count(*) FROM followed WHERE person_id = $1)";
    let row = query_opt(client, sql, &[&id]).await?.ok_or(Error::NoSuchUser)?;
    Ok(Counts { followers: row.try_get(0)?, followed: row.try_get(1)? })
}

/// One row more than a page of the people whose username begins with the prefix, by username. The cursor is the
/// username before. A range, not LIKE: the plan is then one index range whatever the prefix is.
pub(crate) async fn search(client: &Client, asked: &SearchPeople) -> Result<Vec<Row>, Error> {
    let sql = "SELECT person_id, username, location FROM people
               WHERE lower(username) COLLATE \"C\" >= lower($1) AND lower(username) COLLATE \"C\" < lower($1) || '{'
                 AND lower(username) COLLATE \"C\" > lower($2)
               ORDER BY lower(username) COLLATE \"C\" LIMIT $3 OFFSET $4";
    let after = asked.cursor.as_deref().unwrap_or_default();
    let offset = if asked.cursor.is_some() { 0 } else { (asked.page - 1).saturating_mul(asked.limit) };
    query(client, sql, &[&asked.prefix, &after, &(asked.limit + 1), &offset]).await
}

/// The person in a row that begins with id, username, location; it borrows the row's text.
pub(crate) fn person(row: &Row) -> Result<Person<'_>, Error> {
    let user_id = row.try_get(0)?;
    Ok(Person {
        user_id,
        avatar: Cow::Owned(avatars::path(user_id)),
        username: Cow::Borrowed(row.try_get(1)?),
        location: Cow::Borrowed(row.try_get(2)?),
        relationship: None,
    })
}

/// Tells each person how they stand to the viewer, for two pipelined statements a page.
pub(crate) async fn relate(client: &Client, viewer: Uuid, people: &mut [Person<'_>]) -> Result<(), Error> {
    let ids = people.iter().map(|person| person.user_id).collect::<Vec<_>>();
    let following = "SELECT followed_id FROM followed WHERE person_id = $1 AND followed_id = ANY($2)";
    let followed_by = "SELECT follower_id FROM followers WHERE person_id = $1 AND follower_id = ANY($2)";
    let (following, followed_by) =
        try_join!(ids_of(client, following, viewer, &ids), ids_of(client, followed_by, viewer, &ids))?;
    for person in people {
        let id = &person.user_id;
        person.relationship =
            Some(Relationship { following: following.contains(id), followed_by: followed_by.contains(id) });
    }
    Ok(())
}

async fn ids_of(client: &Client, sql: &str, viewer: Uuid, among: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let rows = query(client, sql, &[&viewer, &among]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
