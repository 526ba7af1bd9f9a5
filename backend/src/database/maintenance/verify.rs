//! Checks the invariants, all of them in one snapshot.

use super::invariants::{Faults, Invariant};
use crate::config;
use crate::database::people::search::noted;
use crate::database::{Client, Db, Error};
use rocket::futures::stream::TryStreamExt;
use rocket::tokio::pin;
use rocket_db_pools::deadpool_postgres::{Manager, Pool, Transaction};
use std::collections::HashMap;
use tokio_postgres::{IsolationLevel, NoTls};
use uuid::Uuid;

/// Faults of one invariant that are kept, to be printed and repaired. All are counted.
const KEPT: usize = 100_000;

/// Large joins and sorts run through memory; one at a time, and for this only.
const MEMORY: &str = "SET LOCAL work_mem = '128MB'";

/// A row that contradicts an invariant.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The owner of the list, or the one who follows, requests or blocks.
    pub(crate) person: Uuid,
    /// The one who is followed, requested or blocked.
    pub(crate) other: Option<Uuid>,
    /// What is wrong.
    pub(crate) what: String,
}

/// The result of checking one invariant.
pub(crate) struct Verdict {
    /// Rows checked.
    pub(crate) rows: i64,
    /// Number of faults.
    pub(crate) wrong: usize,
    /// The first of them.
    pub(crate) faults: Vec<Fault>,
}

impl Db {
    /// One connection for a command, made when it is first needed.
    pub(crate) fn single(url: &str) -> Result<Self, Error> {
        let manager = Manager::new(config::postgres(url)?, NoTls);
        Pool::builder(manager).max_size(1).build().map(Self).map_err(Error::fault)
    }
}

/// The database at one moment, while the server goes on writing: a transaction that reads rows as a stream, and writes none.
pub(crate) struct Snapshot<'a>(Transaction<'a>);

impl<'a> Snapshot<'a> {
    /// Takes the snapshot.
    pub(crate) async fn of(client: &'a mut Client) -> Result<Self, Error> {
        let transaction = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let transaction = transaction.read_only(true).start().await?;
        transaction.batch_execute(MEMORY).await?;
        Ok(Self(transaction))
    }

    /// Checks one invariant.
    pub(crate) async fn prove(&self, invariant: &Invariant) -> Result<Verdict, Error> {
        let rows = self.0.query_one(&invariant.rows, &[]).await?.try_get(0)?;
        let mut verdict = Verdict { rows, wrong: 0, faults: Vec::new() };
        let sql = match &invariant.faults {
            Faults::By(sql) => sql,
            Faults::InWords => noted::NOTED,
        };
        let found = self.0.query_raw(sql, None::<&str>).await?;
        pin!(found);
        while let Some(row) = found.try_next().await? {
            let faults = match &invariant.faults {
                Faults::By(_) => {
                    vec![Fault { person: row.try_get(0)?, other: row.try_get(1)?, what: row.try_get(2)? }]
                }
                Faults::InWords => {
                    let fault = |what| Ok(Fault { person: row.try_get(0)?, other: None, what });
                    noted::faults(&row)?.into_iter().map(fault).collect::<Result<_, Error>>()?
                }
            };
            verdict.wrong += faults.len();
            let room = KEPT.saturating_sub(verdict.faults.len());
            verdict.faults.extend(faults.into_iter().take(room));
        }
        Ok(verdict)
    }

    /// The usernames of those who have one.
    pub(crate) async fn names(&self, people: &[Uuid]) -> Result<HashMap<Uuid, String>, Error> {
        let sql = "SELECT person_id, username FROM people WHERE person_id = ANY($1)";
        let rows = self.0.query(sql, &[&people]).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}
