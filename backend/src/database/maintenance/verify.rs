//! Checks the invariants, all of them in one snapshot.

use super::invariants::{Faults, Invariant};
use crate::database::connection::Transaction;
use crate::database::people::search::noted;
use crate::database::{Client, Error, query};
use rocket::futures::stream::TryStreamExt;
use rocket::tokio::pin;
use std::collections::HashMap;
use uuid::Uuid;

/// Faults of one invariant that are kept, to be printed and repaired. All are counted.
const KEPT: usize = 100_000;

/// Large joins and sorts run through memory; one at a time, and for this only. Citus fetches both directions to where they are joined,
/// and would give up after a gigabyte, which is some twenty million follows. Elsewhere nothing reads the second setting.
const ROOM: &str = "SET LOCAL work_mem = '128MB'; SET LOCAL citus.max_intermediate_result_size = -1";

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

/// The database at one moment, while the server goes on writing: a transaction that reads rows as a stream, and writes none.
pub(crate) struct Snapshot<'a>(Transaction<'a>);

impl<'a> Snapshot<'a> {
    /// Takes the snapshot.
    pub(crate) async fn of(client: &'a mut Client) -> Result<Self, Error> {
        let transaction = client.snapshot().await?;
        transaction.batch_execute(ROOM).await?;
        Ok(Self(transaction))
    }

    /// Checks one invariant.
    pub(crate) async fn prove(&self, invariant: &Invariant) -> Result<Verdict, Error> {
        let rows = query(&self.0, &invariant.rows, &[]).await?.first().map_or(Ok(0), |row| row.try_get(0))?;
        let mut verdict = Verdict { rows, wrong: 0, faults: Vec::new() };
        let sql = match &invariant.faults {
            Faults::By(sql) => sql,
            Faults::InWords => noted::NOTED,
        };
        let found = self.0.stream(sql).await?;
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
        let rows = query(&self.0, sql, &[&people]).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}
