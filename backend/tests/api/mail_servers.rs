//! Mail servers that refuse or cannot be, and what the log tells of them.

use crate::commands::{expect_failure, run};
use crate::mailbox::Mailbox;
use crate::processes::{Process, SECRET};
use rocket::async_test;
use rocket::tokio::net::TcpListener;
use rocket::tokio::task::spawn_blocking;

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
async fn a_server_that_ends_sends_the_mails_that_wait() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = Process::start(&["--smtp-url", &url(&listener)]).await;
    server.app().await.register("ada").await;
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
    let mut server = Process::start(&["--smtp-url", &url(&listener)]).await;
    for name in ["ada", "bob"] {
        server.app().await.register(name).await;
    }
    server.ask_to_end();
    assert!(server.tells("mails are lost: the server ends").await.contains("left=2"));
}
