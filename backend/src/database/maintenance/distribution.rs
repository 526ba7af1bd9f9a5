//! Lays the graph out over the nodes of a Citus cluster: one statement about a list is then one about one shard.

use crate::Refusal;
use crate::database::connection::Transaction;
use crate::database::{Error, connect, execute, query_opt};

/// On every node, so that joins of a list with them stay where the list is, and foreign keys too.
const EVERYWHERE: [&str; 2] = ["people", "search_texts"];

/// Divided by the person whose list a row is in. The rows of one person, in all of these, are on one node. Every other table stays on
/// the coordinator.
const DIVIDED: [&str; 8] = [
    "followers",
    "followed",
    "follower_tallies",
    "followed_tallies",
    "blocking",
    "blocked_by",
    "requests",
    "requested",
];

/// What is laid out anew, and what was so already.
pub struct Layout {
    /// Tables that were not.
    pub laid_out: Vec<&'static str>,
    /// Tables that were.
    pub kept: Vec<&'static str>,
}

/// Lays out what is not laid out yet, with all that is in it, in one transaction. Idempotent.
///
/// # Errors
///
/// [`Refusal::Unreadable`] where the database has no Citus or no tables of Kith.
pub async fn distribute(url: &str) -> Result<Layout, Error> {
    let mut client = connect(url).await?;
    let transaction = client.transaction().await?;
    require_citus(&transaction).await?;
    // A reference table and what refers to it are not changed by parallel connections within one transaction.
    transaction.batch_execute("SET LOCAL citus.multi_shard_modify_mode = 'sequential'").await?;
    let mut layout = Layout { laid_out: Vec::new(), kept: Vec::new() };
    for table in EVERYWHERE.into_iter().chain(DIVIDED) {
        let wanted = if EVERYWHERE.contains(&table) { "reference" } else { "distributed" };
        match kind(&transaction, table).await?.as_deref() {
            Some(kind) if kind == wanted => layout.kept.push(table),
            _ => {
                lay_out(&transaction, table).await?;
                layout.laid_out.push(table);
            }
        }
    }
    transaction.commit().await?;
    Ok(layout)
}

async fn require_citus(transaction: &Transaction<'_>) -> Result<(), Error> {
    let refuse = |complaint: &str| Err(Refusal::Unreadable(complaint.to_owned()).into());
    let sql = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus'), to_regclass('requested') IS NOT NULL";
    let row = query_opt(transaction, sql, &[]).await?.ok_or_else(|| Error::fault("no answer"))?;
    match (row.try_get(0)?, row.try_get(1)?) {
        (false, _) => refuse(
            "This database has no Citus. Load it (shared_preload_libraries = 'citus') and run CREATE EXTENSION citus",
        ),
        (_, false) => refuse("This database has no tables of Kith yet. Run `kith migrate` first"),
        (true, true) => Ok(()),
    }
}

/// How Citus holds a table; `None` for one that it knows nothing of.
async fn kind(transaction: &Transaction<'_>, table: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT citus_table_type FROM citus_tables WHERE table_name = $1::text::regclass";
    let row = query_opt(transaction, sql, &[&table]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

async fn lay_out(transaction: &Transaction<'_>, table: &str) -> Result<(), Error> {
    let sql = match table {
        table if EVERYWHERE.contains(&table) => "SELECT create_reference_table($1::text::regclass)",
        first if first == DIVIDED[0] => {
            "SELECT create_distributed_table($1::text::regclass, 'person_id', colocate_with => 'none')"
        }
        _ => "SELECT create_distributed_table($1::text::regclass, 'person_id', colocate_with => 'followers')",
    };
    execute(transaction, sql, &[&table]).await?;
    Ok(())
}
