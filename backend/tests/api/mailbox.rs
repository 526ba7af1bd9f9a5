//! A mail server of a test's own, and the mails that come to it.

use mail_parser::MessageParser;
use mailin::{Action, Handler, Response, SessionBuilder, response};
use rocket::tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use rocket::tokio::net::{TcpListener, TcpStream};
use rocket::tokio::spawn;
use rocket::tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use rocket::tokio::sync::{Mutex as Gate, OwnedMutexGuard};
use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

/// Where mails arrive.
pub struct Mailbox {
    /// What `KITH_SMTP_URL` is set to.
    pub url: String,
    arriving: UnboundedReceiver<Letter>,
    refusals: Refusals,
    doubts: Refusals,
    gate: Arc<Gate<()>>,
}

/// What the next clients are answered in place of yes.
type Refusals = Arc<Mutex<VecDeque<u16>>>;

/// A mail that has arrived.
#[derive(Debug)]
pub struct Letter {
    pub to: Vec<String>,
    pub subject: String,
    pub body: String,
    /// As it went over the wire.
    pub raw: String,
}

impl Mailbox {
    pub async fn open() -> Self {
        Self::open_at(0).await
    }

    /// At a port that may have been tried already.
    pub async fn open_at(port: u16) -> Self {
        Self::open_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.expect("a free port"))
    }

    /// At a port to which a server may have connected already.
    pub fn open_on(listener: TcpListener) -> Self {
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let (arrived, arriving) = unbounded_channel();
        let (refusals, doubts) = (Refusals::default(), Refusals::default());
        let (kept, doubted) = (refusals.clone(), doubts.clone());
        let arrival = Arrival { arrived, refusals: kept, doubts: doubted, to: Vec::new(), raw: Vec::new() };
        let gate = Arc::<Gate<()>>::default();
        let answers = gate.clone();
        spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                spawn(receive(client, arrival.clone(), answers.clone()));
            }
        });
        Self { url, arriving, refusals, doubts, gate }
    }

    /// The next mail is refused with this code, in words that repeat the address, as servers do.
    pub fn refuse_next(&self, code: u16) {
        self.refusals.lock().expect("nobody panics").push_back(code);
    }

    /// The next mail arrives, and is answered with this code all the same.
    pub fn doubt_next(&self, code: u16) {
        self.doubts.lock().expect("nobody panics").push_back(code);
    }

    /// Mails arrive, and are not answered before this is dropped.
    pub async fn hold_answers(&self) -> OwnedMutexGuard<()> {
        self.gate.clone().lock_owned().await
    }

    /// The next mail.
    pub async fn next(&mut self) -> Letter {
        self.arriving.recv().await.expect("the mail server listens")
    }

    /// The next mail, which must be to this address.
    pub async fn next_to(&mut self, address: &str) -> Letter {
        let letter = self.next().await;
        assert_eq!(letter.to, [address], "{letter:?}");
        letter
    }

    /// Whether something has arrived that was not looked at.
    pub fn has_more(&self) -> bool {
        !self.arriving.is_empty()
    }

    /// Nothing has arrived that was not looked at.
    pub fn expect_empty(&mut self) {
        if let Ok(letter) = self.arriving.try_recv() {
            panic!("a mail that nobody expects: {letter:?}");
        }
    }
}

impl Letter {
    /// A line of its head.
    pub fn header(&self, name: &str) -> &str {
        let line = self.raw.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    /// The code in its link.
    pub fn code(&self) -> String {
        let link = self.body.lines().find(|line| line.contains("?code=")).expect("a link");
        link.split_once("?code=").expect("a code").1.trim().to_owned()
    }
}

/// A port at which nobody listens.
pub async fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// A mail on its way in.
#[derive(Clone)]
struct Arrival {
    arrived: UnboundedSender<Letter>,
    refusals: Refusals,
    doubts: Refusals,
    to: Vec<String>,
    raw: Vec<u8>,
}

impl Handler for Arrival {
    fn rcpt(&mut self, to: &str) -> Response {
        match self.refusals.lock().expect("nobody panics").pop_front() {
            Some(code) => Response::custom(code, format!("<{to}> is not welcome")),
            None => response::OK,
        }
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, to: &[String]) -> Response {
        (self.to, self.raw) = (to.to_vec(), Vec::new());
        response::START_DATA
    }

    fn data(&mut self, piece: &[u8]) -> io::Result<()> {
        self.raw.extend_from_slice(piece);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mail = MessageParser::default().parse(&self.raw).expect("a mail");
        let letter = Letter {
            to: self.to.clone(),
            subject: mail.subject().unwrap_or_default().to_owned(),
            body: mail.body_text(0).unwrap_or_default().into_owned(),
            raw: String::from_utf8_lossy(&self.raw).into_owned(),
        };
        // A test that has ended reads no more.
        drop(self.arrived.send(letter));
        match self.doubts.lock().expect("nobody panics").pop_front() {
            Some(code) => Response::custom(code, "perhaps".to_owned()),
            None => response::OK,
        }
    }
}

/// The last line of a mail.
const END_OF_MAIL: &[u8] = b".\r\n";

/// Speaks SMTP with one client, until either hangs up.
async fn receive(client: TcpStream, arrival: Arrival, answers: Arc<Gate<()>>) -> io::Result<()> {
    let mut session = SessionBuilder::new("mail.test").build(IpAddr::V4(Ipv4Addr::LOCALHOST), arrival);
    let (read, mut write) = client.into_split();
    let mut read = BufReader::new(read);
    write.write_all(&session.greeting().buffer()?).await?;
    let mut line = Vec::new();
    while read.read_until(b'\n', &mut line).await? > 0 {
        let answer = session.process(&line);
        let is_end = line == END_OF_MAIL;
        if is_end {
            drop(answers.lock().await);
        }
        line.clear();
        if !matches!(answer.action, Action::NoReply) {
            write.write_all(&answer.buffer()?).await?;
        }
        // After such a refusal mailin would take the next command for more of the mail, and never answer.
        if matches!(answer.action, Action::Close) || is_end && answer.is_error {
            break;
        }
    }
    Ok(())
}
