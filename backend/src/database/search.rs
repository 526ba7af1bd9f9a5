//! Finding people by words. What a search compares is kept beside the people: their words in one line, to look at one person, and
//! word by word, to find people by an index. The server makes the words (`search_words.rs`), so nothing depends on the
//! database's locale.

use super::filtered::too_deep;
use super::lists::unknown_cursor;
use super::{Client, query};
use crate::Error;
use crate::search_words::{Entry, typed};
use common::people::SearchPeople;
use std::borrow::Cow;
use std::collections::BTreeSet;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Transaction};
use uuid::Uuid;

/// People whose words one transaction notes at the most.
pub(super) const AT_ONCE: usize = 1_000;
/// Words that a search for several looks through at once: each costs a look-up or two.
const BUDGET: i64 = 2_000;

/// Notes the words of people anew. Nothing else does so meanwhile.
pub(super) async fn note(transaction: &Transaction<'_>, people: &[Uuid]) -> Result<(), Error> {
    // A statement of its own: the next one then sees what was written while this one waited.
    let lock = "SELECT FROM people WHERE person_id = ANY($1) ORDER BY person_id FOR NO KEY UPDATE";
    transaction.execute(lock, &[&people]).await?;
    let sql = "SELECT person_id, username, COALESCE(name, ''), location
               FROM people LEFT JOIN profiles USING (person_id) WHERE person_id = ANY($1)";
    let (mut ids, mut names, mut places) = (Vec::<Uuid>::new(), Vec::new(), Vec::new());
    let (mut words, mut owners, mut ranks) = (Vec::new(), Vec::<Uuid>::new(), Vec::new());
    for row in transaction.query(sql, &[&people]).await? {
        let (id, entry) = (row.try_get(0)?, entry(&row)?);
        ids.push(id);
        names.push(entry.names);
        places.push(entry.places);
        for (word, rank) in entry.words {
            words.push(word);
            owners.push(id);
            ranks.push(rank);
        }
    }
    let sql = "INSERT INTO search_texts SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
               ON CONFLICT (person_id) DO UPDATE SET names = EXCLUDED.names, places = EXCLUDED.places";
    transaction.execute(sql, &[&ids, &names, &places]).await?;
    transaction.execute("DELETE FROM search_words WHERE person_id = ANY($1)", &[&people]).await?;
    let sql = "INSERT INTO search_words (person_id, word, rank) SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[])";
    transaction.execute(sql, &[&owners, &words, &ranks]).await?;
    Ok(())
}

/// What a search compares of the person in a row that begins with id, username, name and location.
pub(super) fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry::of(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
}

/// Notes the words of everybody who has none noted, as people have whom an older release or plain SQL has made. Idempotent: what
/// is cut off goes on at the next start.
pub async fn fill(client: &mut tokio_postgres::Client) -> Result<(), Error> {
    let (mut after, mut noted) = (Uuid::nil(), 0);
    loop {
        let sql = "SELECT person_id FROM people WHERE person_id > $1
                   AND NOT EXISTS (SELECT FROM search_texts WHERE search_texts.person_id = people.person_id)
                   ORDER BY person_id LIMIT $2";
        let rows = client.query(sql, &[&after, &(AT_ONCE as i64)]).await?;
        let people = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = people.last() else { return Ok(()) };
        let transaction = client.transaction().await?;
        note(&transaction, &people).await?;
        transaction.commit().await?;
        (after, noted) = (*last, noted + people.len());
        tracing::info!(people = noted, "words to search for are noted");
    }
}

/// Everybody, with what is noted of them: their words, each after its rank.
pub(super) const NOTED: &str = "
    SELECT person_id, username, COALESCE(name, ''), location, COALESCE(names, ''), COALESCE(places, ''),
           ARRAY(SELECT rank || word FROM search_words WHERE search_words.person_id = people.person_id)
    FROM people LEFT JOIN profiles USING (person_id) LEFT JOIN search_texts USING (person_id)";

/// What is wrong with what a row of [`NOTED`] has, in words.
pub(super) fn faults(row: &Row) -> Result<Vec<String>, Error> {
    let entry = entry(row)?;
    let right = entry.words.iter().map(|(word, rank)| format!("{rank}{word}")).collect::<BTreeSet<_>>();
    let noted = row.try_get::<_, Vec<String>>(6)?.into_iter().collect::<BTreeSet<_>>();
    let missing = right.difference(&noted).map(|word| format!("is not noted under “{}”", &word[1..]));
    let wrong = noted.difference(&right).map(|word| format!("is noted under “{}”", &word[1..]));
    let line = [row.try_get::<_, &str>(4)?, row.try_get(5)?] != [entry.names.as_str(), &entry.places];
    let line = line.then(|| "is searched in an old line of words".to_owned());
    Ok(missing.chain(wrong).chain(line).collect())
}

/// For each word of `typed`, what is in a line of words where one begins with it. A word has no character that means something else.
pub(super) fn patterns(typed: &[String]) -> Vec<String> {
    typed.iter().map(|word| format!("% {word}%")).collect()
}

/// Of words the one that the fewest people are likely to have.
pub(super) fn rarest(words: &[String]) -> Option<&str> {
    words.iter().map(String::as_str).max_by_key(|word| word.chars().count())
}

/// One page of the people who are searched for.
#[derive(Default)]
pub(crate) struct Found {
    /// They begin with id, username, location and avatar.
    pub(crate) rows: Vec<Row>,
    /// Where the next page begins; `None` at the end.
    pub(crate) cursor: Option<String>,
}

