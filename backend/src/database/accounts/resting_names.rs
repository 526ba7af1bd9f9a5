//! Names of deleted accounts. None can be registered again before its friends have noticed.

use crate::database::connection::Connection;
use crate::database::constraints::username_taken;
use crate::database::{Error, execute, query_opt};
use crate::identity::email_address::fold;
use crate::identity::tokens::TokenHash;
use std::time::Duration;

/// How long a name rests.
pub(crate) const REST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Lets the name of a person rest from now on.
pub(crate) async fn add(client: &impl Connection, username: &str) -> Result<(), Error> {
    let sql = "INSERT INTO resting_names (name_hash, freed_at) VALUES ($1, now())
               ON CONFLICT (name_hash) DO UPDATE SET freed_at = excluded.freed_at";
    execute(client, sql, &[&hash(username).as_bytes()]).await?;
    Ok(())
}

/// Refuses a name that rests, as if it were taken. Read after the name was written: a concurrent deletion is then over.
pub(crate) async fn refuse(client: &impl Connection, username: &str) -> Result<(), Error> {
    let sql =
        "SELECT FROM resting_names WHERE name_hash = $1 AND freed_at > now() - make_interval(secs => $2)";
    match query_opt(client, sql, &[&hash(username).as_bytes(), &REST.as_secs_f64()]).await? {
        Some(_) => Err(username_taken().into()),
        None => Ok(()),
    }
}

fn hash(username: &str) -> TokenHash {
    TokenHash::of(&fold(username))
}
