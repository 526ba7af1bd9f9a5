//! The mailer: seals mails for the outbox, opens them again, and hands them to a mail server.

use super::transport::{Refusal, Transport};
use crate::credentials::encryption;
use crate::credentials::encryption::Sealer;
use crate::identity::email_address::EmailAddress;
use crate::letters::budgets::{Budget, Class};
use crate::letters::outgoing::Outgoing;
use crate::letters::texts::Text;
use crate::{Error, config};
use hmac::{Hmac, KeyInit, Mac};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};
use rocket::tokio::sync::Notify;
use rocket::tokio::time::timeout;
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// What the key of the budgets is for.
const BUDGETS: &str = "kith: mail budgets";
/// The longest that handing a mail over takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends mails, or none.
#[derive(Clone)]
pub(crate) struct Mailer(Option<Arc<Post>>);

struct Post {
    transport: Transport,
    from: Mailbox,
    sealer: Sealer,
    budgets: Hmac<Sha256>,
    wake: Notify,
}

impl Mailer {
    /// Fails where a setting makes no sense.
    pub(crate) fn new(config: &config::Mail, secret: &config::Passwords) -> Result<Self, Error> {
        let complaint =
            |_| Error::Unreadable("KITH_MAIL_FROM must be such as Kith <kith@example.org>".to_owned());
        let from = config.mail_from.parse::<Mailbox>().map_err(complaint)?;
        let sealer = Sealer::new(secret, encryption::MAILS)?;
        let budgets = Hmac::<Sha256>::new_from_slice(secret.secret()?).map_err(Error::internal)?;
        let budgets = budgets.chain_update(BUDGETS);
        let post = |transport| Arc::new(Post { transport, from, sealer, budgets, wake: Notify::new() });
        Ok(Self(Transport::new(config)?.map(post)))
    }

    /// Whether mails are sent at all.
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn seal(&self, id: Uuid, outgoing: &Outgoing) -> Result<Option<Vec<u8>>, Error> {
        let Some(post) = &self.0 else { return Ok(None) };
        let text = serde_json::to_vec(outgoing).map_err(Error::internal)?;
        post.sealer.seal(id, &text).map(Some)
    }

    pub(crate) fn open(&self, id: Uuid, sealed: &[u8]) -> Result<Outgoing, Error> {
        serde_json::from_slice(&self.post()?.sealer.open(id, sealed)?).map_err(Error::internal)
    }

    pub(crate) fn budget(&self, class: Class, of: &str) -> Option<Budget> {
        let post = self.0.as_ref()?;
        Some(class.budget(of, |text| post.budgets.clone().chain_update(text).finalize().into_bytes().into()))
    }

    /// There is something in the outbox.
    pub(crate) fn wake(&self) {
        if let Some(post) = &self.0 {
            post.wake.notify_one();
        }
    }

    /// Waits until there is something in the outbox, or may be by now.
    pub(crate) async fn sleep(&self, longest: Duration) {
        match &self.0 {
            Some(post) => drop(timeout(longest, post.wake.notified()).await),
            None => std::future::pending().await,
        }
    }

    /// Tries once to hand a letter over, under the id that it has at each try.
    pub(crate) async fn send(&self, id: Uuid, text: Text) -> Result<(), Refusal> {
        let post = self.post().map_err(Refusal::for_now)?;
        let mail = post.write(id, text).map_err(Refusal::for_good)?;
        timeout(PATIENCE, post.transport.take(mail)).await.map_err(Refusal::for_now)?
    }

    fn post(&self) -> Result<&Post, Error> {
        self.0.as_deref().ok_or_else(|| Error::internal("no mails are sent"))
    }
}

impl Post {
    fn write(&self, id: Uuid, text: Text) -> Result<Message, Error> {
        let Text { to, subject, body } = text;
        let id = format!("<{id}@{}>", self.from.email.domain());
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
}

/// An address as mail servers know it. Only an account that is older than the rule of addresses may have another one.
fn address(email: &str) -> Result<Address, Error> {
    let address =
        EmailAddress::parse(email).ok_or_else(|| Error::internal("no mail can be sent to this address"))?;
    Ok(address.into())
}
