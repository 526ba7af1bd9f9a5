//! Replicas of the database that reads may be served from, and how far each has come.

mod course;
pub(crate) mod position;

pub(crate) use course::Course;

use self::course::Unfit;
use self::position::{Position, Told};
use super::accounts::sessions;
use super::transaction::Work;
use super::{Client, Db, Error};
use crate::error::chain;
use crate::{config, metrics};
use rocket::futures::future::join_all;
use rocket::tokio::sync::watch;
use rocket::tokio::time::timeout;
use rocket::tokio::{join, select};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The longest that a server may take to say where it is, however far behind it may be.
const PATIENCE: Duration = Duration::from_secs(4);

/// All replicas of the settings.
pub(crate) struct Replicas {
    all: Vec<Replica>,
    /// Reads go around.
    turn: AtomicUsize,
    /// The longest that one in use may be behind.
    limit: Duration,
}

/// A server that follows the primary.
struct Replica {
    /// Its host and port.
    name: String,
    db: Db,
    /// How far it has come, while it is in use.
    position: watch::Sender<Option<Position>>,
    /// Whether the log has it that it is not in use.
    is_told_of: AtomicBool,
}

impl Replicas {
    /// None is in use yet, and no connection is made.
    pub(crate) fn new(settings: &config::Database) -> Result<Self, Error> {
        let all = settings.read_urls.iter().map(|url| Replica::new(url, settings));
        let all = all.collect::<Result<_, _>>()?;
        Ok(Self { all, turn: AtomicUsize::new(0), limit: settings.read_delay() })
    }

    /// Whether the settings name none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// From one [`check`](Self::check) to the next.
    pub(crate) fn interval(&self) -> Duration {
        self.patience() / 4
    }

    /// The longest that a server may take to say where it is.
    fn patience(&self) -> Duration {
        self.limit.min(PATIENCE)
    }

    /// Each by its name, and whether it is in use.
    pub(crate) fn states(&self) -> impl Iterator<Item = (&str, bool)> {
        self.all.iter().map(|replica| (&*replica.name, replica.position.borrow().is_some()))
    }

    /// Does work that only reads: by a replica that has come as far as `seen`, or else by the primary. The primary does it as well where a
    /// replica fails, or is left out meanwhile.
    ///
    /// # Errors
    ///
    /// What the work is refused with, or fails with by the primary.
    pub(crate) async fn read<T, W>(&self, primary: &Db, seen: Option<Position>, work: W) -> Result<T, Error>
    where
        W: AsyncFnOnce(&Client) -> Result<T, Error>,
        W: for<'c> Work<&'c Client, T> + Clone + Send,
        T: Send,
    {
        if let Some(replica) = self.next(seen) {
            match replica.read(work.clone()).await {
                Err(Unfit::Failed(Error::Refused(refusal))) => return Err(refusal.into()),
                Err(unfit) => {
                    tracing::warn!(replica = replica.name, cause = chain(&unfit), "the primary reads")
                }
                Ok(read) => {
                    metrics::read_by("replica");
                    return Ok(read);
                }
            }
        }
        if !self.is_empty() {
            metrics::read_by("primary");
        }
        work(&primary.client().await?).await
    }

    /// Has these sessions keep that their owners may have seen all that was committed until now, and returns the position of that; unless
    /// there are no replicas to ask.
    pub(crate) async fn note(&self, primary: &Client, tokens: &[&[u8]]) -> Result<Option<Position>, Error> {
        match self.is_empty() {
            true => Ok(None),
            false => sessions::note_seen(primary, tokens).await.map(Some),
        }
    }

    /// Has all sessions of a person keep it as well: of what was done to them, they are to see no earlier state.
    pub(crate) async fn note_for(&self, primary: &Client, person: Uuid) -> Result<(), Error> {
        match self.is_empty() {
            true => Ok(()),
            false => sessions::note_seen_by(primary, person).await,
        }
    }

    /// The next that has come as far.
    fn next(&self, seen: Option<Position>) -> Option<&Replica> {
        let first = self.turn.fetch_add(1, Ordering::Relaxed).checked_rem(self.all.len())?;
        let (before, from) = self.all.split_at(first);
        from.iter().chain(before).find(|replica| replica.has(seen))
    }

    /// Asks all where they are. Those that are too far behind or do not answer are left out until they have caught up. Where the primary
    /// does not answer, they stay in use: nothing is written meanwhile that they could miss.
    pub(crate) async fn check(&self, primary: &Db, course: &mut Course) {
        let asked = Instant::now();
        let replicas = join_all(self.all.iter().map(|replica| ask(&replica.db, self.patience())));
        let (told, replicas) = join!(ask(primary, self.patience()), replicas);
        if let Ok(told) = told {
            course.add(asked, told, self.limit);
        }
        for (replica, told) in self.all.iter().zip(replicas) {
            replica.set(told.and_then(|told| course.judge(told)));
        }
    }
}

/// Asks a server where it is. A connection by which no answer comes in time is not used again.
async fn ask(db: &Db, limit: Duration) -> Result<Told, Unfit> {
    let client = timeout(limit, db.client()).await.map_err(|_| Unfit::Silent)??;
    match timeout(limit, position::read(&client)).await {
        Ok(told) => Ok(told?),
        Err(_) => {
            client.discard();
            Err(Unfit::Silent)
        }
    }
}

impl Replica {
    fn new(url: &str, settings: &config::Database) -> Result<Self, Error> {
        let (name, db) = Db::of_replica(url, settings)?;
        Ok(Self { name, db, position: watch::Sender::new(None), is_told_of: AtomicBool::new(false) })
    }

    fn has(&self, seen: Option<Position>) -> bool {
        self.position.borrow().is_some_and(|position| Some(position) >= seen)
    }

    /// Reads, unless it is left out meanwhile.
    async fn read<T, W>(&self, work: W) -> Result<T, Unfit>
    where
        W: for<'c> Work<&'c Client, T> + Send,
    {
        let mut position = self.position.subscribe();
        let client = select! {
            client = self.db.client() => client?,
            _ = position.wait_for(Option::is_none) => return Err(Unfit::Silent),
        };
        select! {
            read = work(&client) => return Ok(read?),
            _ = position.wait_for(Option::is_none) => (),
        }
        // What it was asked may never be answered.
        client.discard();
        Err(Unfit::Silent)
    }

    /// Uses it from now on, or leaves it out. The log has what changes.
    fn set(&self, judged: Result<Position, Unfit>) {
        let was_in_use = self.position.send_replace(judged.as_ref().ok().copied()).is_some();
        let was_told_of = self.is_told_of.swap(judged.is_err(), Ordering::Relaxed);
        match judged {
            Err(unfit) if !was_told_of => {
                tracing::warn!(replica = self.name, cause = chain(&unfit), "a replica is left out");
            }
            Ok(_) if !was_in_use => tracing::info!(replica = self.name, "a replica is in use"),
            _ => (),
        }
    }
}
