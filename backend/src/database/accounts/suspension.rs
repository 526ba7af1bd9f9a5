//! Suspended people: nobody gets into their account, and to others they are not there. Their follows, blocks and settings stay, so that
//! an end of it brings everything back.

use crate::Refusal;
use crate::database::connection::{Connection, Transaction};
use crate::database::people::search::noted;
use crate::database::{Error, execute, query_opt};
use common::Code;
use uuid::Uuid;

const SUSPENDED: Refusal = Refusal::Plain(Code::AccountSuspended);

/// Suspends a person, or ends that, and returns whether it changes anything. The account is locked: a login waits, and then sees it.
pub(super) async fn set(transaction: &Transaction<'_>, person: Uuid, suspended: bool) -> Result<bool, Error> {
    let sql = "UPDATE people SET suspended = $2 WHERE person_id = $1 AND suspended <> $2";
    let has_changed = execute(transaction, sql, &[&person, &suspended]).await? > 0;
    if has_changed {
        noted::note(transaction, &[person]).await?;
    }
    Ok(has_changed)
}

/// Refuses a login to a suspended account. The account is locked.
pub(super) async fn refuse(client: &impl Connection, person: Uuid) -> Result<(), Error> {
    let sql = "SELECT FROM people WHERE person_id = $1 AND suspended";
    match query_opt(client, sql, &[&person]).await? {
        Some(_) => Err(SUSPENDED.into()),
        None => Ok(()),
    }
}
