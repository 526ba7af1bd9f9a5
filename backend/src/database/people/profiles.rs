//! Profiles: the texts that people write about themselves.

use crate::database::accounts::account;
use crate::database::connection::Transaction;
use crate::database::people::search::noted;
use crate::database::{Db, Error, execute};
use crate::identity::caller::SignedIn;
use common::people::profiles::EditProfile;
use uuid::Uuid;

/// Changes a person's profile; fields that are left out stay. Idempotent.
pub(crate) async fn edit(db: &Db, caller: &SignedIn, wanted: &EditProfile) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| {
        account::lock_account_for(transaction, caller).await?;
        write(transaction, caller.id, wanted).await
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
    }
    if name.is_some() || location.is_some() {
        noted::note(transaction, &[person]).await?;
    }
    Ok(())
}
