//! Failed tries in a row at a secret of one account, counted by all copies of the server together. The more there are, the longer
//! the next one has to wait.
//!
//! A try from a network that the owner has signed in from lately is counted apart from those of strangers: so whatever strangers
//! do, the owner need not wait there. After too many of theirs no stranger tries any more, until the owner has shown up.

use super::{Client, execute, query_opt, security_events};
use crate::Error;
use crate::guards::Device;
use rocket_db_pools::deadpool_postgres::GenericClient;
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;

/// Failures in a row that strangers have at one account.
const STRANGERS_LAST: i32 = 100;
/// How long a failure is remembered, and how long a network after its owner has signed in from there.
pub(super) const MEMORY: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How long the next try waits for: not at all after five failures, and then from one second on twice as long each time, up to a
/// quarter of an hour; after the last failure ($2) until all are forgotten ($3).
const WAIT: &str = "make_interval(secs => CASE WHEN failed_tries.failures < 6 THEN 0
                                               WHEN failed_tries.failures >= $2 THEN $3
                                               ELSE least(2 ^ least(failed_tries.failures - 6, 10), 900) END)";

/// Who is at it.
#[derive(Clone, Copy)]
enum By {
    /// Somebody on a network from which the owner has signed in lately.
    Acquaintance,
    /// Somebody on another network.
    Stranger,
    /// Somebody who is signed in, and is asked for the password once more.
    SignedIn,
    /// Somebody who has the password, and is asked for a code.
    HalfSignedIn,
}

/// What is tried, and by whom: what has both in common is counted together.
pub(crate) struct Tried {
    key: [u8; 32],
    last: i32,
    /// Whose secret it is, where there is such an account.
    pub(crate) person: Option<Uuid>,
}

impl Tried {
    /// The password of whoever goes by a name, be there anybody or not.
    pub(crate) async fn sign_in(
        client: &Client,
        name: &str,
        person: Option<Uuid>,
        device: &Device,
    ) -> Result<Self, Error> {
        let by = if is_known(client, person, device).await? { By::Acquaintance } else { By::Stranger };
        let nobody = || Self { key: key("nobody", &name.to_lowercase()), last: STRANGERS_LAST, person: None };
        Ok(person.map_or_else(nobody, |person| Self::at(person, by)))
    }

    /// The password of somebody who is signed in.
    pub(crate) fn confirmation(person: Uuid) -> Self {
        Self::at(person, By::SignedIn)
    }

    /// A code of a second factor.
    pub(crate) fn code(person: Uuid) -> Self {
        Self::at(person, By::HalfSignedIn)
    }

    fn at(person: Uuid, by: By) -> Self {
        let (who, last) = match by {
            By::Acquaintance => ("acquaintance", i32::MAX),
            By::Stranger => ("stranger", STRANGERS_LAST),
            By::SignedIn => ("signed in", i32::MAX),
            By::HalfSignedIn => ("half signed in", i32::MAX),
        };
        Self { key: key(who, &person.to_string()), last, person: Some(person) }
    }

    /// Counts a try as failed, before it is made: so of many at once no more are let through than may fail. Refuses one that comes
    /// too early, and tells how long it has to wait. The clock is read when the row is held: a statement may have waited for that.
    pub(crate) async fn count(&self, client: &impl GenericClient) -> Result<(), Error> {
        let sql = format!(
            "INSERT INTO failed_tries (key, failures, failed_at) VALUES ($1, 1, clock_timestamp())
             ON CONFLICT (key) DO UPDATE SET failures = failed_tries.failures + 1, failed_at = clock_timestamp()
             WHERE failed_tries.failed_at + {WAIT} <= clock_timestamp()"
        );
        let memory = MEMORY.as_secs_f64();
        if execute(client, &sql, &[&self.key(), &self.last, &memory]).await? > 0 {
            return Ok(());
        }
        let sql = format!(
            "SELECT ceil(extract(epoch FROM failed_at + {WAIT} - clock_timestamp()))::bigint
             FROM failed_tries WHERE key = $1"
        );
        let row = query_opt(client, &sql, &[&self.key(), &self.last, &memory]).await?;
        let wait = row.map(|row| row.try_get::<_, i64>(0)).transpose()?;
        Err(Error::TooManyTries(wait.unwrap_or_default().max(1).unsigned_abs()))
    }

    /// Takes back one that was counted and not made.
    pub(crate) async fn take_back(&self, client: &impl GenericClient) -> Result<(), Error> {
        let sql = "UPDATE failed_tries SET failures = failures - 1 WHERE key = $1 AND failures > 0";
        execute(client, sql, &[&self.key()]).await?;
        Ok(())
    }

    /// The try was right: none before it counts any more.
    pub(crate) async fn forget(&self, client: &impl GenericClient) -> Result<(), Error> {
        execute(client, "DELETE FROM failed_tries WHERE key = $1", &[&self.key()]).await?;
        Ok(())
    }

    fn key(&self) -> &[u8] {
        &self.key
    }
}

/// Forgets all failed tries at a person's password. Those at codes stay: who has the password could else guess on for ever.
pub(crate) async fn clear(client: &impl GenericClient, person: Uuid) -> Result<(), Error> {
    let tried = [By::Acquaintance, By::Stranger, By::SignedIn].map(|by| Tried::at(person, by));
    let keys = tried.iter().map(Tried::key).collect::<Vec<_>>();
    execute(client, "DELETE FROM failed_tries WHERE key = ANY($1)", &[&keys]).await?;
    Ok(())
}

/// Whether somebody has signed in lately, or is signed in, from the network of a device. It takes as long to say of nobody.
async fn is_known(client: &Client, person: Option<Uuid>, device: &Device) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT FROM sessions
                              WHERE person_id = $1 AND nullif(address, '')::inet <<= $2::text::inet)
                   OR EXISTS (SELECT FROM security_events
                              WHERE person_id = $1 AND event_id > $3 AND kind = 'signed_in'
                                AND nullif(address, '')::inet <<= $2::text::inet)";
    let (network, since) = (device.network().to_string(), security_events::before(MEMORY));
    let row = query_opt(client, sql, &[&person, &network, &since]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default())
}

fn key(who: &str, whose: &str) -> [u8; 32] {
    Sha256::digest(format!("{who}: {whose}")).into()
}
