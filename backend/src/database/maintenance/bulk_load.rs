//! Loads a whole graph with COPY: all of it, or nothing.

use crate::Refusal;
use crate::credentials::passwords::PasswordHash;
use crate::database::connection::{Connection, Transaction};
use crate::database::graph::counts::whole_lists;
use crate::database::graph::directions::fill;
use crate::database::people::search::noted;
use crate::database::{Error, connect, execute, query_opt};
use crate::datasets::graph::Graph;
use crate::identity::email_address::key;
use common::graph::lists::Direction;
use indicatif::ProgressBar;
use rocket::tokio::pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
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
    /// What its owner signs in with.
    pub password: &'a PasswordHash,
}

/// Whether the database has any people.
pub async fn has_people(url: &str) -> Result<bool, Error> {
    is_there(&connect(url).await?).await
}

async fn is_there(client: &impl Connection) -> Result<bool, Error> {
    Ok(query_opt(client, "SELECT FROM people LIMIT 1", &[]).await?.is_some())
}

/// Loads the graph in one transaction, which streams it and is not tried again; `progress` makes a bar for a number of rows.
pub async fn load(
    url: &str,
    graph: &Graph,
    account: Option<Account<'_>>,
    progress: impl Fn(usize) -> ProgressBar,
) -> Result<(), Error> {
    let mut client = connect(url).await?;
    let transaction = client.transaction().await?;
    let unbound = unbind(&transaction).await?;
    let ids = graph.people.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let bar = progress(graph.people.len()).with_message("people");
    people(&transaction, graph, &ids, &bar).await.map_err(taken)?;
    let bar = progress(ids.len()).with_message("words");
    for some in ids.chunks(noted::AT_ONCE) {
        noted::note_new(&transaction, some).await?;
        bar.inc(some.len() as u64);
    }
    bar.finish();
    if let Some(Account { username, email, password }) = account {
        let sql = "INSERT INTO accounts (person_id, email, email_key, password_hash, password_key)
                   SELECT person_id, $2, $3, $4, $5 FROM people WHERE username = $1";
        execute(&transaction, sql, &[&username, &email, &key(email), &password.hash, &password.key]).await?;
    }
    let edges = Edges { ids: &ids, follows: &graph.follows, follow_ids: &follow_ids(graph.follows.len()) };
    let bar = progress(graph.follows.len()).with_message("followers");
    edges.load(Direction::Followers, &transaction, |(from, to)| (to, from), &bar).await?;
    let bar = progress(graph.follows.len()).with_message("followed");
    edges.load(Direction::Followed, &transaction, |follow| follow, &bar).await?;
    if unbound {
        for bind in BIND {
            transaction.batch_execute(bind).await?;
        }
    }
    transaction.commit().await?;
    // The visibility map too: without it a page of a list that was just loaded looks each row up in the table.
    client.batch_execute("VACUUM ANALYZE").await
}

/// The edges' foreign keys, whose check row by row takes longer than all the rest of a large load.
const UNBIND: [&str; 2] = [
    "ALTER TABLE followers DROP CONSTRAINT followers_person_fkey",
    "ALTER TABLE followed DROP CONSTRAINT followed_person_fkey",
];
const BIND: [&str; 2] = [
    "ALTER TABLE followers ADD CONSTRAINT followers_person_fkey FOREIGN KEY (person_id) REFERENCES people",
    "ALTER TABLE followed ADD CONSTRAINT followed_person_fkey FOREIGN KEY (person_id) REFERENCES people",
];

/// Drops the foreign keys while the graph is loaded into an empty database, where the lock keeps no other client waiting.
async fn unbind(transaction: &Transaction<'_>) -> Result<bool, Error> {
    let is_empty = !is_there(transaction).await?;
    if is_empty {
        for unbind in UNBIND {
            transaction.batch_execute(unbind).await?;
        }
    }
    Ok(is_empty)
}

fn taken(error: Error) -> Error {
    match error {
        Error::Refused(Refusal::Taken(..)) => {
            let complaint = "one of the usernames is taken in this database already; nothing was loaded";
            Refusal::Unreadable(complaint.to_owned()).into()
        }
        other => other,
    }
}

async fn people(to: &Transaction<'_>, graph: &Graph, ids: &[Uuid], bar: &ProgressBar) -> Result<(), Error> {
    let sql = "COPY people (person_id, username, location) FROM STDIN BINARY";
    let writer = to.copy_in(sql, &[Type::UUID, Type::TEXT, Type::TEXT]).await?;
    pin!(writer);
    for (person, id) in graph.people.iter().zip(ids) {
        writer.as_mut().write(&[id, &person.username, &person.location]).await?;
        bar.inc(1);
    }
    writer.finish().await?;
    bar.finish();
    Ok(())
}

/// The follows of the graph, in the order in which they happened.
struct Edges<'a> {
    ids: &'a [Uuid],
    follows: &'a [(u32, u32)],
    follow_ids: &'a [Uuid],
}

impl Edges<'_> {
    /// Writes one direction, list by list: so its indexes grow at their ends. Long lists come counted.
    async fn load(
        &self,
        direction: Direction,
        to: &Transaction<'_>,
        ends: impl Fn((u32, u32)) -> (u32, u32),
        bar: &ProgressBar,
    ) -> Result<(), Error> {
        let owner = |index: &u32| ends(self.follows[*index as usize]).0;
        let mut order = (0..u32::try_from(self.follows.len()).unwrap_or(u32::MAX)).collect::<Vec<_>>();
        order.sort_by_key(owner);
        let sql = fill(direction, "COPY {list} (person_id, {other}, follow_id, counted) FROM STDIN BINARY");
        let types = [Type::UUID, Type::UUID, Type::UUID, Type::BOOL];
        let writer = to.copy_in(&sql, &types).await?;
        pin!(writer);
        for list in order.chunk_by(|a, b| owner(a) == owner(b)) {
            let counted = whole_lists::are_kept(list.len());
            for &index in list {
                let (person, other) = ends(self.follows[index as usize]);
                let ids =
                    [self.ids[person as usize], self.ids[other as usize], self.follow_ids[index as usize]];
                writer.as_mut().write(&[&ids[0], &ids[1], &ids[2], &counted]).await?;
                bar.inc(1);
            }
        }
        writer.finish().await?;
        bar.finish();
        let long =
            order.chunk_by(|a, b| owner(a) == owner(b)).filter(|list| whole_lists::are_kept(list.len()));
        let ids = long.map(|list| {
            let follows = list.iter().map(|&index| self.follow_ids[index as usize]).collect::<Vec<_>>();
            (self.ids[owner(&list[0]) as usize], follows)
        });
        whole_lists::load(direction, to, ids).await
    }
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
