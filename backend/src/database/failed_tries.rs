//! Failed tries in a row at a secret of one account, counted by all copies of the server together. The more there are, the longer
//! the next one has to wait.
//!
//! Passwords are counted for each network apart, so that nobody waits for what others do. Networks from which the owner has not
//! signed in lately are counted together as well: after too many failures of theirs none of them tries any more, until the owner has
//! shown up.

use super::known_networks::is_known;
use super::{Client, execute, query_opt};
use crate::Error;
use crate::guards::Device;
use rocket_db_pools::deadpool_postgres::GenericClient;
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;

/// Failures in a row that are free. The next try waits for a second, and each one after it for twice as long.
const FREE: i32 = 6;
/// Failures in a row that all strange networks together have at one account.
const STRANGERS_LAST: i32 = 100;
/// The longest that a try waits for, other than where strangers have had their last one.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// How long a failure is remembered, and how long a network after its owner has signed in from there.
pub(super) const MEMORY: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How long the next try waits for, by the failures that are free ($2), and by how long the first wait ($3) and the longest ($4) are.
const WAIT: &str = "make_interval(secs => CASE WHEN failed_tries.failures < $2 THEN 0
                                               ELSE least($3 * 2 ^ least(failed_tries.failures - $2, 20), $4) END)";

/// Several rows ($1), which are locked in one order: so no two statements wait for each other.
const THESE: &str = "key IN (SELECT key FROM failed_tries WHERE key = ANY($1) ORDER BY key FOR UPDATE)";

/// Failures that are counted together.
struct Row {
    key: [u8; 32],
    free: i32,
    first: Duration,
    longest: Duration,
}

impl Row {
    fn growing(what: &str) -> Self {
        Self { key: key(what), free: FREE, first: Duration::from_secs(1), longest: LONGEST }
    }

    /// Counts a try, or tells how long it has to wait. The clock is read when the row is held: a statement may have waited for that.
    async fn count(&self, client: &impl GenericClient) -> Result<(), Error> {
        let sql = format!(
            "INSERT INTO failed_tries (key, failures, failed_at) VALUES ($1, 1, clock_timestamp())
             ON CONFLICT (key) DO UPDATE SET failures = failed_tries.failures + 1, failed_at = clock_timestamp()
             WHERE failed_tries.failed_at + {WAIT} <= clock_timestamp()"
        );
        let (first, longest) = (self.first.as_secs_f64(), self.longest.as_secs_f64());
        if execute(client, &sql, &[&self.key(), &self.free, &first, &longest]).await? > 0 {
            return Ok(());
        }
        let sql = format!(
            "SELECT ceil(extract(epoch FROM failed_at + {WAIT} - clock_timestamp()))::bigint
             FROM failed_tries WHERE key = $1"
        );
        let row = query_opt(client, &sql, &[&self.key(), &self.free, &first, &longest]).await?;
        let wait = row.map(|row| row.try_get::<_, i64>(0)).transpose()?;
        Err(Error::TooManyTries(wait.unwrap_or_default().max(1).unsigned_abs()))
    }

    fn key(&self) -> &[u8] {
        &self.key
    }
}

/// What is tried, and where it is counted.
pub(crate) struct Tried {
    rows: Vec<Row>,
    /// Whose secret it is, where there is such an account.
    pub(crate) person: Option<Uuid>,
}

impl Tried {
    /// The password of whoever goes by a name, be there anybody or not. Where mails are sent, strangers who have had their last try
    /// are kept out for as long as it is remembered, since the owner gets in by a new password; else no longer than others.
    pub(crate) async fn sign_in(
        client: &Client,
        name: &str,
        person: Option<Uuid>,
        device: &Device,
        mails: bool,
    ) -> Result<Self, Error> {
        let whose = person.map_or_else(|| format!("nobody: {}", name.to_lowercase()), |id| id.to_string());
        let mut rows = vec![at_network(&whose, device)];
        if !is_known(client, person, device).await? {
            let stop = if mails { MEMORY } else { LONGEST };
            rows.insert(0, Row { free: STRANGERS_LAST, first: stop, longest: stop, ..by_strangers(&whose) });
        }
        Ok(Self { rows, person })
    }

    /// The password of somebody who is signed in.
    pub(crate) fn confirmation(person: Uuid) -> Self {
        Self { rows: vec![Row::growing(&format!("signed in: {person}"))], person: Some(person) }
    }

    /// A code of a second factor.
    pub(crate) fn code(person: Uuid) -> Self {
        Self { rows: vec![Row::growing(&format!("half signed in: {person}"))], person: Some(person) }
    }

    /// Counts a try as failed, before it is made: so of many at once no more are let through than may fail. One that comes too early
    /// is refused, and counts nowhere.
    pub(crate) async fn count(&self, client: &impl GenericClient) -> Result<(), Error> {
        for (number, row) in self.rows.iter().enumerate() {
            if let Err(refused) = row.count(client).await {
                take_back(client, &self.rows[..number]).await?;
                return Err(refused);
            }
        }
        Ok(())
    }

    /// Takes back one that was counted and not made.
    pub(crate) async fn take_back(&self, client: &impl GenericClient) -> Result<(), Error> {
        take_back(client, &self.rows).await
    }

    /// The try was right: none before it counts any more.
    pub(crate) async fn forget(&self, client: &impl GenericClient) -> Result<(), Error> {
        forget(client, &self.rows).await
    }
}

/// Forgets the failed tries at a person's password, other than those from other networks. Those at codes stay: who has the password
/// could else guess on for ever.
pub(crate) async fn clear(client: &impl GenericClient, person: Uuid, device: &Device) -> Result<(), Error> {
    let whose = person.to_string();
    let mut rows = Tried::confirmation(person).rows;
    rows.extend([by_strangers(&whose), at_network(&whose, device)]);
    forget(client, &rows).await
}

fn at_network(whose: &str, device: &Device) -> Row {
    Row::growing(&format!("from {}: {whose}", device.network()))
}

fn by_strangers(whose: &str) -> Row {
    Row::growing(&format!("strangers: {whose}"))
}

async fn take_back(client: &impl GenericClient, rows: &[Row]) -> Result<(), Error> {
    let sql = format!("UPDATE failed_tries SET failures = failures - 1 WHERE {THESE} AND failures > 0");
    execute(client, &sql, &[&keys(rows)]).await?;
    Ok(())
}

async fn forget(client: &impl GenericClient, rows: &[Row]) -> Result<(), Error> {
    execute(client, &format!("DELETE FROM failed_tries WHERE {THESE}"), &[&keys(rows)]).await?;
    Ok(())
}

fn keys(rows: &[Row]) -> Vec<&[u8]> {
    rows.iter().map(Row::key).collect()
}

fn key(what: &str) -> [u8; 32] {
    Sha256::digest(what).into()
}
