//! What can go wrong in the database, distinguished by what may be done about it.

use super::constraints;
use crate::Refusal;
use rocket_db_pools::deadpool_postgres::PoolError;
use std::error::Error as _;
use std::io;
use tokio_postgres::error::{DbError, Error as PgError, SqlState};

/// Why a function of this layer failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The transaction lost a race, and was rolled back for no fault of its own.
    #[error("the transaction was rolled back")]
    Conflict(#[source] PgError),
    /// The connection was lost, or could not be made. What was not committed is rolled back.
    #[error("the database cannot be reached")]
    ConnectionLost(#[source] PgError),
    /// The connection was lost at the commit: whether the transaction was committed is unknown.
    #[error("lost at the commit")]
    CommitUnknown(#[source] PgError),
    /// The database was reached and serves no client right now: it has run out of a resource, or is shutting down.
    #[error("the database cannot be reached")]
    Unavailable(#[source] PgError),
    /// No connection came free in time.
    #[error("the database cannot be reached")]
    NoConnection(#[source] PoolError),
    /// Something that only a fault of ours or of the machine explains.
    #[error(transparent)]
    Fault(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Something that only a fault of ours or of the machine explains.
    pub(crate) fn fault(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fault(cause.into())
    }

    /// Whether a transaction that fails so before its commit is rolled back, and may get through when it is tried again.
    pub(super) fn is_transient(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::ConnectionLost(_) | Self::Unavailable(_))
    }
}

impl From<PgError> for Error {
    fn from(error: PgError) -> Self {
        let constraint = error.as_db_error().and_then(DbError::constraint);
        if let Some(refusal) = constraint.and_then(constraints::refusal) {
            return refusal.into();
        }
        // tokio-postgres shows that a socket has failed in no other way.
        let is_io = error.source().is_some_and(|cause| cause.is::<io::Error>());
        if error.is_closed() || is_io {
            return Self::ConnectionLost(error);
        }
        match error.code() {
            Some(
                &SqlState::T_R_SERIALIZATION_FAILURE
                | &SqlState::T_R_DEADLOCK_DETECTED
                | &SqlState::LOCK_NOT_AVAILABLE,
            ) => Self::Conflict(error),
            Some(state) => match &state.code()[..2] {
                "08" => Self::ConnectionLost(error),
                "53" | "57" => Self::Unavailable(error),
                _ => Self::fault(error),
            },
            None => Self::fault(error),
        }
    }
}

/// What callers and operators are told: only here does an error of the database become one of the layers above.
impl From<Error> for crate::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::ConnectionLost(cause) | Error::Unavailable(cause) => Self::Unavailable(cause.into()),
            Error::NoConnection(PoolError::Backend(cause)) => Self::Unavailable(cause.into()),
            Error::NoConnection(cause) => Self::Unavailable(cause.into()),
            Error::CommitUnknown(_) => Self::Unavailable(error.into()),
            Error::Conflict(cause) => Self::internal(cause),
            Error::Fault(cause) => Self::Internal(cause),
        }
    }
}
