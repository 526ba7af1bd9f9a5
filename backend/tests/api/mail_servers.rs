//! Mail servers that refuse or cannot be, and what the log tells of them: never whom a mail was for, nor what was in it.

use crate::commands::{expect_failure, kith, run};
use crate::databases::TestDatabase;
use crate::helpers::Answer;
use crate::mailbox::Mailbox;
use crate::visitors::PASSWORD;
use kith::database::migrations::migrate;
use rocket::async_test;
use rocket::tokio::net::TcpListener;
use rocket::tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use rocket::tokio::task::spawn_blocking;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

const SECRET: &str = "for-tests-only-for-tests-only-00";
const NEW: &str = "another fine password";

/// `kith serve` with all its log.
struct Server {
    process: Child,
    address: String,
    log: UnboundedReceiver<String>,
    told: String,
    // Dropped after the process, which uses it.
    _database: TestDatabase,
}

impl Server {
    async fn start(smtp_url: &str) -> Self {
        let database = TestDatabase::create().await;
        migrate(&database.url).await.expect("the migrations apply");
        let serve = ["serve", "--port", "0", "--secret", SECRET, "--bcrypt-cost", "4", "--log", "debug"];
        let flags = ["--database-url", &database.url, "--smtp-url", smtp_url];
        let mut command = kith(&[&serve[..], &flags].concat());
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("kith starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("Kith listens on ").expect("an address").to_owned();
        let (tell, log) = unbounded_channel();
        let lines = BufReader::new(process.stderr.take().expect("stderr")).lines();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Self { process, address, log, told: String::new(), _database: database }
    }

    async fn post(&self, name: &str, payload: Value) {
        let request = reqwest::Client::new().post(format!("{}/api/{name}", self.address));
        let answer = Answer::to(request.json(&json!({ "payload": payload }))).await;
        assert_eq!(answer.status, 200, "{name}: {answer:?}");
    }

    async fn register(&self, name: &str) {
        let wanted =
            json!({"Username": name, "Email_id": format!("{name}@example.org"), "Password": PASSWORD});
        self.post("register", wanted).await;
    }

    /// Reads the log up to a line that says this, and gives that line.
    async fn tells(&mut self, words: &str) -> String {
        loop {
            let line = self.log.recv().await.unwrap_or_else(|| panic!("no {words:?} in {}", self.told));
            self.told = format!("{}{line}\n", self.told);
            if line.contains(words) {
                return line;
            }
        }
    }

    fn ask_to_end(&self) {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().expect("kill runs").success());
    }

    /// Waits for the end, and gives the whole log.
    async fn end(mut self) -> String {
        while let Some(line) = self.log.recv().await {
            self.told = format!("{}{line}\n", self.told);
        }
        std::mem::take(&mut self.told)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().expect("the server can be stopped");
        self.process.wait().expect("the server ends");
    }
}

#[async_test]
async fn a_setting_that_makes_no_sense_is_told_at_the_start_without_the_password_in_it() {
    let refused = [
        ("--smtp-url", "hunter2", "KITH_SMTP_URL must be such as"),
        ("--smtp-url", "https://ada:hunter2@mail.example.org", "KITH_SMTP_URL must be such as"),
        ("--smtp-url", "smtp://ada:hunter2@mail.example.org", "KITH_SMTP_URL must be such as"),
        ("--smtp-url", "smtp://ada:hunter2@mail.example.org?tls=perhaps", "KITH_SMTP_URL must be such as"),
        ("--smtp-url", "smtps://ada:hunter2@", "KITH_SMTP_URL must be such as"),
        ("--mail-from", "nobody", "KITH_MAIL_FROM must be such as"),
        ("--mail-from", "Kith <kith@>", "KITH_MAIL_FROM must be such as"),
        ("--mail-folder", "/dev/null/mails", "KITH_MAIL_FOLDER cannot be used"),
    ];
    for (flag, value, complaint) in refused {
        let serve =
            ["serve", "--port", "0", "--secret", SECRET, "--database-url", "postgresql:///none", flag, value];
        let output = spawn_blocking(move || run(&serve)).await.expect("kith runs");
        expect_failure(&output, complaint);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"), "{value}");
    }
}

#[async_test]
async fn a_mail_that_is_refused_for_now_is_tried_again_and_one_refused_for_good_is_not() {
    let mut mailbox = Mailbox::open().await;
    let mut server = Server::start(&mailbox.url).await;
    mailbox.refuse_next(451);
    server.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    assert!(server.tells("a mail waits").await.contains("the mail server answers 451"));
    mailbox.refuse_next(550);
    server.register("bob").await;
    assert!(server.tells("a mail is lost").await.contains("the mail server answers 550"));
    mailbox.expect_empty();
}

#[async_test]
async fn no_log_tells_an_address_a_code_or_a_password() {
    let mut mailbox = Mailbox::open().await;
    let mut server = Server::start(&mailbox.url).await;
    for code in [451, 550] {
        mailbox.refuse_next(code);
        server.register(&format!("refused{code}")).await;
    }
    mailbox.next_to("refused451@example.org").await;
    server.tells("a mail is lost").await;
    server.register("ada").await;
    let proof = mailbox.next_to("ada@example.org").await.code();
    server.post("confirm_email", json!({"code": proof})).await;
    server.post("forgot_password", json!({"Email_id": "ada@example.org"})).await;
    let code = mailbox.next_to("ada@example.org").await.code();
    server.post("reset_password", json!({"code": code, "Password": NEW})).await;
    mailbox.next_to("ada@example.org").await;
    server.ask_to_end();
    let log = server.end().await;
    assert!(log.contains("/api/reset_password") && log.contains("a mail waits"), "{log}");
    for secret in ["example.org", PASSWORD, NEW, &proof, &code] {
        assert!(!log.contains(secret), "{secret:?} is in {log}");
    }
}

#[async_test]
async fn a_server_that_ends_sends_the_mails_that_wait() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = Server::start(&format!("smtp://{}", listener.local_addr().expect("an address"))).await;
    server.register("ada").await;
    server.ask_to_end();
    let mut mailbox = Mailbox::open_on(listener);
    mailbox.next_to("ada@example.org").await;
    let log = server.end().await;
    assert!(!log.contains("lost"), "{log}");
}

#[async_test]
async fn a_server_that_ends_tells_how_many_mails_are_lost() {
    // The kernel takes connections, and nobody ever speaks.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut server = Server::start(&format!("smtp://{}", listener.local_addr().expect("an address"))).await;
    for name in ["ada", "bob"] {
        server.register(name).await;
    }
    server.ask_to_end();
    assert!(server.tells("mails are lost: the server ends").await.contains("left=2"));
}
