//! What kind of database it is. Statements are the same for all; where one has two forms, it says why.

use super::connection::Connection;
use super::{Error, query_opt};

/// Whether lists of different people may be in different places, as `kith distribute` lays them out.
pub(crate) async fn is_sharded(client: &impl Connection) -> Result<bool, Error> {
    let sql = "SELECT FROM pg_extension WHERE extname = 'citus'";
    Ok(query_opt(client, sql, &[]).await?.is_some())
}
