//! Another secret in the place of the server's: what hangs on the old ones, and how it gets under the new one.

use crate::database::{Client, Error, execute, query};
use uuid::Uuid;

/// Rows that one statement reads or writes at the most.
const AT_ONCE: i64 = 500;

/// What lies sealed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sealed {
    Authenticators,
    Mails,
}

impl Sealed {
    /// A statement over its table, with the column that says for whom each row is sealed.
    fn fill(self, template: &str) -> String {
        let (table, owner) = match self {
            Self::Authenticators => ("authenticators", "person_id"),
            Self::Mails => ("outbox", "mail_id"),
        };
        template.replace("{table}", table).replace("{owner}", owner)
    }
}

/// Some of what lies sealed, in the order of its owners, after one of them; empty at the end.
pub(crate) async fn after(client: &Client, what: Sealed, owner: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, Error> {
    let sql = what.fill("SELECT {owner}, sealed FROM {table} WHERE {owner} > $1 ORDER BY {owner} LIMIT $2");
    let rows = query(client, &sql, &[&owner, &AT_ONCE]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// How many rows there are.
pub(crate) async fn count(client: &Client, what: Sealed) -> Result<i64, Error> {
    let rows = query(client, &what.fill("SELECT count(*) FROM {table}"), &[]).await?;
    rows.iter().map(|row| Ok(row.try_get::<_, i64>(0)?)).sum()
}

/// Puts the same, sealed anew, in the place of what was sealed before, unless that has changed meanwhile.
pub(crate) async fn reseal(
    client: &Client,
    what: Sealed,
    owner: Uuid,
    [old, new]: [&[u8]; 2],
) -> Result<(), Error> {
    let sql = what.fill("UPDATE {table} SET sealed = $3 WHERE {owner} = $1 AND sealed = $2");
    execute(client, &sql, &[&owner, &old, &new]).await.map(drop)
}

/// Notes under which secret passwords were hashed that are older than such notes, as many as one statement may, and returns how many.
pub(crate) async fn name_oldest(client: &Client, oldest: &str) -> Result<u64, Error> {
    let sql = "UPDATE accounts SET password_key = $1 WHERE password_key IS NULL AND person_id IN (
                   SELECT person_id FROM accounts WHERE password_key IS NULL AND password_hash IS NOT NULL LIMIT $2)";
    execute(client, sql, &[&oldest, &AT_ONCE]).await
}

/// How many passwords went through each secret; `None` stands for the oldest one.
pub(crate) async fn passwords(client: &Client) -> Result<Vec<(Option<String>, i64)>, Error> {
    let sql =
        "SELECT password_key, count(*) FROM accounts WHERE password_hash IS NOT NULL GROUP BY password_key
               ORDER BY 2 DESC";
    let rows = query(client, sql, &[]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The fingerprints of the secrets that passwords went through: a look-up in the index for each, however many passwords there are.
pub(crate) async fn fingerprints(client: &Client) -> Result<Vec<String>, Error> {
    let sql = "WITH RECURSIVE found (key) AS (
                   (SELECT password_key FROM accounts WHERE password_hash IS NOT NULL AND password_key IS NOT NULL
                    ORDER BY password_key LIMIT 1)
                   UNION ALL
                   SELECT (SELECT password_key FROM accounts WHERE password_hash IS NOT NULL AND password_key > key
                           ORDER BY password_key LIMIT 1)
                   FROM found WHERE key IS NOT NULL
               ) SELECT key FROM found WHERE key IS NOT NULL";
    query(client, sql, &[]).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
