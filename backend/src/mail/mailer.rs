//! The mailer: writes and sends mails, a bounded number at once, while their callers go on.

use super::letters::Text;
use super::transport::Transport;
use crate::{Error, config};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};
use rocket::tokio::spawn;
use rocket::tokio::sync::Semaphore;
use rocket::tokio::time::{sleep, timeout};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use url::Host;
use uuid::Uuid;

/// Mails that may wait; a further one is lost, and the log says so.
const QUEUE: u32 = 1000;
/// Mails that are handed over at once.
const AT_ONCE: usize = 4;
/// Seconds from each try that failed to the next one.
const PAUSES: [u64; 4] = [1, 5, 25, 125];

/// Sends mails, or none.
#[derive(Clone)]
pub(crate) struct Mailer(Option<Arc<Post>>);

struct Post {
    transport: Transport,
    from: Mailbox,
    queue: Arc<Semaphore>,
    at_once: Semaphore,
}

impl Mailer {
    /// Fails where a setting makes no sense.
    pub(crate) fn new(config: &config::Mail) -> Result<Self, Error> {
        let complaint =
            |_| Error::Unreadable("KITH_MAIL_FROM must be such as Kith <kith@example.org>".to_owned());
        let from = config.mail_from.parse::<Mailbox>().map_err(complaint)?;
        let (queue, at_once) = (Arc::new(Semaphore::new(QUEUE as usize)), Semaphore::new(AT_ONCE));
        let post = |transport| Arc::new(Post { transport, from, queue, at_once });
        Ok(Self(Transport::new(config)?.map(post)))
    }

    /// Whether mails are sent at all.
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Does what it takes to write a mail, and sends it, where there is anything to say. The caller waits for none of it: so
    /// no mail makes an answer fail, and the time of an answer tells of no mail.
    pub(crate) fn post(&self, work: impl Future<Output = Result<Option<Text>, Error>> + Send + 'static) {
        let Some(post) = self.0.clone() else { return };
        let Ok(place) = post.queue.clone().try_acquire_owned() else {
            return tracing::error!("a mail is lost: {QUEUE} wait already");
        };
        spawn(async move {
            let _held = place;
            match work.await.and_then(|text| text.map(|text| post.write(text)).transpose()) {
                Ok(Some(mail)) => post.send(mail).await,
                Ok(None) => (),
                Err(error) => tracing::error!(cause = error.for_operator(), "a mail is lost"),
            }
        });
    }

    /// Waits until no mail waits, though not for long.
    pub(super) async fn finish(&self, grace: Duration) {
        let Some(post) = &self.0 else { return };
        if timeout(grace, post.queue.acquire_many(QUEUE)).await.is_err() {
            let left = QUEUE as usize - post.queue.available_permits();
            tracing::error!(left, "mails are lost: the server ends");
        }
    }
}

impl Post {
    fn write(&self, text: Text) -> Result<Message, Error> {
        let Text { to, subject, body } = text;
        let id = format!("<{}@{}>", Uuid::now_v7(), self.from.email.domain());
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(address(&to)?.into())
            .subject(subject)
            .message_id(Some(id))
            .raw_header(HeaderValue::new(name, "auto-generated".to_owned()))
            .singlepart(SinglePart::plain(body))
            .map_err(Error::internal)
    }

    /// Tries until the mail is gone, or trying is no use.
    async fn send(&self, mail: Message) {
        let mut pauses = PAUSES.into_iter();
        while let Err(refusal) = self.try_once(&mail).await {
            match pauses.next() {
                Some(seconds) if !refusal.is_final => {
                    tracing::warn!(cause = refusal.cause, seconds, "a mail waits");
                    sleep(Duration::from_secs(seconds)).await;
                }
                _ => return tracing::error!(cause = refusal.cause, "a mail is lost"),
            }
        }
    }

    async fn try_once(&self, mail: &Message) -> Result<(), super::transport::Refusal> {
        let _turn = self.at_once.acquire().await;
        self.transport.take(mail.clone()).await
    }
}

/// An address as mail servers know it: an international domain in ASCII.
fn address(email: &str) -> Result<Address, Error> {
    let (user, domain) = email.rsplit_once('@').unwrap_or_default();
    let domain = Host::parse(domain).map_err(Error::internal)?.to_string();
    Address::new(user, domain).map_err(Error::internal)
}
