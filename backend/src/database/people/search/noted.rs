//! The words of people, as they are noted for searches.

use crate::database::connection::Transaction;
use crate::database::people::search_words::Entry;
use crate::database::{Client, Error, execute, query};
use std::collections::BTreeSet;
use tokio_postgres::Row;
use uuid::Uuid;

/// People whose words one transaction notes at the most.
pub(in crate::database) const AT_ONCE: usize = 1_000;

/// Notes the words of people anew, and none of those who are suspended: so no search finds them. Nothing else does so meanwhile.
pub(in crate::database) async fn note(transaction: &Transaction<'_>, people: &[Uuid]) -> Result<(), Error> {
    // A statement of its own: the next one then sees what was written while this one waited.
    let lock = "SELECT FROM people WHERE person_id = ANY($1) ORDER BY person_id FOR NO KEY UPDATE";
    execute(transaction, lock, &[&people]).await?;
    execute(transaction, "DELETE FROM search_texts WHERE person_id = ANY($1)", &[&people]).await?;
    execute(transaction, "DELETE FROM search_words WHERE person_id = ANY($1)", &[&people]).await?;
    note_new(transaction, people).await
}

/// Notes the words of people whom this transaction has made, and nobody else knows of yet.
pub(in crate::database) async fn note_new(
    transaction: &Transaction<'_>,
    people: &[Uuid],
) -> Result<(), Error> {
    let sql = "SELECT person_id, username, COALESCE(name, ''), location
               FROM people LEFT JOIN profiles USING (person_id) WHERE person_id = ANY($1) AND NOT suspended";
    let (mut ids, mut names, mut places) = (Vec::<Uuid>::new(), Vec::new(), Vec::new());
    let (mut words, mut owners, mut ranks) = (Vec::new(), Vec::<Uuid>::new(), Vec::new());
    for row in query(transaction, sql, &[&people]).await? {
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
    let sql = "INSERT INTO search_texts SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])";
    execute(transaction, sql, &[&ids, &names, &places]).await?;
    let sql = "INSERT INTO search_words (person_id, word, rank) SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[])";
    execute(transaction, sql, &[&owners, &words, &ranks]).await?;
    Ok(())
}

/// What a search compares of the person in a row that begins with id, username, name and location.
pub(in crate::database) fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry::of(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
}

/// Notes the words of everybody who has none noted, as people have whom an older release or plain SQL has made. Idempotent: what
/// is cut off goes on at the next start, so no transaction is tried again.
pub async fn fill(client: &mut Client) -> Result<(), Error> {
    let (mut after, mut noted) = (Uuid::nil(), 0);
    loop {
        let sql = "SELECT person_id FROM people WHERE person_id > $1 AND NOT suspended
                   AND NOT EXISTS (SELECT FROM search_texts WHERE search_texts.person_id = people.person_id)
                   ORDER BY person_id LIMIT $2";
        let rows = query(client, sql, &[&after, &(AT_ONCE as i64)]).await?;
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
pub(in crate::database) const NOTED: &str = "
    SELECT person_id, username, COALESCE(name, ''), location, COALESCE(names, ''), COALESCE(places, ''),
           ARRAY(SELECT rank || word FROM search_words WHERE search_words.person_id = people.person_id), suspended
    FROM people LEFT JOIN profiles USING (person_id) LEFT JOIN search_texts USING (person_id)";

/// What is wrong with what a row of [`NOTED`] has, in words.
pub(in crate::database) fn faults(row: &Row) -> Result<Vec<String>, Error> {
    let entry = if row.try_get("suspended")? { Entry::default() } else { entry(row)? };
    let right = entry.words.iter().map(|(word, rank)| format!("{rank}{word}")).collect::<BTreeSet<_>>();
    let noted = row.try_get::<_, Vec<String>>(6)?.into_iter().collect::<BTreeSet<_>>();
    let missing = right.difference(&noted).map(|word| format!("is not noted under “{}”", &word[1..]));
    let wrong = noted.difference(&right).map(|word| format!("is noted under “{}”", &word[1..]));
    let line = [row.try_get::<_, &str>(4)?, row.try_get(5)?] != [entry.names.as_str(), &entry.places];
    let line = line.then(|| "is searched in an old line of words".to_owned());
    Ok(missing.chain(wrong).chain(line).collect())
}
