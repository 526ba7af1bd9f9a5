//! The mailer: hands mails to a mail server.

use super::transport::{Transport, Undelivered};
use crate::identity::email_address::EmailAddress;
use crate::letters::postbox::Postbox;
use crate::letters::texts::Text;
use crate::{Error, Refusal, config};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};
use rocket::tokio::time::timeout;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The longest that handing a mail over takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends mails, or none.
#[derive(Clone)]
pub(crate) struct Mailer(Option<Arc<Post>>);

struct Post {
    transport: Transport,
    from: Mailbox,
    postbox: Postbox,
}

impl Mailer {
    /// Fails where a setting makes no sense.
    pub(crate) fn new(config: &config::Mail, secrets: &config::Secrets) -> Result<Self, Error> {
        let complaint =
            |_| Refusal::Unreadable("KITH_MAIL_FROM must be such as Kith <kith@example.org>".to_owned());
        let from = config.mail_from.parse::<Mailbox>().map_err(complaint)?;
        let postbox = Postbox::new(secrets)?;
        let post = |transport| Arc::new(Post { transport, from, postbox });
        Ok(Self(Transport::new(config)?.map(post)))
    }

    /// Whether mails are sent at all.
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Where mails are put; `None` where none are sent.
    pub(crate) fn postbox(&self) -> Option<Postbox> {
        self.0.as_ref().map(|post| post.postbox.clone())
    }

    /// Tries once to hand a letter over, under the id that it has at each try.
    pub(crate) async fn send(&self, id: Uuid, text: Text) -> Result<(), Undelivered> {
        let post = self.post().map_err(Undelivered::for_now)?;
        let mail = post.write(id, text).map_err(Undelivered::for_good)?;
        timeout(PATIENCE, post.transport.take(mail)).await.map_err(Undelivered::for_now)?
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
