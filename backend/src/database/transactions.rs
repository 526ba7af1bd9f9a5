//! Transactions that are tried again where they lose a race.

use super::Db;
use super::error::Error;
use rocket::futures::future::BoxFuture;
use rocket_db_pools::deadpool_postgres::Transaction;

/// Attempts at a transaction before its failure is believed.
pub(crate) const ATTEMPTS: usize = 4;

/// Does work in a transaction that is idempotent, and so may be repeated. It is tried again where it lost a race,
/// and where it was cut off: then nobody knows whether it was committed.
pub(crate) async fn transact<T, W>(db: &Db, work: W) -> Result<T, Error>
where
    W: for<'t> Fn(&'t Transaction<'_>) -> BoxFuture<'t, Result<T, Error>>,
{
    retry(|| try_once(db, &work)).await
}

/// Does work that is one transaction, which ends with [`commit`]. It is tried again where it lost a race, and where it was cut off
/// before the commit: for what uses something up, which would find that used by itself.
pub(crate) async fn retry<T, W>(work: impl Fn() -> W) -> Result<T, Error>
where
    W: Future<Output = Result<T, Error>>,
{
    let mut attempt = 1;
    loop {
        match work().await {
            Err(error) if attempt < ATTEMPTS && error.is_transient() => attempt += 1,
            done => return done,
        }
    }
}

/// Commits. Where the connection is lost meanwhile nobody knows what has become of it, and it is not tried again.
pub(crate) async fn commit(transaction: Transaction<'_>) -> Result<(), Error> {
    transaction.commit().await.map_err(|error| match Error::from(error) {
        Error::ConnectionLost(cause) | Error::Unavailable(cause) => Error::CommitUnknown(cause),
        other => other,
    })
}

async fn try_once<T, W>(db: &Db, work: &W) -> Result<T, Error>
where
    W: for<'t> Fn(&'t Transaction<'_>) -> BoxFuture<'t, Result<T, Error>>,
{
    let mut client = db.client().await?;
    let transaction = client.transaction().await?;
    let done = work(&transaction).await?;
    transaction.commit().await?;
    Ok(done)
}
