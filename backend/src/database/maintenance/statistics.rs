//! How much there is of everything.

use crate::database::{Client, Error, query_opt};
use crate::identity::purpose::MAIL_LIFETIME;
use serde::Serialize;

/// Numbers of one moment.
#[derive(Debug, Serialize)]
pub(crate) struct Statistics {
    pub(crate) people: i64,
    pub(crate) suspended: i64,
    pub(crate) accounts: i64,
    /// Accounts that were made within a week.
    pub(crate) new_accounts: i64,
    pub(crate) follows: i64,
    pub(crate) requests: i64,
    pub(crate) blocks: i64,
    pub(crate) sessions: i64,
    /// People with a session that was used within a day.
    pub(crate) active_people: i64,
    pub(crate) mails_waiting: i64,
    /// How long the oldest of them has waited.
    pub(crate) mail_wait_seconds: i64,
    /// All of the database on disk.
    pub(crate) database_bytes: i64,
}

/// Counts everything in one statement. Of the follows those that are counted already are not counted anew.
pub(crate) async fn read(client: &Client) -> Result<Statistics, Error> {
    let sql = "
        SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM people WHERE suspended), (SELECT count(*) FROM accounts),
               (SELECT count(*) FROM accounts WHERE created_at > now() - interval '7 days'),
               (SELECT coalesce(sum(rows), 0)::bigint FROM follower_tallies WHERE level = 2)
                   + (SELECT count(*) FROM followers WHERE NOT counted),
               (SELECT count(*) FROM requests), (SELECT count(*) FROM blocking), (SELECT count(*) FROM sessions),
               (SELECT count(DISTINCT person_id) FROM sessions WHERE used_at > now() - interval '1 day'),
               (SELECT count(*) FROM outbox),
               (SELECT coalesce(extract(epoch FROM now() - min(expires_at) + make_interval(secs => $1)), 0)::bigint FROM outbox),
               pg_database_size(current_database())";
    let row = query_opt(client, sql, &[&MAIL_LIFETIME.as_secs_f64()]).await?;
    let row = row.ok_or_else(|| Error::fault("there are no numbers"))?;
    Ok(Statistics {
        people: row.try_get(0)?,
        suspended: row.try_get(1)?,
        accounts: row.try_get(2)?,
        new_accounts: row.try_get(3)?,
        follows: row.try_get(4)?,
        requests: row.try_get(5)?,
        blocks: row.try_get(6)?,
        sessions: row.try_get(7)?,
        active_people: row.try_get(8)?,
        mails_waiting: row.try_get(9)?,
        mail_wait_seconds: row.try_get(10)?,
        database_bytes: row.try_get(11)?,
    })
}
