//! An account as an operator sees it.

use crate::Refusal;
use crate::database::graph::counts::lengths;
use crate::database::{Client, Error, query_opt, rfc3339};
use common::Code;
use rocket::tokio::try_join;
use serde::Serialize;
use std::time::SystemTime;
use uuid::Uuid;

/// What there is of a person, and how the account is set up, if there is one.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) user_id: Uuid,
    pub(crate) username: String,
    pub(crate) suspended: bool,
    pub(crate) followers: i64,
    pub(crate) followed: i64,
    /// Whether there is an account: people of a graph that was loaded have none.
    pub(crate) has_account: bool,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    /// In RFC 3339.
    pub(crate) created_at: Option<String>,
    pub(crate) has_password: bool,
    /// The address of the Google account that is linked.
    pub(crate) google: Option<String>,
    pub(crate) has_authenticator: bool,
    pub(crate) passkeys: i64,
    pub(crate) recovery_codes: i64,
    pub(crate) sessions: i64,
    /// When one of them was used last, in RFC 3339.
    pub(crate) last_used_at: Option<String>,
}

/// Reads it; both statements travel together.
pub(crate) async fn find(client: &Client, person: Uuid) -> Result<Summary, Error> {
    let sql = "
        SELECT username, suspended, accounts.person_id IS NOT NULL, email, coalesce(email_verified, false), created_at,
               password_hash IS NOT NULL, (SELECT email FROM identities WHERE person_id = $1 ORDER BY created_at DESC LIMIT 1),
               EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed),
               (SELECT count(*) FROM passkeys WHERE person_id = $1), (SELECT count(*) FROM recovery_codes WHERE person_id = $1),
               (SELECT count(*) FROM sessions WHERE person_id = $1), (SELECT max(used_at) FROM sessions WHERE person_id = $1)
        FROM people LEFT JOIN accounts USING (person_id) WHERE person_id = $1";
    let (row, counts) =
        try_join!(async { query_opt(client, sql, &[&person]).await }, lengths::of(client, person))?;
    let row = row.ok_or(Refusal::Plain(Code::UserNotFound))?;
    let time = |column| row.try_get::<_, Option<SystemTime>>(column).map(|at| at.map(rfc3339));
    Ok(Summary {
        user_id: person,
        username: row.try_get(0)?,
        suspended: row.try_get(1)?,
        followers: counts.followers,
        followed: counts.followed,
        has_account: row.try_get(2)?,
        email: row.try_get(3)?,
        email_verified: row.try_get(4)?,
        created_at: time(5)?,
        has_password: row.try_get(6)?,
        google: row.try_get(7)?,
        has_authenticator: row.try_get(8)?,
        passkeys: row.try_get(9)?,
        recovery_codes: row.try_get(10)?,
        sessions: row.try_get(11)?,
        last_used_at: time(12)?,
    })
}
