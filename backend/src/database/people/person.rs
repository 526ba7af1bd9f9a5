//! People: who goes by a name or an id, and what is shown of them.

use crate::database::{Client, Error, query};
use common::people::avatars;
use common::people::person::Person;
use common::people::privacy::Privacy;
use std::borrow::Cow;
use std::sync::LazyLock;
use tokio_postgres::Row;
use uuid::Uuid;

/// Whether a person goes by the username `$1`.
pub(super) const GOES_BY: &str = "lower(username COLLATE \"C\") = lower($1 COLLATE \"C\")";

/// An id in the form that Kith writes; its 36 characters are too long for a username.
pub(super) fn as_id(user: &str) -> Option<Uuid> {
    Uuid::try_parse(user).ok().filter(|_| user.len() == 36)
}

/// A username as it may be typed: people write it with an `@`, be it a wide one.
pub(crate) fn username(typed: &str) -> &str {
    let typed = typed.trim();
    typed.strip_prefix(['@', '＠']).unwrap_or(typed)
}

/// The columns of `people` that a [`Person`] is read from, and whether to show it: the first ones of each row in [`PersonRows`].
pub(crate) const PERSON_COLUMNS: &str =
    "people.person_id, people.username, people.location, people.avatar, people.suspended";

/// Rows of people, which begin with [`PERSON_COLUMNS`].
#[derive(Default)]
pub(crate) struct PersonRows(Vec<Row>);

impl PersonRows {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        Self(rows)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn ids(&self) -> Result<Vec<Uuid>, Error> {
        self.0.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The people, who borrow the rows' texts, but for those who are suspended. Every list of people is read here: so none shows them,
    /// and none needs to ask for that.
    pub(crate) fn people(&self) -> Result<Vec<Person<'_>>, Error> {
        let mut people = Vec::with_capacity(self.0.len());
        for row in &self.0 {
            if !row.try_get::<_, bool>(4)? {
                people.push(person(row)?);
            }
        }
        Ok(people)
    }

    /// Puts a row before all others.
    pub(super) fn insert_first(&mut self, row: Row) {
        self.0.insert(0, row);
    }
}

/// Reads the rows of those people who still exist, in no order.
pub(crate) async fn by_ids(client: &Client, ids: &[Uuid]) -> Result<PersonRows, Error> {
    static SQL: LazyLock<String> =
        LazyLock::new(|| format!("SELECT {PERSON_COLUMNS} FROM people WHERE person_id = ANY($1)"));
    Ok(PersonRows(query(client, &SQL, &[&ids]).await?))
}

/// The person in a row that begins with [`PERSON_COLUMNS`].
pub(super) fn person(row: &Row) -> Result<Person<'_>, Error> {
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

/// The choices in a row that has them.
pub(super) fn privacy(row: &Row) -> Result<Privacy, Error> {
    Ok(Privacy { locked: row.try_get("locked")?, hides_lists: row.try_get("hides_lists")? })
}
