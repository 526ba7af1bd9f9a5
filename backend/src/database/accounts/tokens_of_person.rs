//! The one-time tokens of a person, all of them or those for one purpose.

use super::one_time_tokens::issue;
use crate::Refusal;
use crate::database::connection::{Connection, Transaction};
use crate::database::{Error, execute, query_opt};
use crate::identity::purpose::Purpose;
use serde::Serialize;
use uuid::Uuid;

/// Reset codes of a person that are valid at once, at the most.
const MOST: i64 = 3;

/// Issues a token beside a person's older ones, up to a limit. The older ones stay valid: otherwise a stranger who requests tokens in the
/// owner's name could revoke each before it is used. The caller holds the lock of the account.
pub(crate) async fn add(
    transaction: &Transaction<'_>,
    purpose: Purpose,
    person: Uuid,
    content: &impl Serialize,
) -> Result<String, Error> {
    let sql =
        "SELECT CASE WHEN count(*) >= $3 THEN ceil(extract(epoch FROM min(expires_at) - now()))::bigint END
               FROM tickets WHERE person_id = $1 AND purpose = $2 AND expires_at > now()";
    let row = query_opt(transaction, sql, &[&person, &purpose.name(), &MOST]).await?;
    match row.map(|row| row.try_get::<_, Option<i64>>(0)).transpose()?.flatten() {
        Some(seconds) => {
            Err(Refusal::TooManyAttempts { limit: "codes", seconds: seconds.max(1).unsigned_abs() }.into())
        }
        None => issue(transaction, purpose, Some(person), content).await,
    }
}

/// Whether a person has a valid token for a purpose.
pub(crate) async fn has(client: &impl Connection, purpose: Purpose, person: Uuid) -> Result<bool, Error> {
    let sql = "SELECT FROM tickets WHERE person_id = $1 AND purpose = $2 AND expires_at > now() LIMIT 1";
    Ok(query_opt(client, sql, &[&person, &purpose.name()]).await?.is_some())
}

/// Consumes all of a person's codes in mails about addresses that have this content, as [`spend`](super::one_time_tokens::spend) does.
pub(super) async fn spend_all(
    client: &impl Connection,
    person: Uuid,
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_string(content).map_err(Error::fault)?;
    let sql = "UPDATE tickets SET purpose = $4, expires_at = now() + make_interval(secs => $5)
               WHERE person_id = $1 AND purpose = $2 AND content = $3";
    let used = Purpose::UsedEmail;
    let (name, lifetime) = (Purpose::Email.name(), used.lifetime().as_secs_f64());
    execute(client, sql, &[&person, &name, &content, &used.name(), &lifetime]).await?;
    Ok(())
}

/// Deletes a person's tokens for one purpose that have this content.
pub(crate) async fn forget(
    client: &impl Connection,
    purpose: Purpose,
    person: Uuid,
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_string(content).map_err(Error::fault)?;
    let sql = "DELETE FROM tickets WHERE person_id = $1 AND purpose = $2 AND content = $3";
    execute(client, sql, &[&person, &purpose.name(), &content]).await?;
    Ok(())
}

/// Revokes all of a person's tokens for one purpose.
pub(super) async fn revoke(client: &impl Connection, purpose: Purpose, person: Uuid) -> Result<(), Error> {
    let sql = "DELETE FROM tickets WHERE person_id = $1 AND purpose = $2";
    execute(client, sql, &[&person, &purpose.name()]).await?;
    Ok(())
}

/// Revokes all of a person's tokens.
pub(super) async fn revoke_all(client: &impl Connection, person: Uuid) -> Result<(), Error> {
    execute(client, "DELETE FROM tickets WHERE person_id = $1", &[&person]).await?;
    Ok(())
}

/// Replaces the content of a person's tokens for one purpose.
pub(super) async fn rewrite(
    client: &impl Connection,
    purpose: Purpose,
    person: Uuid,
    content: &impl Serialize,
) -> Result<(), Error> {
    let content = serde_json::to_string(content).map_err(Error::fault)?;
    let sql = "UPDATE tickets SET content = $3 WHERE person_id = $1 AND purpose = $2";
    execute(client, sql, &[&person, &purpose.name(), &content]).await?;
    Ok(())
}
