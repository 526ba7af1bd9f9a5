//! Taking every second factor off an account, for an owner who has lost them all.

use super::passkeys;
use crate::database::accounts::tokens_of_person;
use crate::database::connection::Transaction;
use crate::database::{Error, execute};
use crate::identity::purpose::Purpose;
use uuid::Uuid;

/// Takes them away, and returns whether there were any. The account is locked.
pub(in crate::database::accounts) async fn remove_all(
    transaction: &Transaction<'_>,
    person: Uuid,
) -> Result<bool, Error> {
    let mut gone = 0;
    for table in ["authenticators", "passkeys", "recovery_codes"] {
        let sql = format!("DELETE FROM {table} WHERE person_id = $1");
        gone += execute(transaction, &sql, &[&person]).await?;
    }
    if gone > 0 {
        passkeys::keep_a_way_in(transaction, person).await?;
    }
    // What was begun with the password goes on without a code, from the start.
    tokens_of_person::revoke(transaction, Purpose::SecondFactor, person).await?;
    Ok(gone > 0)
}
