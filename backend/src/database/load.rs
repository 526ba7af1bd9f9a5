//! Loads a whole graph with COPY: all of it, or nothing.

use super::connect;
use crate::Error;
use crate::graph::Graph;
use indicatif::ProgressBar;
use rocket::tokio::pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use uuid::{NoContext, Timestamp, Uuid};

/// The follows of a loaded graph are spread over the time before.
const PAST: Duration = Duration::from_secs(365 * 24 * 3600);

/// An account for one person of the graph.
pub struct Account<'a> {
    /// Whose it is.
    pub username: &'a str,
    /// Must be free.
    pub email: &'a str,
    /// From [`crate::passwords::Passwords::hash`].
    pub password_hash: &'a str,
}

/// Whether the database holds anybody.
pub async fn has_people(url: &str) -> Result<bool, Error> {
    Ok(connect(url).await?.query_one("SELECT EXISTS (SELECT FROM people)", &[]).await?.try_get(0)?)
}

/// Loads the graph in one transaction; `progress` makes a bar for a number of rows.
pub async fn load(
    url: &str,
    graph: &Graph,
    account: Option<Account<'_>>,
    progress: impl Fn(usize) -> ProgressBar,
) -> Result<(), Error> {
    let mut client = connect(url).await?;
    let transaction = client.transaction().await?;
    let ids = graph.people.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let bar = progress(graph.people.len()).with_message("people");
    people(&transaction, graph, &ids, &bar).await.map_err(taken)?;
    if let Some(Account { username, email, password_hash }) = account {
        let sql = "INSERT INTO accounts (person_id, email, password_hash)
                   SELECT person_id, $2, $3 FROM people WHERE username = $1";
        transaction.execute(sql, &[&username, &email, &password_hash]).await?;
    }
    let follow_ids = follow_ids(graph.follows.len());
    let edges = || graph.follows.iter().zip(&follow_ids);
    let id = |index: u32| &ids[index as usize];

    let bar = progress(graph.follows.len()).with_message("followers");
    let sql = "COPY followers (person_id, follower_id, follow_id) FROM STDIN BINARY";
    follows(&transaction, sql, edges().map(|(&(from, to), at)| [id(to), id(from), at]), &bar).await?;

    let bar = progress(graph.follows.len()).with_message("followed");
    let sql = "COPY followed (person_id, followed_id, follow_id) FROM STDIN BINARY";
    follows(&transaction, sql, edges().map(|(&(from, to), at)| [id(from), id(to), at]), &bar).await?;
    transaction.commit().await?;
    Ok(client.batch_execute("ANALYZE").await?)
}

fn taken(error: Error) -> Error {
    match error {
        Error::Taken(_) => {
            let complaint = "one of the usernames is taken in this database already; nothing was loaded";
            Error::Unreadable(complaint.to_owned())
        }
        other => other,
    }
}

async fn people(to: &Transaction<'_>, graph: &Graph, ids: &[Uuid], bar: &ProgressBar) -> Result<(), Error> {
    let sink = to.copy_in("COPY people (person_id, username, location) FROM STDIN BINARY").await?;
    let writer = BinaryCopyInWriter::new(sink, &[Type::UUID, Type::TEXT, Type::TEXT]);
    pin!(writer);
    for (person, id) in graph.people.iter().zip(ids) {
        writer.as_mut().write(&[id, &person.username, &person.location]).await?;
        bar.inc(1);
    }
    writer.finish().await?;
    bar.finish();
    Ok(())
}

async fn follows<'a>(
    to: &Transaction<'_>,
    sql: &str,
    edges: impl Iterator<Item = [&'a Uuid; 3]>,
    bar: &ProgressBar,
) -> Result<(), Error> {
    let writer = BinaryCopyInWriter::new(to.copy_in(sql).await?, &[Type::UUID, Type::UUID, Type::UUID]);
    pin!(writer);
    for [person, other, follow] in edges {
        writer.as_mut().write(&[person, other, follow]).await?;
        bar.inc(1);
    }
    writer.finish().await?;
    bar.finish();
    Ok(())
}

/// Ids in the order of the follows, evenly over the past.
fn follow_ids(count: usize) -> Vec<Uuid> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let step = PAST / u32::try_from(count).unwrap_or(u32::MAX).max(1);
    let start = now.saturating_sub(PAST);
    let at = |index: usize| start + step * u32::try_from(index).unwrap_or(u32::MAX);
    let id = |at: Duration| Uuid::new_v7(Timestamp::from_unix(NoContext, at.as_secs(), at.subsec_nanos()));
    (0..count).map(|index| id(at(index))).collect()
}
