//! Finding people by words. What a search compares is kept beside the people: their words in one line, to look at one person, and
//! word by word, to find people by an index. The server makes the words (`database/people/search_words/mod.rs`), so nothing depends on the
//! database's locale.

pub mod noted;
pub(crate) mod others;

use super::person::{GOES_BY, PERSON_COLUMNS, username};
use super::privacy;
use super::search_words::{rarest, typed};
use crate::database::people::search::others::{Found, Others, is_first};
use crate::database::{Client, Error, query_opt};
use common::people::search::SearchPeople;
use rocket::tokio::try_join;
use std::sync::LazyLock;
use tokio_postgres::Row;
use uuid::Uuid;

/// Whether a page may look at many people in vain, or passes others by their number.
pub(crate) fn is_costly(asked: &SearchPeople) -> bool {
    let by_number = asked.cursor.is_none() && asked.page > 1;
    by_number || typed(&asked.prefix).is_some_and(|words| words.len() > 1)
}

/// Reads a page of the people whose username or name has the words typed, but for those who are hidden from the viewer. Who goes
/// by all that is typed stands before all others, and is no more among them.
pub(crate) async fn page(
    client: &Client,
    asked: &SearchPeople,
    viewer: Option<Uuid>,
) -> Result<Found, Error> {
    let (hidden, named) = try_join!(privacy::hidden(client, viewer), named(client, &asked.prefix))?;
    let named = named.map(|row| Ok::<_, Error>((row.try_get::<_, Uuid>(0)?, row))).transpose()?;
    let named = named.filter(|(id, _)| !hidden.contains(id));
    let others = Others::of(asked, hidden, named.as_ref().map(|(id, _)| *id));
    let mut found = match typed(&asked.prefix) {
        None => Found::default(),
        Some(words) => match rarest(&words) {
            None => others.all(client).await?,
            Some(word) => others.with(client, word, &words).await?,
        },
    };
    if let Some((_, row)) = named
        && is_first(asked)
    {
        found.rows.insert_first(row);
    }
    Ok(found)
}

/// Who goes by a username as it is typed.
async fn named(client: &Client, typed: &str) -> Result<Option<Row>, Error> {
    static SQL: LazyLock<String> =
        LazyLock::new(|| format!("SELECT {PERSON_COLUMNS} FROM people WHERE {GOES_BY} AND NOT suspended"));
    query_opt(client, &SQL, &[&username(typed)]).await
}
