//! Transactions: the two ways in which one is run, and tried again where it lost a race.

use super::Db;
use super::error::Error;
use crate::database::connection::Transaction;

/// Attempts at a transaction before its failure is believed.
const ATTEMPTS: usize = 4;

/// Work in a transaction, as an async closure is one. The trait gives its future a name, which [`AsyncFnOnce`] does not: so that future
/// can be asked to be `Send`.
pub(crate) trait Work<Argument, T>: FnOnce(Argument) -> Self::Future {
    type Future: Future<Output = Result<T, Error>> + Send;
}

impl<Argument, T, W, F> Work<Argument, T> for W
where
    W: FnOnce(Argument) -> F,
    F: Future<Output = Result<T, Error>> + Send,
{
    type Future = F;
}

impl Db {
    /// Does work in a transaction: all of it, or nothing where it fails. It is tried again where it lost a race, and where it was cut off
    /// before the commit. For work that uses something up, which would find that used by itself.
    ///
    /// # Errors
    ///
    /// What the work fails with; and [`Error::CommitUnknown`] where it is unknown whether it was committed.
    pub(crate) async fn transaction<T, W>(&self, work: W) -> Result<T, Error>
    where
        W: AsyncFnOnce(&Transaction<'_>) -> Result<T, Error>,
        W: for<'t, 'c> Work<&'t Transaction<'c>, T> + Clone + Send,
        T: Send,
    {
        self.repeat(work, Error::is_transient).await
    }

    /// As [`Db::transaction`], for work that is idempotent. It is tried again also where it is unknown whether it was committed.
    ///
    /// # Errors
    ///
    /// As [`Db::transaction`].
    pub(super) async fn idempotent_transaction<T, W>(&self, work: W) -> Result<T, Error>
    where
        W: AsyncFnOnce(&Transaction<'_>) -> Result<T, Error>,
        W: for<'t, 'c> Work<&'t Transaction<'c>, T> + Clone + Send,
        T: Send,
    {
        self.repeat(work, |error| error.is_transient() || matches!(error, Error::CommitUnknown(_))).await
    }

    async fn repeat<T, W>(&self, work: W, may_repeat: fn(&Error) -> bool) -> Result<T, Error>
    where
        W: for<'t, 'c> Work<&'t Transaction<'c>, T> + Clone + Send,
        T: Send,
    {
        for _ in 1..ATTEMPTS {
            match self.attempt(work.clone()).await {
                Err(error) if may_repeat(&error) => (),
                done => return done,
            }
        }
        self.attempt(work).await
    }

    /// Where the work fails, dropping the transaction rolls it back.
    async fn attempt<T, W>(&self, work: W) -> Result<T, Error>
    where
        W: for<'t, 'c> Work<&'t Transaction<'c>, T> + Send,
        T: Send,
    {
        let mut client = self.client().await?;
        let transaction = client.transaction().await?;
        let done = work(&transaction).await?;
        transaction.commit().await.map_err(|error| match error {
            Error::ConnectionLost(cause) | Error::Unavailable(cause) => Error::CommitUnknown(cause),
            other => other,
        })?;
        Ok(done)
    }
}
