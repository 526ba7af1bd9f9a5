//! The people found by what is typed, but for the one who stands in front of them.

use crate::database::pagination::{too_deep, unknown_cursor};
use crate::database::people::person::{PERSON_COLUMNS, PersonRows};
use crate::database::people::search_words::patterns;
use crate::database::{Client, Error, query};
use common::people::search::SearchPeople;
use std::sync::LazyLock;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Words that a search for several looks through at once: each costs a look-up or two.
const BUDGET: i64 = 2_000;

/// People whom a page by its number may pass.
const DEPTH: i64 = 10_000;

/// One page of the people who are searched for.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) rows: PersonRows,
    /// Where the next page begins; `None` at the end.
    pub(crate) cursor: Option<String>,
}

/// What a page has of them.
pub(super) struct Others<'a> {
    without: Vec<Uuid>,
    cursor: Option<&'a str>,
    limit: i64,
    /// How many come before the page; none of those that the cursor stands for.
    skipped: i64,
}

/// Where a word stands in the order of the index.
struct Position<'a> {
    person: Uuid,
    rank: i16,
    word: &'a str,
}

impl<'a> Position<'a> {
    fn parse(cursor: &'a str) -> Result<Self, Error> {
        let (person, rest) = cursor.split_at_checked(32).ok_or_else(unknown_cursor)?;
        let (rank, word) = rest.split_at_checked(1).ok_or_else(unknown_cursor)?;
        let person = Uuid::try_parse(person).map_err(|_| unknown_cursor())?;
        let rank = rank.parse().map_err(|_| unknown_cursor())?;
        Ok(Self { person, rank, word })
    }

    fn of(row: &'a Row) -> Result<Self, Error> {
        let word = row.try_get("word")?;
        Ok(Self { person: row.try_get("person_id")?, rank: row.try_get("rank")?, word })
    }

    fn cursor(&self) -> String {
        format!("{}{}{}", self.person.simple(), self.rank, self.word)
    }
}

/// The words of names that begin with `$1`, after the word `$2` of rank `$3` of the person `$4`, but for those of the people `$5`: so
/// none of these is what a cursor names. One lower bound and not two, as the index may be read from the other one on.
const RANGE: &str = "
    SELECT word, rank, person_id FROM search_words
    WHERE rank < 2 AND (word, rank, person_id) > ($2, $3, $4) AND word < $1 || chr(1114111)
      AND person_id NOT IN (SELECT unnest($5::uuid[]))
    ORDER BY word, rank, person_id";

/// Those of the first `$6` words whose owner has words like all of `$7`: a page of `$8` rows after `$9` others. Of several words of
/// one person that begin so, the first one counts. A sub-select is never made into a join, so no row is looked at once the
/// page is full.
const BY_WORDS: &str = "
    SELECT {person}, word, rank FROM (
        SELECT word, rank, person_id FROM ({range} LIMIT $6) AS range
        WHERE (cardinality($7::text[]) = 0
               OR (SELECT names LIKE ALL ($7) FROM search_texts AS text WHERE text.person_id = range.person_id))
          AND (SELECT true FROM search_words AS other
               WHERE other.person_id = range.person_id AND other.word >= $1 AND other.word < range.word AND rank < 2 LIMIT 1) IS NULL
        ORDER BY word, rank, person_id LIMIT $8 OFFSET $9
    ) AS found JOIN people USING (person_id) ORDER BY word, rank, person_id";

impl<'a> Others<'a> {
    pub(crate) fn of(asked: &'a SearchPeople, hidden: Vec<Uuid>, named: Option<Uuid>) -> Self {
        let (ahead, cursor) = (i64::from(named.is_some()), asked.cursor.as_deref());
        let limit = if is_first(asked) { asked.limit - ahead } else { asked.limit };
        let before = (asked.page - 1).saturating_mul(asked.limit);
        let skipped = if cursor.is_some() { 0 } else { (before - ahead).max(0) };
        Self { without: hidden.into_iter().chain(named).collect(), cursor, limit, skipped }
    }