/// Reads a page of the people whose username or name has the words typed, but for those who are hidden.
pub(crate) async fn page(client: &Client, asked: &SearchPeople, hidden: &[Uuid]) -> Result<Found, Error> {
    match typed(&asked.prefix) {
        None => Ok(Found::default()),
        Some(words) => match rarest(&words) {
            None => everybody(client, asked, hidden).await,
            Some(word) => by_words(client, asked, hidden, word, &words).await,
        },
    }
}

fn skipped(asked: &SearchPeople) -> i64 {
    if asked.cursor.is_some() { 0 } else { (asked.page - 1).saturating_mul(asked.limit) }
}

/// By username; the cursor is the username before.
async fn everybody(client: &Client, asked: &SearchPeople, hidden: &[Uuid]) -> Result<Found, Error> {
    let sql = "SELECT person_id, username, location, avatar FROM people
               WHERE lower(username COLLATE \"C\") > lower($1 COLLATE \"C\") AND person_id NOT IN (SELECT unnest($2::uuid[]))
               ORDER BY lower(username COLLATE \"C\") LIMIT $3 OFFSET $4";
    let after = asked.cursor.as_deref().unwrap_or_default();
    let rows = query(client, sql, &[&after, &hidden, &(asked.limit + 1), &skipped(asked)]).await?;
    cut(rows, asked, |last| Ok(last.try_get("username")?))
}

/// Where a word stands in the order of the index.
struct Position<'a> {
    person: Uuid,
    rank: i16,
    word: Cow<'a, str>,
}

impl<'a> Position<'a> {
    fn parse(cursor: &'a str) -> Result<Self, Error> {
        let (person, rest) = cursor.split_at_checked(32).ok_or_else(unknown_cursor)?;
        let (rank, word) = rest.split_at_checked(1).ok_or_else(unknown_cursor)?;
        let person = Uuid::try_parse(person).map_err(|_| unknown_cursor())?;
        let rank = rank.parse().map_err(|_| unknown_cursor())?;
        Ok(Self { person, rank, word: word.into() })
    }

    fn cursor(row: &Row) -> Result<String, Error> {
        let (person, rank): (Uuid, i16) = (row.try_get("person_id")?, row.try_get("rank")?);
        Ok(format!("{}{rank}{}", person.simple(), row.try_get::<_, &str>("word")?))
    }
}

/// The words of names that begin with `$1`, after the word `$2` of rank `$3` of the person `$4`. One lower bound and not two, as the
/// index may be read from the other one on.
const RANGE: &str = "
    SELECT word, rank, person_id FROM search_words
    WHERE rank < 2 AND (word, rank, person_id) > ($2, $3, $4) AND word < $1 || chr(1114111)
    ORDER BY word, rank, person_id";

/// Those of the first `$5` words whose owner has all the words `$6` and is not among `$7`: a page of `$8` rows after `$9` others.
/// Of several words of one person that begin so, the first one counts. A sub-select is never made into a join, so no row is
/// looked at once the page is full.
const BY_WORDS: &str = "
    SELECT people.person_id, username, location, avatar, word, rank FROM (
        SELECT word, rank, person_id FROM ({range} LIMIT $5) AS range
        WHERE (SELECT names LIKE ALL ($6) FROM search_texts AS text WHERE text.person_id = range.person_id)
          AND (SELECT true FROM search_words AS other
               WHERE other.person_id = range.person_id AND other.word >= $1 AND other.word < range.word AND rank < 2 LIMIT 1) IS NULL
          AND person_id NOT IN (SELECT unnest($7::uuid[]))
        ORDER BY word, rank, person_id LIMIT $8 OFFSET $9
    ) AS found JOIN people USING (person_id) ORDER BY word, rank, person_id";

/// By the rarest of the words, in the order of the words that begin with it. As everybody has a word who is found by one word alone,
/// only a search for several may look at many in vain: it goes so far, and the page may be short while the next one goes on.
async fn by_words(
    client: &Client,
    asked: &SearchPeople,
    hidden: &[Uuid],
    word: &str,
    words: &[String],
) -> Result<Found, Error> {
    let start = Position { person: Uuid::nil(), rank: 0, word: word.into() };
    let cursor = asked.cursor.as_deref().map(Position::parse).transpose()?;
    let Position { person, rank, word: after } =
        cursor.filter(|position| *position.word >= *word).unwrap_or(start);
    let budget = if words.len() == 1 { i64::MAX } else { BUDGET };
    let (limit, skipped, patterns) = (asked.limit + 1, skipped(asked), patterns(words));
    let sql = BY_WORDS.replace("{range}", RANGE);
    let of: [&(dyn ToSql + Sync); 9] =
        [&word, &after, &rank, &person, &budget, &patterns, &hidden, &limit, &skipped];
    let mut found = cut(query(client, &sql, &of).await?, asked, Position::cursor)?;
    if found.cursor.is_none() && words.len() > 1 {
        let sql = format!("{RANGE} LIMIT 2 OFFSET $5");
        let end = query(client, &sql, &[&word, &after, &rank, &person, &(BUDGET - 1)]).await?;
        match &end[..] {
            [_, _beyond] if found.rows.is_empty() && skipped > 0 => return Err(too_deep()),
            [last, _beyond] => found.cursor = Some(Position::cursor(last)?),
            _ => {}
        }
    }
    Ok(found)
}

/// A page out of its rows and perhaps one more.
fn cut(
    mut rows: Vec<Row>,
    asked: &SearchPeople,
    cursor: impl Fn(&Row) -> Result<String, Error>,
) -> Result<Found, Error> {
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    let is_last = rows.len() <= limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| !is_last);
    Ok(Found { cursor: last.map(cursor).transpose()?, rows })
}
