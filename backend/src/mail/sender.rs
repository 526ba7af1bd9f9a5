//! Sends what is in the outbox, a bounded number at once, from liftoff to shutdown. Any number of servers may be at it.

use super::mailer::Mailer;
use super::transport::Undelivered;
use crate::database;
use crate::database::Db;
use crate::database::accounts::outbox::{Claimed, Row};
use crate::database::accounts::{emails, outbox, passwords};
use crate::error::chain;
use crate::letters::mail::Mail;
use crate::letters::outgoing::{Item, Outgoing};
use crate::letters::postbox::Postbox;
use crate::letters::texts::Letter;
use crate::{Error, config, metrics};
use rocket::fairing::AdHoc;
use rocket::futures::future::select;
use rocket::tokio::spawn;
use rocket::tokio::sync::Semaphore;
use rocket::tokio::time::sleep;
use rocket::{Orbit, Rocket};
use std::sync::Arc;
use std::time::Duration;

/// Mails that one server hands over at once.
const AT_ONCE: u32 = 4;
/// From one look at the outbox to the next, where nothing wakes the sender.
const POLL: Duration = Duration::from_secs(1);
/// Until the second try; the pause grows fourfold with each.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2 * 60 * 60);

struct Sender {
    db: Db,
    mailer: Mailer,
    postbox: Postbox,
    site: String,
}

/// The turns of a server's sender; a mail that is being handed over has one.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Semaphore>);

/// Starts the sender, which looks for no more mails from the shutdown on.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("mails", |rocket| async {
        rocket
            .manage(Turns(Arc::new(Semaphore::new(AT_ONCE as usize))))
            .attach(AdHoc::on_liftoff("sender", |rocket| Box::pin(async move { start(rocket) })))
    })
}

fn start(rocket: &Rocket<Orbit>) {
    let parts = (rocket.state::<Db>(), rocket.state::<Mailer>(), rocket.state::<config::Site>());
    if let ((Some(db), Some(mailer), Some(site)), Some(turns)) = (parts, rocket.state::<Turns>())
        && let Some(postbox) = mailer.postbox()
    {
        let site = site.url(rocket.config().port);
        let sender = Arc::new(Sender { db: db.clone(), mailer: mailer.clone(), postbox, site });
        spawn(select(rocket.shutdown(), Box::pin(run(sender, turns.0.clone()))));
    }
}

impl Turns {
    /// Waits until nothing is being handed over: a mail server may have taken it already.
    pub(crate) async fn over(&self) {
        drop(self.0.acquire_many(AT_ONCE).await);
    }
}

async fn run(sender: Arc<Sender>, turns: Arc<Semaphore>) {
    let mut is_away = false;
    while let Ok(turn) = turns.clone().acquire_owned().await {
        match outbox::claim(&sender.db).await {
            Ok(Some(claimed)) => {
                let sender = sender.clone();
                spawn(async move {
                    let _turn = turn;
                    if let Err(error) = sender.handle(claimed).await {
                        tracing::error!(cause = error.for_operator(), "a mail is left in the outbox");
                    }
                });
                continue;
            }
            Ok(None) => is_away = false,
            Err(error) if !is_away => {
                is_away = true;
                tracing::warn!(cause = chain(&error), "the outbox cannot be read");
            }
            Err(_) => (),
        }
        drop(turn);
        sender.postbox.wait(POLL).await;
    }
}

impl Sender {
    /// Opens a mail and sends it. Where it fails, the row is claimed again later.
    async fn handle(&self, Claimed { row, sealed, is_over }: Claimed) -> Result<(), Error> {
        match self.postbox.open(row.id, &sealed) {
            Ok(outgoing) => Ok(self.deliver(row, outgoing, is_over).await?),
            Err(_) if is_over => Ok(outbox::give_up(&self.db, &row, None, None).await?),
            Err(error) => Err(error),
        }
    }

    /// Sends a letter, or finds out what letter is to be sent.
    async fn deliver(&self, row: Row, outgoing: Outgoing, is_over: bool) -> Result<(), database::Error> {
        let mail = Mail::new(Some(self.postbox.clone()), outgoing.language);
        match outgoing.item {
            Item::Forgotten { .. } | Item::Unproven { .. } if is_over => {
                outbox::remove(&self.db, row.id).await
            }
            Item::Forgotten { email, device } => {
                passwords::forget(&self.db, &mail, row.id, &email, &device).await
            }
            Item::Unproven { email } => emails::resend(&self.db, &mail, row.id, &email).await,
            Item::Letter { to, letter } if is_over => self.give_up(&row, &to, &letter, "a day is over").await,
            Item::Letter { letter, .. } if !self.is_wanted(&letter).await? => {
                outbox::remove(&self.db, row.id).await
            }
            Item::Letter { to, letter } => {
                let text = letter.text(to.clone(), &self.site, outgoing.language);
                match self.mailer.send(row.id, text).await {
                    Ok(()) => self.finish(&row, &to, &letter).await,
                    Err(Undelivered { cause, is_final: true }) => {
                        self.give_up(&row, &to, &letter, &cause).await
                    }
                    Err(Undelivered { cause, is_final: false }) => self.put_off(&row, &cause).await,
                }
            }
        }
    }

    /// Whether the letter's code, if it has one, still works.
    async fn is_wanted(&self, letter: &Letter) -> Result<bool, database::Error> {
        match letter.code() {
            Some((purpose, code)) => outbox::has_token(&self.db, purpose, code).await,
            None => Ok(true),
        }
    }

    /// The mail is gone. A database that is away must learn of it before the mail is claimed again.
    async fn finish(&self, row: &Row, to: &str, letter: &Letter) -> Result<(), database::Error> {
        metrics::mail("sent");
        while let Err(error) = outbox::sent(&self.db, row, to, letter.code()).await {
            tracing::warn!(cause = chain(&error), "a mail that is sent is still in the outbox");
            sleep(POLL).await;
        }
        Ok(())
    }

    async fn put_off(&self, row: &Row, cause: &str) -> Result<(), database::Error> {
        let pause = pause(row.attempts);
        metrics::mail("deferred");
        tracing::warn!(cause, seconds = pause.as_secs(), "a mail waits");
        outbox::put_off(&self.db, row, pause).await
    }

    async fn give_up(
        &self,
        row: &Row,
        to: &str,
        letter: &Letter,
        cause: &str,
    ) -> Result<(), database::Error> {
        metrics::mail("lost");
        tracing::error!(cause, "a mail is lost");
        outbox::give_up(&self.db, row, Some(to), letter.code()).await
    }
}

/// From a try that failed, the so-manyeth, to the next one.
fn pause(attempts: i32) -> Duration {
    let growth = 4u32.saturating_pow(attempts.saturating_sub(1).unsigned_abs());
    FIRST_PAUSE.saturating_mul(growth).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_fill_a_day_with_few_tries() {
        let pauses = (1..).map(pause).take(18).collect::<Vec<_>>();
        assert_eq!(pauses[..3], [2, 8, 32].map(Duration::from_secs));
        assert!(pauses.is_sorted() && pauses[17] == LONGEST_PAUSE, "{pauses:?}");
        assert!(pauses.iter().sum::<Duration>() > Duration::from_secs(24 * 60 * 60), "{pauses:?}");
        assert_eq!(pause(i32::MAX), LONGEST_PAUSE);
    }
}
