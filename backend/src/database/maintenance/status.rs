//! What an operator is told of the database: whether its schema is the one that this build expects, and how much there is.

use super::{migrations, schema};
use crate::database::{Client, Error, query_opt};

/// Mails that are counted at the most.
const MAILS: i64 = 10_000;

/// Numbers that cost next to nothing. What is not known is `None`.
pub(crate) struct Sizes {
    /// People, as PostgreSQL estimates it from its last `ANALYZE`.
    pub(crate) people: Option<f64>,
    /// Follows, likewise.
    pub(crate) follows: Option<f64>,
    /// Mails in the outbox; as many as are counted at the most stand for more.
    pub(crate) mails: i64,
}

/// Whether the schema is at least the one that this build expects. A newer one is, too: during an upgrade both builds run.
pub(crate) async fn is_current(client: &Client) -> Result<bool, Error> {
    Ok(schema::latest(client).await? >= migrations::known())
}

/// Seconds for which the mail that is due longest has been due; 0 where none is. Servers that send mails claim each within moments.
pub(crate) async fn mails_overdue(client: &Client) -> Result<f64, Error> {
    let sql = "SELECT extract(epoch FROM greatest(now() - min(next_at), interval '0'))::float8 FROM outbox";
    let row = query_opt(client, sql, &[]).await?;
    let seconds: Option<f64> = row.map(|row| row.try_get(0)).transpose()?.flatten();
    Ok(seconds.unwrap_or_default())
}

/// How much there is.
pub(crate) async fn sizes(client: &Client) -> Result<Sizes, Error> {
    let sql = "SELECT (SELECT nullif(reltuples, -1)::float8 FROM pg_class WHERE oid = 'people'::regclass),
                      (SELECT nullif(reltuples, -1)::float8 FROM pg_class WHERE oid = 'followers'::regclass),
                      (SELECT count(*) FROM (SELECT FROM outbox LIMIT $1) AS mails)";
    let row = query_opt(client, sql, &[&MAILS]).await?.ok_or_else(|| Error::fault("no row of sizes"))?;
    Ok(Sizes { people: row.try_get(0)?, follows: row.try_get(1)?, mails: row.try_get(2)? })
}
