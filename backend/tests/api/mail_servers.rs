//! Mail servers that refuse or cannot be, and what the log tells of them.

use crate::commands::{expect_failure, run};
use crate::mailbox::{Mailbox, free_port};
use crate::processes::{Process, SECRET};
use rocket::async_test;
use rocket::tokio::net::TcpListener;
use rocket::tokio::task::spawn_blocking;
use serde_json::json;

const BAD_URL: &str = "KITH_SMTP_URL must be such as";

fn url(listener: &TcpListener) -> String {
    format!("smtp://{}", listener.local_addr().expect("an address"))
}

#[async_test]
async fn a_setting_that_makes_no_sense_is_told_at_the_start_without_the_password_in_it() {
    let refused = [
        ("--smtp-url", "hunter2", BAD_URL),
        ("--smtp-url", "https://ada:hunter2@mail.example.org", BAD_URL),
        ("--smtp-url", "smtp://ada:hunter2@mail.example.org", BAD_URL),
        ("--smtp-url", "smtp://ada:hunter2@mail.example.org?tls=opportunistic", BAD_URL),
        ("--smtp-url", "smtp://ada:hunter2@mail.example.org?tls=opportunistic&tls=required", BAD_URL),
        ("--smtp-url", "smtp://ada:hunter2@mail.example.org?tls=perhaps", BAD_URL),
        ("--smtp-url", "smtps://ada:hunter2@", BAD_URL),
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
    let mut server = Process::start(&["--smtp-url", &mailbox.url]).await;
    mailbox.refuse_next(451);
    server.app().await.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    assert!(server.tells("a mail waits").await.contains("the mail server answers 451"));
    mailbox.refuse_next(550);
    server.app().await.register("bob").await;
    assert!(server.tells("a mail is lost").await.contains("the mail server answers 550"));
    mailbox.expect_empty();
}

#[async_test]
async fn a_login_that_the_mail_server_refuses_loses_no_mail() {
    let mut mailbox = Mailbox::open().await;
    let mut server = Process::start(&["--smtp-url", &mailbox.url]).await;
    mailbox.refuse_next(535);
    server.app().await.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    assert!(server.tells("a mail waits").await.contains("the mail server answers 535"));
}

/// As if the leases of all mails had run out.
const LEASES_END: &str = "UPDATE outbox SET next_at = now()";

#[async_test]
async fn a_killed_server_loses_no_mail() {
    // The kernel takes connections, and nothing ever speaks.
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut server = Process::start(&["--smtp-url", &url(&silent)]).await;
    let app = server.app().await;
    for name in ["ada", "bob"] {
        app.register(name).await;
    }
    app.wait_for("SELECT count(*) FROM outbox WHERE attempts > 0", 2).await;
    server.kill();
    let mut mailbox = Mailbox::open().await;
    let _next = server.beside(&["--smtp-url", &mailbox.url]);
    app.sql.batch_execute(LEASES_END).await.expect("the leases end");
    let mut to = [mailbox.next().await, mailbox.next().await].map(|letter| letter.to[0].clone());
    to.sort();
    assert_eq!(to, ["ada@example.org", "bob@example.org"]);
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
}

#[async_test]
async fn a_server_that_ends_waits_for_no_mail_and_leaves_it_to_the_next() {
    let port = free_port().await;
    let server = Process::start(&["--smtp-url", &format!("smtp://127.0.0.1:{port}")]).await;
    let app = server.app().await;
    app.register("ada").await;
    app.wait_for("SELECT count(*) FROM outbox WHERE attempts > 0", 1).await;
    server.ask_to_end();
    let mut mailbox = Mailbox::open().await;
    let next = server.beside(&["--smtp-url", &mailbox.url]);
    let log = server.end().await;
    assert!(!log.contains("lost"), "{log}");
    app.sql.batch_execute(LEASES_END).await.expect("the pause ends");
    let code = mailbox.next_to("ada@example.org").await.code();
    let confirmed = next.app().await.post("/api/confirm_email", json!({"code": code})).await;
    assert_eq!(confirmed.status, 200, "{confirmed:?}");
}

#[async_test]
async fn a_mail_that_is_taken_while_the_server_ends_is_not_sent_again() {
    let mut mailbox = Mailbox::open().await;
    let server = Process::start(&["--smtp-url", &mailbox.url]).await;
    let app = server.app().await;
    let ada = app.join("ada").await;
    mailbox.next_to("ada@example.org").await;
    let mut stream = app.listen(&ada.token).await;
    let held = mailbox.hold_answers().await;
    app.register("bob").await;
    mailbox.next_to("bob@example.org").await;
    server.ask_to_end();
    stream.end().await;
    drop(held);
    let _next = server.beside(&["--smtp-url", &mailbox.url]);
    server.end().await;
    app.sql.batch_execute(LEASES_END).await.expect("the leases end");
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
}

#[async_test]
async fn a_mail_that_is_tried_again_keeps_its_id() {
    let mut mailbox = Mailbox::open().await;
    let server = Process::start(&["--smtp-url", &mailbox.url]).await;
    mailbox.doubt_next(451);
    server.app().await.register("ada").await;
    let [one, other] = [mailbox.next().await, mailbox.next().await];
    assert_eq!(one.header("Message-ID"), other.header("Message-ID"));
    assert_eq!(one.code(), other.code());
}
