//! Rows of failures: how long the next attempt waits in each, and the statements that count and forget.

use crate::database::connection::Connection;
use crate::database::{Error, execute, query};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio_postgres::Row as Found;
use tokio_postgres::types::ToSql;

/// The longest that a try waits for, other than where strangers have had their last one.
pub(super) const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The rows that are asked about: `$1` their keys, `$2` the failures that are free, `$3` how long the first wait and `$4` the longest
/// are, `$5` how long they are remembered.
const QUOTAS: &str = "unnest($1::bytea[], $2::int[], $3::float8[], $4::float8[], $5::float8[])
                      AS quota (key, free, first, longest, memory)";
/// When the next try is due.
const DUE: &str = "tried.failed_at + make_interval(secs => CASE WHEN tried.failures < quota.free THEN 0
                   ELSE least(quota.first * 2 ^ least(tried.failures - quota.free, 20), quota.longest) END)";
/// Several rows ($1), which are locked in one order: so no two statements wait for each other.
const THESE: &str = "key IN (SELECT key FROM failed_tries WHERE key = ANY($1) ORDER BY key FOR UPDATE)";

/// Failures that are counted together.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) key: [u8; 32],
    free: i32,
    first: Duration,
    longest: Duration,
    memory: Duration,
    /// Whether its wait is not told.
    pub(super) is_silent: bool,
}

impl Row {
    /// After so many failures that are free, the first wait is a second, and each one after it twice as long.
    pub(super) fn growing(what: &str, free: i32, memory: Duration) -> Self {
        let (first, longest) = (Duration::from_secs(1), LONGEST);
        Self { key: Sha256::digest(what).into(), free, first, longest, memory, is_silent: false }
    }

    /// After so many failures there is one long wait.
    pub(super) fn stopping(what: &str, last: i32, stop: Duration, memory: Duration) -> Self {
        Self { first: stop, longest: stop, ..Self::growing(what, last, memory) }
    }

    /// Its wait is not told.
    pub(super) fn silent(self) -> Self {
        Self { is_silent: true, ..self }
    }
}

/// Counts an attempt in each row where it does not come too early, and returns the others, and how many seconds each has to wait. The
/// clock is read when a row is held: the statement may have waited for that.
pub(super) async fn count<'r>(
    client: &impl Connection,
    rows: &'r [Row],
) -> Result<Vec<(&'r Row, u64)>, Error> {
    let sql = format!(
        "INSERT INTO failed_tries AS tried (key, failures, failed_at, forget_at)
         SELECT key, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => memory)
         FROM {QUOTAS} ORDER BY key
         ON CONFLICT (key) DO UPDATE SET failures = tried.failures + 1, failed_at = clock_timestamp(),
             forget_at = clock_timestamp() + (
                 SELECT make_interval(secs => CASE WHEN tried.failures + 1 < free THEN memory
                                                   ELSE greatest(memory, longest) END)
                 FROM {QUOTAS} WHERE quota.key = tried.key)
         WHERE (SELECT {DUE} FROM {QUOTAS} WHERE quota.key = tried.key) <= clock_timestamp()
         RETURNING key"
    );
    let counted = query_rows(client, rows, &sql).await?;
    // Asked where all were counted too, so that a silent wait takes as long as none.
    let sql = format!(
        "SELECT key, ceil(extract(epoch FROM {DUE} - clock_timestamp()))::bigint
         FROM {QUOTAS} JOIN failed_tries AS tried USING (key)"
    );
    let counted = counted.iter().map(|row| Ok(row.try_get(0)?)).collect::<Result<Vec<&[u8]>, Error>>()?;
    let mut early = Vec::new();
    for found in query_rows(client, rows, &sql).await? {
        let (key, wait) = (found.try_get::<_, &[u8]>(0)?, found.try_get::<_, i64>(1)?);
        let row = rows.iter().find(|row| row.key == key && !counted.contains(&key));
        early.extend(row.map(|row| (row, wait.max(1).unsigned_abs())));
    }
    Ok(early)
}

async fn query_rows(client: &impl Connection, rows: &[Row], sql: &str) -> Result<Vec<Found>, Error> {
    let free = rows.iter().map(|row| row.free).collect::<Vec<_>>();
    let seconds = |of: fn(&Row) -> Duration| rows.iter().map(|row| of(row).as_secs_f64()).collect();
    let [first, longest, memory]: [Vec<f64>; 3] =
        [seconds(|row| row.first), seconds(|row| row.longest), seconds(|row| row.memory)];
    let parameters: [&(dyn ToSql + Sync); 5] = [&keys(rows), &free, &first, &longest, &memory];
    query(client, sql, &parameters).await
}

/// Uncounts an attempt that was counted and not made.
pub(super) async fn take_back(client: &impl Connection, rows: &[Row]) -> Result<(), Error> {
    let sql = format!("UPDATE failed_tries SET failures = failures - 1 WHERE {THESE} AND failures > 0");
    execute(client, &sql, &[&keys(rows)]).await?;
    Ok(())
}

/// Deletes the failures.
pub(super) async fn forget(client: &impl Connection, rows: &[Row]) -> Result<(), Error> {
    execute(client, &format!("DELETE FROM failed_tries WHERE {THESE}"), &[&keys(rows)]).await?;
    Ok(())
}

fn keys(rows: &[Row]) -> Vec<&[u8]> {
    rows.iter().map(|row| &row.key[..]).collect()
}
