//! The ways that a mail takes: by SMTP to a server, or into a folder as a file.

use crate::{Error, Refusal, config};
use lettre::transport::smtp;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fs::create_dir_all;
use std::path::Path;
use std::time::Duration;
use url::Url;

/// What a server answers to a login that it does not accept: a fault of our settings, and of no mail.
const LOGIN_REFUSED: [u16; 4] = [530, 534, 535, 538];

/// A server that says nothing for so long is away.
const PATIENCE: Duration = Duration::from_secs(20);

/// One of the ways.
pub(crate) enum Transport {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// Why a mail was not taken, in words without an address.
pub(crate) struct Undelivered {
    pub(crate) cause: String,
    /// Trying again is no use.
    pub(super) is_final: bool,
}

impl Transport {
    /// The way that the settings name, if they name any.
    pub(crate) fn new(config: &config::Mail) -> Result<Option<Self>, Refusal> {
        Ok(match (&config.smtp_url, &config.mail_folder) {
            (Some(url), _) => Some(Self::Server(server(url)?)),
            (None, Some(folder)) => Some(Self::Folder(self::folder(folder)?)),
            (None, None) => None,
        })
    }

    /// Tries once to get rid of a mail.
    pub(crate) async fn take(&self, mail: Message) -> Result<(), Undelivered> {
        match self {
            Self::Server(server) => server.send(mail).await.map(drop).map_err(Undelivered::of_server),
            Self::Folder(folder) => folder.send(mail).await.map(drop).map_err(Undelivered::for_now),
        }
    }
}

impl Undelivered {
    /// What a server answers may repeat the address, so only its number is told.
    fn of_server(error: smtp::Error) -> Self {
        let cause = match error.status() {
            Some(code) => format!("the mail server answers {code}"),
            None if error.is_response() => "the mail server does not speak SMTP".to_owned(),
            None => error.to_string(),
        };
        let is_ours = error.status().is_some_and(|code| LOGIN_REFUSED.contains(&code.into()));
        Self { cause, is_final: error.is_permanent() && !is_ours }
    }

    /// It may be taken later.
    pub(super) fn for_now(cause: impl ToString) -> Self {
        Self { cause: cause.to_string(), is_final: false }
    }

    /// It will never be.
    pub(super) fn for_good(error: Error) -> Self {
        Self { cause: error.for_operator(), is_final: true }
    }
}

/// The server behind a URL. The complaint about a wrong one does not repeat it, since it may hold a password; and one that may send
/// the password in the clear is wrong, as `tls=opportunistic` does where a man in the middle wants it to.
fn server(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, Refusal> {
    let complaint = "KITH_SMTP_URL must be such as smtps://user:password@mail.example.org, or with STARTTLS \
                     smtp://user:password@mail.example.org?tls=required";
    let complaint = || Refusal::Unreadable(complaint.to_owned());
    let parsed = Url::parse(url).map_err(|_| complaint())?;
    let tls = parsed.query_pairs().find(|(name, _)| name == "tls");
    let is_sealed = parsed.scheme() == "smtps" || tls.is_some_and(|(_, wanted)| wanted == "required");
    if !is_sealed && parsed.password().is_some() {
        return Err(complaint());
    }
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| complaint())?;
    Ok(server.timeout(Some(PATIENCE)).build())
}

fn folder(path: &Path) -> Result<AsyncFileTransport<Tokio1Executor>, Refusal> {
    create_dir_all(path)
        .map_err(|error| Refusal::Unreadable(format!("KITH_MAIL_FOLDER cannot be used: {error}")))?;
    Ok(AsyncFileTransport::new(path))
}
