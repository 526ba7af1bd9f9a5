//! What people tell of themselves.

use super::transactions::transact;
use super::{Db, execute};
use crate::Error;
use common::profiles::EditProfile;
use rocket::futures::FutureExt;
use rocket_db_pools::deadpool_postgres::Transaction;
use uuid::Uuid;

/// Changes what a person tells; what is left out stays. Doing it twice is doing it once.
pub(crate) async fn edit(db: &Db, person: Uuid, wanted: &EditProfile) -> Result<(), Error> {
    transact(db, |transaction| {
        let wanted = wanted.clone();
        async move { write(transaction, person, &wanted).await }.boxed()
    })
    .await
}

async fn write(transaction: &Transaction<'_>, person: Uuid, wanted: &EditProfile) -> Result<(), Error> {
    let [name, about, location] =
        [&wanted.name, &wanted.about, &wanted.location].map(|text| text.as_deref().map(str::trim));
    let sql = "INSERT INTO profiles (person_id, name, about) VALUES ($1, COALESCE($2, ''), COALESCE($3, ''))
               ON CONFLICT (person_id) DO UPDATE SET name = COALESCE($2, profiles.name), about = COALESCE($3, profiles.about)";
    execute(transaction, sql, &[&person, &name, &about]).await?;
    if location.is_some() {
        let sql = "UPDATE people SET location = $2 WHERE person_id = $1";
        execute(transaction, sql, &[&person, &location]).await?;
        note_words(transaction, person).await?;
    }
    Ok(())
}

/// Notes the words of a person's location anew. Nobody else does so meanwhile.
pub(super) async fn note_words(transaction: &Transaction<'_>, person: Uuid) -> Result<(), Error> {
    for sql in [
        "SELECT FROM people WHERE person_id = $1 FOR UPDATE",
        "DELETE FROM location_words WHERE person_id = $1",
        "INSERT INTO location_words
         SELECT DISTINCT word, person_id FROM people, unnest(string_to_array(lower(location), ' ')) AS word
         WHERE person_id = $1 AND word <> ''",
    ] {
        execute(transaction, sql, &[&person]).await?;
    }
    Ok(())
}
