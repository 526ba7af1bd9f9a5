//! Following everybody whom a file names, some at a time, and telling how far it has come.

use super::file::{Account, Accounts};
use crate::cpu_pool::CpuPool;
use crate::database;
use crate::database::Db;
use crate::database::graph::directions::Edge;
use crate::database::graph::follows::Outcome;
use crate::database::graph::import_leases::Lease;
use crate::database::graph::{follows, import_leases, list_transfer};
use crate::database::people::privacy::ListAccess;
use crate::database::replicas::Replicas;
use crate::error::chain;
use crate::http::ending::Ending;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::rate_limit::fair_share::{FairShare, Limits, Place};
use crate::{Error, Refusal};
use common::Code;
use common::Envelope;
use common::graph::lists::Direction;
use common::graph::transfers::{Imported, Mode, Reason, Unmatched};
use rocket::futures::stream::{self, Stream};
use rocket::response::stream::Event;
use rocket::tokio::spawn;
use rocket::tokio::sync::mpsc::{Sender, channel};
use rocket::tokio::time::timeout;
use serde::Serialize;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use url::Url;
use uuid::Uuid;

/// Imports that this server does at once. Of one person the lease lets one run, on all servers.
const LIMITS: Limits = Limits { all: 8, of_network: 4, of_person: 1 };
/// Accounts, or follows to look at, that one event tells of.
const BATCH: usize = 100;
/// How long an event waits for its reader, before the import is given up. The lease lasts longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The imports of this server.
pub(crate) struct Imports {
    ending: Ending,
    replicas: Arc<Replicas>,
    places: FairShare,
    /// Those who read files, one at a time. There are places for all.
    readers: CpuPool,
}

/// A file on its way in. Where nobody reads what it tells, the session or the server ends, or it has run for too long, the work stops
/// after the batch that it is at, and what was followed until then stays followed.
struct Import {
    db: Db,
    replicas: Arc<Replicas>,
    ending: Ending,
    caller: SignedIn,
    /// This site.
    here: Url,
    mode: Mode,
    lease: Lease,
    readers: CpuPool,
    /// Until the last event.
    place: Option<Place>,
    /// What is still to be read of the file.
    accounts: Option<Accounts>,
    /// Who is in the file.
    found: HashSet<Uuid>,
    /// To overwrite a list is to look at all of it, newest first. This is the follow looked at last; those that came
    /// after the import began stay as they are.
    seen: Uuid,
    progress: Imported,
}

impl Imports {
    /// None runs yet, and none goes on once the server is about to end.
    pub(crate) fn new(ending: Ending, replicas: Arc<Replicas>) -> Self {
        Self {
            ending,
            replicas,
            places: FairShare::new(LIMITS, Duration::ZERO),
            readers: CpuPool::new("imports", 1, LIMITS.all - 1),
        }
    }

    /// Where the files are read.
    pub(crate) fn pool(&self) -> &CpuPool {
        &self.readers
    }

    /// Begins an import, unless another of the same person runs, here or elsewhere. An event tells of each batch; the last one
    /// says that all is done, or what has failed.
    pub(crate) async fn begin(
        &self,
        db: &Db,
        caller: SignedIn,
        device: &Device,
        here: Url,
        common::graph::transfers::Import { csv, mode }: common::graph::transfers::Import,
    ) -> Result<impl Stream<Item = Event> + use<>, Error> {
        let lease = import_leases::take(&db.client().await?, caller.id).await?;
        let opened = self.open(device, caller.id, csv).await;
        let Ok((place, accounts, total)) = opened else {
            release(db, &lease).await;
            return Err(opened.err().unwrap_or(Error::Busy));
        };
        let import = Import {
            db: db.clone(),
            replicas: self.replicas.clone(),
            ending: self.ending.clone(),
            caller,
            here,
            mode,
            lease,
            readers: self.readers.clone(),
            place: Some(place),
            accounts: Some(accounts),
            found: HashSet::new(),
            seen: Uuid::now_v7(),
            progress: Imported { total, ..Imported::default() },
        };
        let (sender, events) = channel(1);
        spawn(import.run(sender));
        Ok(stream::unfold(events, |mut events| async { events.recv().await.map(|event| (event, events)) }))
    }

    async fn open(
        &self,
        device: &Device,
        person: Uuid,
        csv: String,
    ) -> Result<(Place, Accounts, usize), Error> {
        let place = self.places.place(device, Some(person)).await?;
        let (accounts, total) = self.readers.run(|| Accounts::open(csv)).await??;
        Ok((place, accounts, total))
    }
}

impl Import {
    async fn run(mut self, events: Sender<Event>) {
        loop {
            let stepped = self.step().await;
            let is_last = self.progress.done || stepped.is_err();
            if is_last {
                // Before it is told, so that the next import can begin at once.
                release(&self.db, &self.lease).await;
                self.note_seen().await;
                self.place = None;
            }
            let progress = stepped.and_then(|()| event(&self.progress)).or_else(|error| {
                tracing::warn!(cause = %error.for_operator(), "an import ends early");
                event(&error.payload())
            });
            let is_read = match progress {
                Ok(progress) => matches!(timeout(PATIENCE, events.send(progress)).await, Ok(Ok(()))),
                Err(_) => false,
            };
            match (is_last, is_read) {
                (true, _) => return,
                (false, true) => {}
                (false, false) => return release(&self.db, &self.lease).await,
            }
        }
    }

