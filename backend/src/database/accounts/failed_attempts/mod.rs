//! Failed attempts in a row at a secret of one account, counted by all copies of the server together. The more there are, the longer
//! the next one has to wait. The table is called `failed_tries`.
//!
//! Passwords are counted by the name that was typed, and only these waits are shown: they are the same whether an account has the
//! name or not, and tell of no two names that they belong together. They are counted for each network apart, so that nobody waits
//! for what others do, and for the wider networks that an IPv6 network is part of. Networks from which the owner has not signed in
//! lately are counted together as well: after too many failures of theirs none of them tries any more, until the owner has shown up.
//!
//! An account has two names. What strangers have failed at under both is counted too; where that is too much, no password of theirs
//! is right any more, which they cannot tell from a wrong one.

mod rows;

use super::known_networks::{MEMORY, is_known};
use super::security_events;
use crate::Refusal;
use crate::database::accounts::failed_attempts::rows::{LONGEST, Row};
use crate::database::connection::{Connection, Transaction};
use crate::database::{Client, Db, Error, execute, query_opt};
use crate::identity::device::Device;
use crate::identity::email_address;
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;

/// Failures in a row that are free. The next try waits for a second, and each one after it for twice as long.
const FREE: i32 = 6;
/// Failures in a row that all strange networks together have at one account.
const STRANGERS_LAST: i32 = 100;
/// How long what anybody can have counted under any name is remembered: a network has few tries in that time, and so few rows.
const SHORT_MEMORY: Duration = Duration::from_secs(24 * 60 * 60);

/// The secret that is attempted, and where attempts at it are counted.
pub(crate) struct Throttle {
    rows: Vec<Row>,
    /// Whose secret it is, where there is such an account.
    pub(crate) person: Option<Uuid>,
}

impl Throttle {
    /// The password of the account with a name, whether it exists or not. Where mails are sent, strangers who have had their last
    /// attempt are kept out for as long as it is remembered, since the owner gets in by a password reset; else no longer than others.
    pub(crate) async fn sign_in(
        client: &Client,
        name: &str,
        person: Option<Uuid>,
        device: &Device,
        mails: bool,
    ) -> Result<Self, Error> {
        let name = email_address::key(name);
        let mut rows = at_networks(&name, device);
        if is_known(client, person, device).await? {
            rows.truncate(1);
        } else {
            let stop = if mails { MEMORY } else { LONGEST };
            rows.push(Row::stopping(&strangers(&name), STRANGERS_LAST, stop, SHORT_MEMORY));
            let all = match person {
                Some(person) => Row::stopping(&account(person), STRANGERS_LAST, stop, MEMORY),
                None => Row::growing(&nobody(&name), i32::MAX, MEMORY),
            };
            rows.push(all.silent());
        }
        Ok(Self { rows, person })
    }

    /// The password of a caller who is signed in.
    pub(crate) fn confirmation(person: Uuid) -> Self {
        Self::of_one(&format!("signed in: {person}"), person)
    }

    /// A code of a second factor.
    pub(crate) fn code(person: Uuid) -> Self {
        Self::of_one(&format!("half signed in: {person}"), person)
    }

    fn of_one(what: &str, person: Uuid) -> Self {
        Self { rows: vec![Row::growing(what, FREE, MEMORY)], person: Some(person) }
    }

    /// Counts an attempt as failed before it is made: so concurrent ones cannot exceed what may fail. Returns whether it may be right at all.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooManyAttempts`] for one that comes too early, which counts nowhere.
    pub(crate) async fn count(&self, db: &Db) -> Result<bool, Error> {
        db.transaction(async |transaction| self.count_within(transaction).await).await
    }

    /// As [`Throttle::count`], as part of a transaction. One that comes too early ends it.
    pub(super) async fn count_within(&self, transaction: &Transaction<'_>) -> Result<bool, Error> {
        let early = rows::count(transaction, &self.rows).await?;
        let shown = early.iter().filter(|(row, _)| !row.is_silent).map(|(_, wait)| *wait).max();
        match shown {
            Some(seconds) => Err(Refusal::TooManyAttempts { limit: "failed tries", seconds }.into()),
            None => Ok(early.is_empty()),
        }
    }

    /// Tells the owner, where there is one, that the password was wrong. It is as much work where there is none: two statements, and a
    /// commit of what they have written.
    pub(crate) async fn note(&self, db: &Db, device: &Device) -> Result<(), Error> {
        let key = self.rows.first().map(|row| &row.key[..]).unwrap_or_default();
        db.transaction(async |transaction| {
            execute(transaction, "UPDATE failed_tries SET failures = failures WHERE key = $1", &[&key])
                .await?;
            security_events::note_failure(transaction, self.person, device).await
        })
        .await
    }

    /// Uncounts an attempt that was counted and not made.
    pub(crate) async fn take_back(&self, client: &impl Connection) -> Result<(), Error> {
        rows::take_back(client, &self.rows).await
    }

    /// The attempt was right: deletes the failures before it.
    pub(crate) async fn forget(&self, client: &impl Connection) -> Result<(), Error> {
        rows::forget(client, &self.rows).await
    }
}

/// Forgets the failed attempts at a person's password under each name, other than those from other networks. Those at codes stay: who
/// has the password could else guess on for ever.
pub(crate) async fn clear(client: &impl Connection, person: Uuid, device: &Device) -> Result<(), Error> {
    let sql = "SELECT username, email FROM people JOIN accounts USING (person_id) WHERE person_id = $1";
    let row = query_opt(client, sql, &[&person]).await?;
    let names = row.as_ref().map(|row| Ok::<[Option<&str>; 2], Error>([row.try_get(0)?, row.try_get(1)?]));
    let mut rows = Throttle::confirmation(person).rows;
    rows.push(Row::growing(&account(person), FREE, MEMORY));
    for name in names.transpose()?.unwrap_or_default().into_iter().flatten() {
        let name = email_address::key(name);
        rows.extend(at_networks(&name, device));
        rows.push(Row::growing(&strangers(&name), FREE, MEMORY));
    }
    rows::forget(client, &rows).await
}

/// Under a name, at a network, and at each wider one that it is part of.
fn at_networks(name: &str, device: &Device) -> Vec<Row> {
    let networks = device.networks().into_iter().zip([FREE, 2 * FREE, 4 * FREE]);
    networks
        .map(|(network, free)| Row::growing(&format!("from {network}: {name}"), free, SHORT_MEMORY))
        .collect()
}

/// Under a name, at all strange networks.
fn strangers(name: &str) -> String {
    format!("strangers: {name}")
}

/// Under any name of an account, at all strange networks.
fn account(person: Uuid) -> String {
    format!("strangers at {person}")
}

/// What an unknown name has in an account's place: as much is written, in 256 rows for all such names. None of them ever waits.
fn nobody(name: &str) -> String {
    format!("strangers at nobody: {}", Sha256::digest(name)[0])
}
