//! Imports that run: one of a person at a time, whichever server does it.

use crate::Refusal;
use crate::database::accounts::sessions;
use crate::database::{Client, Error, execute, query_opt};
use crate::identity::caller::SignedIn;
use common::Code;
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// How long a lease lasts that is not renewed: its server is gone by then.
const LASTS: Duration = Duration::from_secs(60);
/// How long an import may run in all: enough for the largest file, and not for a reader who takes each event as late as may be.
const WHOLE: Duration = Duration::from_secs(30 * 60);

/// Lets one import of a person run.
pub(crate) struct Lease {
    person: Uuid,
    import_id: Uuid,
}

/// A lease for a person's import, where no other one runs.
pub(crate) async fn take(client: &Client, person: Uuid) -> Result<Lease, Error> {
    let sql =
        "DELETE FROM import_leases WHERE person_id = $1 AND renewed_at < now() - make_interval(secs => $2)";
    execute(client, sql, &[&person, &LASTS.as_secs_f64()]).await?;
    let sql = "INSERT INTO import_leases (person_id, import_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let import_id = Uuid::now_v7();
    match execute(client, sql, &[&person, &import_id]).await? {
        0 => Err(Refusal::Plain(Code::ImportRunning).into()),
        _ => Ok(Lease { person, import_id }),
    }
}

/// Lets the import go on, unless its session or its time has ended, or another one has begun since the lease ran out.
pub(crate) async fn renew(client: &Client, lease: &Lease, caller: &SignedIn) -> Result<(), Error> {
    sessions::refuse_ended(client, &caller.token).await?;
    let sql = "UPDATE import_leases SET renewed_at = now() WHERE person_id = $1 AND import_id = $2
               RETURNING begun_at, renewed_at";
    let renewed = query_opt(client, sql, &[&lease.person, &lease.import_id])
        .await?
        .ok_or(Refusal::Plain(Code::ImportRunning))?;
    let (begun, now) = (renewed.try_get::<_, SystemTime>(0)?, renewed.try_get::<_, SystemTime>(1)?);
    if begun + WHOLE < now { Err(Refusal::Plain(Code::ImportTimedOut).into()) } else { Ok(()) }
}

/// Gives the lease back.
pub(crate) async fn release(client: &Client, lease: &Lease) -> Result<(), Error> {
    let sql = "DELETE FROM import_leases WHERE person_id = $1 AND import_id = $2";
    execute(client, sql, &[&lease.person, &lease.import_id]).await.map(drop)
}
