//! Following everybody whom a file names, some at a time, and telling how far it has come.

use super::file::{self, Account};
use crate::Error;
use crate::database::edges::Edge;
use crate::database::follows::{self, Outcome};
use crate::database::{Db, transfers};
use common::Envelope;
use common::transfers::{Imported, Mode, Reason, Unmatched, Which};
use rocket::futures::stream::{self, Stream};
use rocket::response::stream::Event;
use serde::Serialize;
use std::collections::HashSet;
use std::vec::IntoIter;
use uuid::Uuid;

/// Accounts, or follows to look at, that one event tells of.
const BATCH: usize = 100;

/// A file on its way in. Nothing happens but while its events are read: where the client goes away, the work stops
/// after the batch that it is at, and what was followed until then stays followed.
pub(crate) struct Import {
    db: Db,
    viewer: Uuid,
    mode: Mode,
    accounts: IntoIter<Account>,
    /// Who is in the file.
    found: HashSet<Uuid>,
    /// To overwrite a list is to look at all of it, newest first. This is the follow looked at last; those that came
    /// after the import began stay as they are.
    seen: Uuid,
    told: Imported,
}

impl Import {
    /// Reads a file.
    pub(crate) fn new(db: &Db, viewer: Uuid, csv: &str, mode: Mode) -> Result<Self, Error> {
        let accounts = file::accounts(csv)?;
        let told = Imported { total: accounts.len(), ..Imported::default() };
        let (accounts, seen) = (accounts.into_iter(), Uuid::now_v7());
        Ok(Self { db: db.clone(), viewer, mode, accounts, found: HashSet::new(), seen, told })
    }

    /// An event for each batch. The last one says that all is done, or what has failed.
    pub(crate) fn events(self) -> impl Stream<Item = Event> {
        stream::unfold(Some(self), |import| async {
            let mut import = import?;
            match import.step().await.and_then(|()| event(&import.told)) {
                Ok(event) => Some((event, Some(import).filter(|import| !import.told.done))),
                Err(error) => {
                    tracing::warn!(cause = %error.for_operator(), "an import ends early");
                    Some((event(&error.payload()).ok()?, None))
                }
            }
        })
    }

    async fn step(&mut self) -> Result<(), Error> {
        self.told.unmatched.clear();
        let batch = self.accounts.by_ref().take(BATCH).collect::<Vec<_>>();
        match batch.is_empty() {
            true => self.unfollow_others().await,
            false => self.follow(batch).await,
        }
    }

    async fn follow(&mut self, batch: Vec<Account>) -> Result<(), Error> {
        let names = batch.iter().filter_map(Account::username).collect::<Vec<_>>();
        let people = transfers::people_named(&self.db.client().await?, self.viewer, &names).await?;
        for account in batch {
            let person = account.username().map(|name| people.get(name).copied());
            if let Some(reason) = self.follow_one(person).await? {
                let (line, account) = (account.line, account.address);
                self.told.unmatched.push(Unmatched { line, account, reason });
            }
            self.told.handled += 1;
        }
        self.told.done = self.accounts.len() == 0 && self.mode == Mode::Merge;
        Ok(())
    }

    /// Follows one person, or tells why not. Who stands in the file twice is followed already when it comes to the second.
    async fn follow_one(&mut self, person: Option<Option<Uuid>>) -> Result<Option<Reason>, Error> {
        let person = match person {
            None => return Ok(Some(Reason::Elsewhere)),
            Some(None) => return Ok(Some(Reason::Unknown)),
            Some(Some(person)) if person == self.viewer => return Ok(Some(Reason::Oneself)),
            Some(Some(person)) => person,
        };
        match follows::follow(&self.db, Edge { person, follower: self.viewer }).await {
            Ok(Outcome::Followed(_)) => self.told.followed += 1,
            Ok(Outcome::Asked) => self.told.requested += 1,
            Ok(Outcome::Already) => self.told.already += 1,
            // Gone since, or hidden by a block.
            Err(Error::NoSuchUser | Error::Forbidden(_)) => return Ok(Some(Reason::Unknown)),
            Err(error) => return Err(error),
        }
        self.found.insert(person);
        Ok(None)
    }

    /// Unfollows who is not in the file, among the next follows of the list. A file that matches nobody is refused: it
    /// is the wrong file, or one of another server, and would empty the list.
    async fn unfollow_others(&mut self) -> Result<(), Error> {
        if self.found.is_empty() {
            let complaint = "Nobody in this file could be followed, so nobody was unfollowed.";
            return Err(Error::Invalid(Error::field("csv", complaint)));
        }
        let client = self.db.client().await?;
        let rows = transfers::part(&client, Which::Followed, self.viewer, self.seen, BATCH as i64).await?;
        drop(client);
        for row in &rows {
            let person = row.try_get("person_id")?;
            if !self.found.contains(&person) {
                follows::unfollow(&self.db, Edge { person, follower: self.viewer }).await?;
                self.told.unfollowed += 1;
            }
            self.seen = row.try_get("follow_id")?;
        }
        self.told.done = rows.len() < BATCH;
        Ok(())
    }
}

fn event(payload: &impl Serialize) -> Result<Event, Error> {
    serde_json::to_string(&Envelope { payload }).map(Event::data).map_err(Error::internal)
}
