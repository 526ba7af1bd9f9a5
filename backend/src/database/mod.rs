//! The only SQL in Kith, behind functions named by intent.

pub mod accounts;
pub mod graph;
pub mod maintenance;
pub(crate) mod pagination;
pub mod people;
pub(crate) mod transactions;

use crate::{Error, config};
use rocket::fairing::{AdHoc, Fairing};
use rocket_db_pools::Database;
use rocket_db_pools::deadpool_postgres::{GenericClient, Object, Pool, PoolError};
use std::error::Error as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::error::{Error as PgError, SqlState};
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};
use uuid::Uuid;

/// The connection pool; `&Db` is a request guard.
#[derive(Clone, Database)]
#[database("kith")]
pub struct Db(Pool);

/// A connection, held only while it is used.
pub type Client = Object;

/// Attempts at a transaction before its failure is believed.
const ATTEMPTS: usize = 4;

/// Manages the pool. It is open until the process ends: the fairing of [`Database::init`] would close it as soon as the server is to end,
/// and what is still being done then could write no more.
pub(crate) fn stage() -> AdHoc {
    AdHoc::try_on_ignite("database", |rocket| async { Db::init().on_ignite(rocket).await })
}

impl Db {
    /// A connection from the pool, or 503 where none comes free in time.
    pub async fn client(&self) -> Result<Client, Error> {
        <Pool as rocket_db_pools::Pool>::get(&self.0).await.map_err(|error| Error::Unavailable(error.into()))
    }
}

/// A connection outside any pool, for the commands.
pub async fn connect(url: &str) -> Result<tokio_postgres::Client, Error> {
    let (client, connection) = config::postgres(url)?.connect(NoTls).await?;
    rocket::tokio::spawn(connection);
    Ok(client)
}

/// Runs a prepared statement; a connection prepares each one once.
async fn query(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, parameters).await?)
}

/// As [`query`], for a statement that gives one row or none.
async fn query_opt(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Option<Row>, Error> {
    Ok(query(client, sql, parameters).await?.pop())
}

/// As [`query`], for a statement that writes; gives how many rows it has written.
async fn execute(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<u64, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, parameters).await?)
}

/// Whether the database rolled a transaction back for no fault of its own, so that it may be tried again.
fn is_rolled_back(error: &Error) -> bool {
    let Error::Internal(cause) = error else { return false };
    let code = cause.downcast_ref::<PgError>().and_then(PgError::code);
    [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::LOCK_NOT_AVAILABLE]
        .iter()
        .any(|transient| code == Some(transient))
}

/// A moment as the wire has it: the time in an id that grows with time, in RFC 3339.
fn timestamp(id: Uuid) -> String {
    let (seconds, nanoseconds) = id.get_timestamp().map_or((0, 0), |at| at.to_unix());
    rfc3339(UNIX_EPOCH + Duration::new(seconds, nanoseconds))
}

/// A moment as the wire has it, in RFC 3339.
fn rfc3339(at: SystemTime) -> String {
    humantime::format_rfc3339_seconds(at).to_string()
}

/// What is said of an address that somebody has registered.
const EMAIL_TAKEN: &str = "This e-mail address has an account already.";

/// What is said of a name that somebody has, or had lately.
fn username_taken() -> Error {
    Error::Taken(Error::field("Username", "This username is taken. Choose another."))
}

/// Constraints that a caller can run into, and what each means.
fn violated(constraint: &str) -> Option<Error> {
    match constraint {
        "people_username_key" => Some(username_taken()),
        "accounts_mailbox_key" => Some(Error::Taken(Error::field("Email_id", EMAIL_TAKEN))),
        "passkeys_pkey" => {
            Some(Error::Taken(Error::field("credential", "Your account has this passkey already.")))
        }
        "identities_pkey" => {
            let complaint = "This Google account is linked to an account here already.";
            Some(Error::Taken(Error::field("proof", complaint)))
        }
        "identities_person_key" => {
            let complaint = "Your account is linked to a Google account already. Unlink that one first.";
            Some(Error::Taken(Error::field("proof", complaint)))
        }
        "followers_not_self" | "requests_not_self" => {
            Some(Error::Invalid(Error::field("user", "You cannot follow yourself.")))
        }
        "blocking_not_self" => Some(Error::Invalid(Error::field("user", "You cannot block yourself."))),
        "followers_person_fkey" | "requests_person_fkey" | "blocked_by_person_fkey" => {
            Some(Error::NoSuchUser)
        }
        "followed_person_fkey"
        | "requested_person_fkey"
        | "blocking_person_fkey"
        | "authenticators_person_fkey"
        | "recovery_codes_person_fkey"
        | "passkeys_person_fkey"
        | "tickets_person_fkey"
        | "identities_person_fkey"
        | "profiles_person_fkey"
        | "security_events_person_fkey"
        | "outbox_person_fkey"
        | "import_leases_person_fkey"
        | "sessions_person_fkey" => Some(Error::Unauthenticated("This account is gone.")),
        _ => None,
    }
}

/// Whether the database cannot serve anybody right now: its socket says so, or the class of its SQLSTATE.
fn is_away(error: &PgError) -> bool {
    let by_io = error.source().is_some_and(|cause| cause.is::<std::io::Error>());
    let by_class = error.code().is_some_and(|state| matches!(&state.code()[..2], "08" | "53" | "57"));
    error.is_closed() || by_io || by_class
}

impl From<PgError> for Error {
    fn from(error: PgError) -> Self {
        let constraint = error.as_db_error().and_then(|error| error.constraint());
        if let Some(mapped) = constraint.and_then(violated) {
            return mapped;
        }
        if is_away(&error) { Self::Unavailable(error.into()) } else { Self::internal(error) }
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        Self::Unavailable(error.into())
    }
}
