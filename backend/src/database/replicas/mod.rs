//! Replicas of the database that reads may be served from, and how far each has come.

mod history;
pub(crate) mod position;

pub(crate) use history::PrimaryHistory;

use self::history::Unusable;
use self::position::{Position, Status};
use super::accounts::sessions;
use super::transaction::Work;
use super::{Client, Db, Error};
use crate::error::chain;
use crate::{config, metrics};
use rocket::futures::future::join_all;
use rocket::tokio::sync::watch;
use rocket::tokio::time::timeout;
use rocket::tokio::{join, select};
use std::mem::{Discriminant, discriminant};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The longest that a server may take to say where it is, however far behind it may be.
const PATIENCE: Duration = Duration::from_secs(4);

/// All replicas of the settings.
pub(crate) struct Replicas {
    all: Vec<Replica>,
    /// A connection to the primary that no request can take.
    primary: Db,
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
    /// A connection that no read can take.
    control: Db,
    state: watch::Sender<State>,
    /// Why it was not used when that was last told.
    told: Mutex<Option<Discriminant<Unusable>>>,
}

/// What reads have to know of a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    InUse(Position),
    /// It answers, and is not to be asked.
    LeftOut,
    /// It does not answer: what it was asked may never be answered.
    Silent,
}

impl Replicas {
    /// None is in use yet, and no connection is made.
    pub(crate) fn new(settings: &config::Database) -> Result<Self, Error> {
        let urls = settings.read_urls.iter().filter(|url| !url.is_empty());
        let all = urls.map(|url| Replica::new(url, settings)).collect::<Result<_, _>>()?;
        let primary = Db::single(&settings.url)?;
        Ok(Self { all, primary, turn: AtomicUsize::new(0), limit: settings.read_delay() })
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
        self.all.iter().map(|replica| (&*replica.name, matches!(*replica.state.borrow(), State::InUse(_))))
    }

    /// Does work that only reads: by a replica that has come as far as `seen`, or else by the primary. The primary does it as well where a
    /// replica fails or no longer answers.
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
                Ok(read) => {
                    metrics::read_by("replica");
                    return Ok(read);
                }
                Err(Unusable::Failed(Error::Refused(refusal))) => return Err(refusal.into()),
                Err(Unusable::Failed(error @ Error::Fault(_))) => {
                    tracing::warn!(replica = replica.name, cause = chain(&error), "a replica could not read");
                }
                // The next check tells of it.
                Err(_) => (),
            }
        }
        if !self.is_empty() {
            metrics::read_by("primary");
        }
        work(&primary.client().await?).await
    }

    /// Has a session keep that its owner may have seen all that was committed until now, and returns the position of that; unless there
    /// are no replicas to ask.
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
    /// does not answer, it is not known how far they are behind, and they stay as they are: visitors can read on.
    pub(crate) async fn check(&self, history: &mut PrimaryHistory) {
        let asked = Instant::now();
        let replicas = join_all(self.all.iter().map(|replica| ask(&replica.control, self.patience())));
        let (status, replicas) = join!(ask(&self.primary, self.patience()), replicas);
        if let Ok(status) = status {
            history.add(asked, status, self.limit);
        }
        for (replica, status) in self.all.iter().zip(replicas) {
            replica.set(status.and_then(|status| history.check(status)));
        }
    }
}

/// Asks a server where it is. A connection by which no answer comes in time is not used again.
async fn ask(db: &Db, limit: Duration) -> Result<Status, Unusable> {
    let client = timeout(limit, db.client()).await.map_err(|_| Unusable::TimedOut)??;
    match timeout(limit, position::read(&client)).await {
        Ok(status) => Ok(status?),
        Err(_) => {
            client.discard();
            Err(Unusable::TimedOut)
        }
    }
}

impl Replica {
    fn new(url: &str, settings: &config::Database) -> Result<Self, Error> {
        let [(name, db), (_, control)] =
            [Db::of_replica(url, settings, settings.connections)?, Db::of_replica(url, settings, 1)?];
        let state = watch::Sender::new(State::LeftOut);
        Ok(Self { name, db, control, state, told: Mutex::default() })
    }

    fn has(&self, seen: Option<Position>) -> bool {
        matches!(*self.state.borrow(), State::InUse(position) if Some(position) >= seen)
    }

    /// Reads, unless it stops answering meanwhile.
    async fn read<T, W>(&self, work: W) -> Result<T, Unusable>
    where
        W: for<'c> Work<&'c Client, T> + Send,
    {
        let mut state = self.state.subscribe();
        let client = select! {
            client = self.db.client() => client?,
            _ = state.wait_for(|state| *state == State::Silent) => return Err(Unusable::TimedOut),
        };
        select! {
            read = work(&client) => return Ok(read?),
            _ = state.wait_for(|state| *state == State::Silent) => (),
        }
        client.discard();
        Err(Unusable::TimedOut)
    }

    /// Uses it from now on, or leaves it out. The log has what changes.
    fn set(&self, checked: Result<Position, Unusable>) {
        let state = match &checked {
            Ok(position) => State::InUse(*position),
            Err(Unusable::TimedOut) => State::Silent,
            Err(_) => State::LeftOut,
        };
        let before = self.state.send_replace(state);
        let reason = checked.as_ref().err().map(discriminant);
        let told = std::mem::replace(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner), reason);
        match checked {
            Err(unusable) if reason != told => {
                tracing::warn!(replica = self.name, cause = chain(&unusable), "a replica is left out");
            }
            Ok(_) if !matches!(before, State::InUse(_)) => {
                tracing::info!(replica = self.name, "a replica is in use");
            }
            _ => (),
        }
    }
}
