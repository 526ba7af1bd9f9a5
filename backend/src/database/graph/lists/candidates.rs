//! Who may be among those that a search or a filter leaves of a list, where they are few.

use crate::database::graph::directions::fill;
use crate::database::people::privacy::ListAccess;
use crate::database::people::search_words::rarest;
use crate::database::{Client, Error, query};
use common::graph::lists::{Direction, Filter};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// People who are looked up one by one, and follows of a list that is looked through as a whole.
const FEW: i64 = 2_000;

/// All who are in the owner's list, in no order and but for the hidden; `None` where they are too many to look through.
pub(crate) async fn everybody(
    direction: Direction,
    client: &Client,
    access: ListAccess,
    hidden: &[Uuid],
) -> Result<Option<Vec<Uuid>>, Error> {
    let sql = "SELECT {other} FROM {list} WHERE person_id = $1 AND {other} NOT IN (SELECT unnest($3::uuid[])) LIMIT $2";
    few(client, &fill(direction, sql), &access.owner(), hidden).await
}

/// Candidates: all in the owner's list who may match these words, and perhaps others; `None` where they are too many to look up. The hidden
/// are not counted: who they are must not show in which way a page is read.
pub(crate) async fn find(
    direction: Direction,
    client: &Client,
    access: ListAccess,
    filter: Option<Filter>,
    words: &[String],
    hidden: &[Uuid],
) -> Result<Option<Vec<Uuid>>, Error> {
    let mut candidates = everybody(direction, client, access, hidden).await?;
    if candidates.is_none() && filter == Some(Filter::Mutual) {
        let sql = "SELECT {back_other} FROM {back}
                   WHERE person_id = $1 AND {back_other} NOT IN (SELECT unnest($3::uuid[])) LIMIT $2";
        candidates = few(client, &fill(direction, sql), &access.owner(), hidden).await?;
    }
    match rarest(words) {
        Some(word) if candidates.is_none() => few(client, BY_WORD, &word, hidden).await,
        _ => Ok(candidates),
    }
}

/// The people who have a word that begins with `$1`: index ranges, whatever it is.
const BY_WORD: &str = "
    (SELECT person_id FROM search_words WHERE rank < 2 AND word >= $1 AND word < $1 || chr(1114111)
       AND person_id NOT IN (SELECT unnest($3::uuid[])) ORDER BY word LIMIT $2)
    UNION ALL
    (SELECT person_id FROM search_words WHERE rank = 2 AND word >= $1 AND word < $1 || chr(1114111)
       AND person_id NOT IN (SELECT unnest($3::uuid[])) ORDER BY word LIMIT $2)";

/// The people that a statement about `$1` returns, each once and without `$3`; `None` where they are more than it may give, which
/// is `$2`.
async fn few(
    client: &Client,
    sql: &str,
    about: &(dyn ToSql + Sync),
    hidden: &[Uuid],
) -> Result<Option<Vec<Uuid>>, Error> {
    let mut people = ids(client, sql, &[about, &(FEW + 1), &hidden]).await?;
    if people.len() > FEW as usize {
        return Ok(None);
    }
    people.sort_unstable();
    people.dedup();
    Ok(Some(people))
}

/// The ids that a statement returns.
pub(crate) async fn ids(
    client: &Client,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Uuid>, Error> {
    let rows = query(client, sql, parameters).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
