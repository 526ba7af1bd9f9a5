//! Lays the graph out over the nodes of a Citus cluster: one statement about a list is then one about one shard.

use super::{migrations, schema};
use crate::Refusal;
use crate::database::connection::Transaction;
use crate::database::sharding::is_sharded;
use crate::database::{Error, connect, execute, query_opt};

/// Where the rows of a table are.
struct Place {
    /// What Citus calls a table that is laid out so.
    kind: &'static str,
    /// The statement that lays out a table.
    sql: &'static str,
}

/// On every node, so that joins of a list with them stay where the list is, and foreign keys too.
const EVERYWHERE: Place =
    Place { kind: "reference", sql: "SELECT create_reference_table($1::text::regclass)" };

/// Divided by the person whose list a row is in.
const DIVIDED: Place = Place {
    kind: "distributed",
    sql: "SELECT create_distributed_table($1::text::regclass, 'person_id', colocate_with => 'none')",
};

/// Likewise, and the rows of one person are on the node where that person's followers are.
const BESIDE_FOLLOWERS: Place = Place {
    kind: "distributed",
    sql: "SELECT create_distributed_table($1::text::regclass, 'person_id', colocate_with => 'followers')",
};

/// In this order. Every other table stays on the coordinator.
const TABLES: [(&str, Place); 10] = [
    ("people", EVERYWHERE),
    ("search_texts", EVERYWHERE),
    ("followers", DIVIDED),
    ("followed", BESIDE_FOLLOWERS),
    ("follower_tallies", BESIDE_FOLLOWERS),
    ("followed_tallies", BESIDE_FOLLOWERS),
    ("blocking", BESIDE_FOLLOWERS),
    ("blocked_by", BESIDE_FOLLOWERS),
    ("requests", BESIDE_FOLLOWERS),
    ("requested", BESIDE_FOLLOWERS),
];

/// What is laid out anew, and what was so already.
#[derive(Default)]
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
/// [`Refusal::Unreadable`] where the database has no Citus, or lacks migrations of this build.
pub async fn distribute(url: &str) -> Result<Layout, Error> {
    let mut client = connect(url).await?;
    let transaction = client.transaction().await?;
    if !is_sharded(&transaction).await? {
        let complaint = "This database has no Citus. Load it (shared_preload_libraries = 'citus') and run CREATE EXTENSION citus";
        return Err(Refusal::Unreadable(complaint.to_owned()).into());
    }
    schema::require_whole(&transaction, migrations::known()).await?;
    // A reference table and what refers to it are not changed by parallel connections within one transaction.
    transaction.batch_execute("SET LOCAL citus.multi_shard_modify_mode = 'sequential'").await?;
    let mut layout = Layout::default();
    for (table, place) in TABLES {
        if kind(&transaction, table).await?.as_deref() == Some(place.kind) {
            layout.kept.push(table);
        } else {
            execute(&transaction, place.sql, &[&table]).await?;
            layout.laid_out.push(table);
        }
    }
    transaction.commit().await?;
    Ok(layout)
}

/// How Citus holds a table; `None` for one that it knows nothing of.
async fn kind(transaction: &Transaction<'_>, table: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT citus_table_type FROM citus_tables WHERE table_name = $1::text::regclass";
    let row = query_opt(transaction, sql, &[&table]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}