    /// By username; the cursor is the username before.
    pub(crate) async fn all(&self, client: &Client) -> Result<Found, Error> {
        static SQL: LazyLock<String> = LazyLock::new(|| {
            format!(
                "SELECT {PERSON_COLUMNS} FROM people
                 WHERE lower(username COLLATE \"C\") > lower($1 COLLATE \"C\") AND NOT suspended AND person_id NOT IN (SELECT unnest($2::uuid[]))
                 ORDER BY lower(username COLLATE \"C\") LIMIT $3 OFFSET $4"
            )
        });
        let (after, [more, skipped]) = (self.cursor.unwrap_or_default(), self.bounds());
        let rows = query(client, &SQL, &[&after, &self.without, &more, &skipped]).await?;
        self.cut(rows, after.to_owned(), |last| Ok(last.try_get("username")?))
    }

    /// By the rarest of the words, in the order of the words that begin with it. As everybody has a word who is found by one word alone,
    /// only a search for several may look at many in vain: it goes so far, and the page may be short while the next one goes on.
    pub(crate) async fn with(&self, client: &Client, word: &str, words: &[String]) -> Result<Found, Error> {
        let start = Position { person: Uuid::nil(), rank: 0, word };
        let cursor = self.cursor.map(Position::parse).transpose()?;
        let from = cursor.filter(|position| position.word >= word).unwrap_or(start);
        let range: [&(dyn ToSql + Sync); 5] = [&word, &from.word, &from.rank, &from.person, &self.without];
        let (budget, patterns) = match words {
            [_alone] => (i64::MAX, Vec::new()),
            several => (BUDGET, patterns(several)),
        };
        let [more, skipped] = self.bounds();
        let page: [&(dyn ToSql + Sync); 4] = [&budget, &patterns, &more, &skipped];
        let rows = query(
            client,
            &BY_WORDS.replace("{person}", PERSON_COLUMNS).replace("{range}", RANGE),
            &[&range[..], &page].concat(),
        )
        .await?;
        let found = self.cut(rows, from.cursor(), |last| Ok(Position::of(last)?.cursor()))?;
        match found.cursor.is_none() && words.len() > 1 {
            true => self.go_on(client, found, &range).await,
            false => Ok(found),
        }
    }

    /// The page where all is found in the words that one request looks through: perhaps more words come after them.
    async fn go_on(
        &self,
        client: &Client,
        found: Found,
        range: &[&(dyn ToSql + Sync)],
    ) -> Result<Found, Error> {
        let sql = format!("{RANGE} LIMIT 2 OFFSET $6");
        match &query(client, &sql, &[range, &[&(BUDGET - 1)]].concat()).await?[..] {
            [_, _beyond] if found.rows.is_empty() && self.skipped > 0 => Err(too_deep().into()),
            [last, _beyond] => Ok(Found { cursor: Some(Position::of(last)?.cursor()), ..found }),
            _ => Ok(found),
        }
    }

    /// How many rows to read, after how many.
    fn bounds(&self) -> [i64; 2] {
        [self.limit + 1, self.skipped.min(DEPTH)]
    }

    /// A page out of its rows and perhaps one more. `from` is the cursor that it begins at.
    fn cut(
        &self,
        mut rows: Vec<Row>,
        from: String,
        cursor: impl Fn(&Row) -> Result<String, Error>,
    ) -> Result<Found, Error> {
        if self.skipped > DEPTH {
            return if rows.is_empty() { Ok(Found::default()) } else { Err(too_deep().into()) };
        }
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let is_last = rows.len() <= limit;
        rows.truncate(limit);
        let next = (!is_last).then(|| rows.last().map_or(Ok(from), cursor)).transpose()?;
        Ok(Found { cursor: next, rows: PersonRows::new(rows) })
    }
}

/// Whether it is the page that begins all.
pub(crate) fn is_first(asked: &SearchPeople) -> bool {
    asked.cursor.is_none() && asked.page == 1
}
