//! Profiles: what one person shows, and the texts among it that they write about themselves.

use super::person::{self, PERSON_COLUMNS};
use crate::Refusal;
use crate::database::accounts::account;
use crate::database::connection::Transaction;
use crate::database::people::search::noted;
use crate::database::{Client, Db, Error, execute, query_opt};
use crate::identity::caller::SignedIn;
use common::Code;
use common::people::person::Person;
use common::people::privacy::Privacy;
use common::people::profiles::{Details, EditProfile};
use std::sync::LazyLock;
use tokio_postgres::Row;
use uuid::Uuid;

/// The row of one person, with all that their profile shows.
pub(crate) struct ProfileRow(Row);

impl ProfileRow {
    /// The person, who borrows the row's texts.
    pub(crate) fn person(&self) -> Result<Person<'_>, Error> {
        person::person(&self.0)
    }

    pub(crate) fn privacy(&self) -> Result<Privacy, Error> {
        person::privacy(&self.0)
    }

    pub(crate) fn details(&self) -> Result<Details, Error> {
        let text = |column| self.0.try_get::<_, Option<String>>(column).map(Option::unwrap_or_default);
        Ok(Details { name: text("name")?, about: text("about")? })
    }
}

/// Reads the row of one person.
///
/// # Errors
///
/// [`Code::UserNotFound`] if there is none, or it is suspended.
pub(crate) async fn find(client: &Client, id: Uuid) -> Result<ProfileRow, Error> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT {PERSON_COLUMNS}, locked, hides_lists, name, about
             FROM people LEFT JOIN profiles USING (person_id) WHERE person_id = $1 AND NOT suspended"
        )
    });
    Ok(ProfileRow(query_opt(client, &SQL, &[&id]).await?.ok_or(Refusal::Plain(Code::UserNotFound))?))
}

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
