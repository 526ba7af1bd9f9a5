//! Gives accounts that are older than the keys of addresses such a key. SQL alone cannot: no database folds as the server does.

use crate::database::{Client, Error, execute, query};
use crate::identity::email_address;
use crate::identity::email_address::EmailAddress;
use std::collections::HashSet;
use uuid::Uuid;

/// Accounts that one statement changes at the most.
const AT_ONCE: i64 = 1000;

/// Gives every account without a key its key. Idempotent: what was cut off goes on at the next start. Of two accounts whose addresses
/// turn out to be one mailbox, the one with a proven address gets it, or else the older one; the other one signs in by username.
pub(crate) async fn fill(client: &Client) -> Result<(), Error> {
    while fill_some(client).await? {}
    Ok(())
}

async fn fill_some(client: &Client) -> Result<bool, Error> {
    let sql = "SELECT person_id, email FROM accounts WHERE email_key IS NULL AND email IS NOT NULL
               ORDER BY email_verified DESC, person_id LIMIT $1";
    let (mut people, mut emails, mut keys) = (Vec::<Uuid>::new(), Vec::new(), Vec::new());
    for row in query(client, sql, &[&AT_ONCE]).await? {
        let email = row.try_get::<_, String>(1)?;
        people.push(row.try_get(0)?);
        keys.push(email_address::key(&email));
        emails.push(EmailAddress::parse(&email).map_or(email, String::from));
    }
    if people.is_empty() {
        return Ok(false);
    }
    // Of equal keys at once, the first one is written.
    let mut seen = HashSet::new();
    let first = keys.iter().map(|key| seen.insert(key)).collect::<Vec<_>>();
    let sql = "UPDATE accounts SET email = new.email, email_key = new.key
               FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[]) AS new (id, email, key, first)
               WHERE person_id = id AND first AND accounts.email_key IS NULL
                 AND NOT EXISTS (SELECT FROM accounts AS other WHERE other.email_key = new.key)";
    execute(client, sql, &[&people, &emails, &keys, &first]).await?;
    let sql = "UPDATE accounts SET email_key = person_id::text
               WHERE person_id = ANY($1) AND email_key IS NULL RETURNING person_id";
    for row in query(client, sql, &[&people]).await? {
        let person = row.try_get::<_, Uuid>(0)?;
        tracing::warn!(%person, "another account has this account's mailbox: it signs in by its username only");
    }
    Ok(true)
}
