//! Writing a follow, in both directions or not at all.

use super::{ATTEMPTS, Db, is_rolled_back};
use crate::Error;
use rocket_db_pools::deadpool_postgres::Transaction;
use uuid::Uuid;

/// Who is followed by whom.
#[derive(Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) person: Uuid,
    pub(crate) follower: Uuid,
}

/// What to do to an edge. Doing it twice is doing it once.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    Follow,
    Unfollow,
}

/// Changes an edge. As that is idempotent, a lost connection is tried again just like a lost race.
pub(crate) async fn change(db: &Db, change: Change, edge: Edge) -> Result<(), Error> {
    let mut attempt = 1;
    loop {
        match attempt_change(db, change, edge).await {
            Err(error) if attempt < ATTEMPTS && (is_rolled_back(&error) || is_lost(&error)) => attempt += 1,
            done => return done,
        }
    }
}

fn is_lost(error: &Error) -> bool {
    matches!(error, Error::Unavailable(cause) if cause.is::<tokio_postgres::Error>())
}

async fn attempt_change(db: &Db, change: Change, edge: Edge) -> Result<(), Error> {
    let mut client = db.client().await?;
    let transaction = client.transaction().await?;
    match change {
        Change::Follow => follow(&transaction, edge).await?,
        Change::Unfollow => unfollow(&transaction, edge).await?,
    }
    Ok(transaction.commit().await?)
}

/// The row in `followers` decides: its key makes concurrent changes of one edge wait for each other, and the row
/// in `followed` is touched only by the transaction that changed the first.
async fn follow(transaction: &Transaction<'_>, Edge { person, follower }: Edge) -> Result<(), Error> {
    let follow_id = Uuid::now_v7();
    let sql = "INSERT INTO followers (person_id, follower_id, follow_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let insert = transaction.prepare_cached(sql).await?;
    if transaction.execute(&insert, &[&person, &follower, &follow_id]).await? > 0 {
        let sql = "INSERT INTO followed (person_id, followed_id, follow_id) VALUES ($1, $2, $3)";
        let mirror = transaction.prepare_cached(sql).await?;
        transaction.execute(&mirror, &[&follower, &person, &follow_id]).await?;
    }
    Ok(())
}

/// As [`follow`], the other way.
async fn unfollow(transaction: &Transaction<'_>, Edge { person, follower }: Edge) -> Result<(), Error> {
    let sql = "DELETE FROM followers WHERE person_id = $1 AND follower_id = $2";
    let delete = transaction.prepare_cached(sql).await?;
    if transaction.execute(&delete, &[&person, &follower]).await? > 0 {
        let mirror = transaction
            .prepare_cached("DELETE FROM followed WHERE person_id = $1 AND followed_id = $2")
            .await?;
        transaction.execute(&mirror, &[&follower, &person]).await?;
    }
    Ok(())
}