    /// Who has imported a list looks at it next.
    async fn note_seen(&self) {
        let noted =
            async { self.replicas.note(&self.db.client().await?, &[self.caller.token.as_bytes()]).await };
        if let Err(error) = noted.await {
            tracing::warn!(cause = chain(&error), "an import may not be seen by its caller at once");
        }
    }

    /// One batch, if the import may go on.
    async fn step(&mut self) -> Result<(), Error> {
        self.progress.unmatched.clear();
        if self.ending.has_begun() {
            return Err(Error::Unavailable("the server ends".into()));
        }
        import_leases::renew(&self.db.client().await?, &self.lease, &self.caller).await?;
        let batch = self.read().await?;
        match batch.is_empty() {
            true => self.unfollow_others().await,
            false => self.follow(batch).await,
        }
    }

    async fn read(&mut self) -> Result<Vec<Account>, Error> {
        let Some(mut accounts) = self.accounts.take() else { return Ok(Vec::new()) };
        let read = move || {
            let batch = accounts.by_ref().take(BATCH).collect::<Result<Vec<_>, _>>();
            batch.map(|batch| (accounts, batch))
        };
        let (accounts, batch) = self.readers.run(read).await??;
        self.accounts = Some(accounts).filter(|_| !batch.is_empty());
        Ok(batch)
    }

    async fn follow(&mut self, batch: Vec<Account>) -> Result<(), Error> {
        let names = batch.iter().filter_map(|account| account.username(&self.here)).collect::<Vec<_>>();
        let client = self.db.client().await?;
        let people = list_transfer::people_named(&client, self.caller.id, &names).await?;
        drop(client);
        for account in batch {
            let person = account.username(&self.here).map(|name| people.get(name).copied());
            if let Some(reason) = self.follow_one(person).await? {
                let (line, account) = (account.line, account.address);
                self.progress.unmatched.push(Unmatched { line, account, reason });
            }
            self.progress.handled += 1;
        }
        self.progress.done = self.progress.handled == self.progress.total && self.mode == Mode::Merge;
        Ok(())
    }

    /// Follows one person, or returns why not. A name that the file has two times is followed already at the second.
    async fn follow_one(&mut self, person: Option<Option<Uuid>>) -> Result<Option<Reason>, Error> {
        let person = match person {
            None => return Ok(Some(Reason::Elsewhere)),
            Some(None) => return Ok(Some(Reason::Unknown)),
            Some(Some(person)) if person == self.caller.id => return Ok(Some(Reason::Oneself)),
            Some(Some(person)) => person,
        };
        match follows::follow(&self.db, Edge { person, follower: self.caller.id }).await {
            Ok(Outcome::Followed(_)) => self.progress.followed += 1,
            Ok(Outcome::Requested) => self.progress.requested += 1,
            Ok(Outcome::Already) => self.progress.already += 1,
            // Gone since, or hidden by a block.
            Err(database::Error::Refused(Refusal::Plain(Code::UserNotFound | Code::UserBlocked))) => {
                return Ok(Some(Reason::Unknown));
            }
            Err(error) => return Err(error.into()),
        }
        self.found.insert(person);
        Ok(None)
    }

    /// Unfollows who is not in the file, among the next follows of the list. A file that matches nobody is refused: it
    /// is the wrong file, or one of another server, and would empty the list.
    async fn unfollow_others(&mut self) -> Result<(), Error> {
        if self.found.is_empty() {
            let complaint = "Nobody in this file could be followed, so nobody was unfollowed.";
            return Err(Refusal::invalid("csv", complaint).into());
        }
        let (client, follower) = (self.db.client().await?, self.caller.id);
        let own = ListAccess::to_own(&self.caller);
        let rows = list_transfer::part(&client, Direction::Followed, own, self.seen, BATCH as i64).await?;
        drop(client);
        for row in &rows {
            // Who is suspended is in no file, and comes back as it was.
            if !row.suspended && !self.found.contains(&row.person) {
                follows::unfollow(&self.db, Edge { person: row.person, follower }).await?;
                self.progress.unfollowed += 1;
            }
            self.seen = row.follow_id;
        }
        self.progress.done = rows.len() < BATCH;
        Ok(())
    }
}

/// One that cannot be given back runs out.
async fn release(db: &Db, lease: &Lease) {
    let released = async { import_leases::release(&db.client().await?, lease).await };
    if let Err(error) = released.await {
        tracing::warn!(cause = chain(&error), "the lease of an import has to run out");
    }
}

fn event(payload: &impl Serialize) -> Result<Event, Error> {
    serde_json::to_string(&Envelope { payload }).map(Event::data).map_err(Error::internal)
}
