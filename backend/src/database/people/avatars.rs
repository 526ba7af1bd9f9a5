//! The pictures that people show. The same picture is stored once, however many show it.

use crate::Refusal;
use crate::database::accounts::account;
use crate::database::connection::Transaction;
use crate::database::{Client, Db, Error, execute, query_opt};
use crate::identity::caller::SignedIn;
use crate::pictures::Picture;
use common::Code;
use common::people::avatars::SIDES;

/// Shows a picture of a person from now on. Idempotent.
pub(crate) async fn show(db: &Db, caller: &SignedIn, picture: &Picture) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| {
        keep(transaction, picture).await?;
        change(transaction, caller, Some(&picture.key)).await
    })
    .await
}

/// Shows none. Idempotent.
pub(crate) async fn hide(db: &Db, caller: &SignedIn) -> Result<(), Error> {
    db.idempotent_transaction(async |transaction| change(transaction, caller, None).await).await
}

/// The file of a picture, in one of its sizes.
pub(crate) async fn file(client: &Client, key: &[u8], side: u16) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT bytes FROM pictures WHERE picture_hash = $1 AND side = $2::int";
    let row = query_opt(client, sql, &[&key, &i32::from(side)]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// A cleanup that is about to delete the picture waits for this, and then finds that it is new.
async fn keep(transaction: &Transaction<'_>, picture: &Picture) -> Result<(), Error> {
    let sql = "INSERT INTO pictures (picture_hash, side, bytes) VALUES ($1, $2::int, $3)
               ON CONFLICT (picture_hash, side) DO UPDATE SET created_at = now()";
    for (side, bytes) in SIDES.into_iter().zip(&picture.sizes) {
        execute(transaction, sql, &[&picture.key, &i32::from(side), bytes]).await?;
    }
    Ok(())
}

/// The picture before stays for a day, as if it were new: pages that are open still name it. The session may have ended while the
/// new one was decoded.
async fn change(transaction: &Transaction<'_>, caller: &SignedIn, key: Option<&[u8]>) -> Result<(), Error> {
    account::lock_account_for(transaction, caller).await?;
    let person = caller.id;
    let sql = "UPDATE pictures SET created_at = now()
               WHERE picture_hash = (SELECT avatar FROM people WHERE person_id = $1)";
    execute(transaction, sql, &[&person]).await?;
    let sql = "UPDATE people SET avatar = $2 WHERE person_id = $1";
    match execute(transaction, sql, &[&person, &key]).await? {
        0 => Err(Refusal::Plain(Code::AccountDeleted).into()),
        _ => Ok(()),
    }
}
