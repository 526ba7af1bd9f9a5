//! Which second factors an account has.

use crate::database::connection::Connection;
use crate::database::{Error, query_opt};
use common::accounts::second_factors::Method;
use tokio_postgres::Row;
use uuid::Uuid;

/// What would do. Recovery codes stand in for other factors, and are none by themselves.
pub(crate) async fn methods(client: &impl Connection, person: Uuid) -> Result<Vec<Method>, Error> {
    let sql = "SELECT EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed),
                      EXISTS (SELECT FROM passkeys WHERE person_id = $1),
                      EXISTS (SELECT FROM recovery_codes WHERE person_id = $1)";
    let row = query_opt(client, sql, &[&person]).await?;
    let read = |row: Row| Ok::<_, Error>((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
    let (authenticator, passkey, codes) = row.map(read).transpose()?.unwrap_or_default();
    let all = [
        (Method::Authenticator, authenticator),
        (Method::Passkey, passkey),
        (Method::RecoveryCode, codes && (authenticator || passkey)),
    ];
    Ok(all.into_iter().filter(|(_, there)| *there).map(|(method, _)| method).collect())
}

/// Whether an account requires one.
pub(super) async fn is_demanded(client: &impl Connection, person: Uuid) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT FROM authenticators WHERE person_id = $1 AND confirmed)
                   OR EXISTS (SELECT FROM passkeys WHERE person_id = $1)";
    let row = query_opt(client, sql, &[&person]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default())
}
