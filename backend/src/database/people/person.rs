//! People: who goes by a name or an id, and what is shown of them.

use crate::Refusal;
use crate::database::{Client, Error, query, query_opt};
use common::people::avatars;
use common::people::person::Person;
use common::people::profiles::Details;
use std::borrow::Cow;
use tokio_postgres::Row;
use uuid::Uuid;

/// Whether a person goes by the username `$1`.
pub(crate) const GOES_BY: &str = "lower(username COLLATE \"C\") = lower($1 COLLATE \"C\")";

/// An id in the form that Kith writes; its 36 characters are too long for a username.
pub(crate) fn as_id(user: &str) -> Option<Uuid> {
    Uuid::try_parse(user).ok().filter(|_| user.len() == 36)
}

/// A username as it may be typed: people write it with an `@`, be it a wide one.
pub(crate) fn username(typed: &str) -> &str {
    let typed = typed.trim();
    typed.strip_prefix(['@', '＠']).unwrap_or(typed)
}

/// One person's row, with their [`privacy`](crate::database::people::privacy::privacy) and [`details`].
pub(crate) async fn find(client: &Client, id: Uuid) -> Result<Row, Error> {
    let sql = "SELECT person_id, username, location, avatar, locked, hides_lists, name, about
               FROM people LEFT JOIN profiles USING (person_id) WHERE person_id = $1";
    Ok(query_opt(client, sql, &[&id]).await?.ok_or(Refusal::NoSuchUser)?)
}

/// The rows of those people who are still there, in no order.
pub(crate) async fn find_all(client: &Client, ids: &[Uuid]) -> Result<Vec<Row>, Error> {
    let sql = "SELECT person_id, username, location, avatar FROM people WHERE person_id = ANY($1)";
    query(client, sql, &[&ids]).await
}

/// What a person tells, in a row of [`find`].
pub(crate) fn details(row: &Row) -> Result<Details, Error> {
    let text = |column| row.try_get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    Ok(Details { name: text("name")?, about: text("about")? })
}

/// The people in such rows.
pub(crate) fn people(rows: &[Row]) -> Result<Vec<Person<'_>>, Error> {
    rows.iter().map(person).collect()
}

/// The person in a row that begins with id, username, location, avatar; it borrows the row's text.
pub(crate) fn person(row: &Row) -> Result<Person<'_>, Error> {
    let user_id = row.try_get(0)?;
    Ok(Person {
        user_id,
        avatar: Cow::Owned(
            row.try_get::<_, Option<&[u8]>>(3)?.map_or_else(|| avatars::path(user_id), avatars::picture),
        ),
        username: Cow::Borrowed(row.try_get(1)?),
        location: Cow::Borrowed(row.try_get(2)?),
        relationship: None,
    })
}
