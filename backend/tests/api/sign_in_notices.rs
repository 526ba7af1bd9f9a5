//! Mails about sign-ins: one from each network that is new, to an address that is proven.

use crate::helpers::{BEHIND_A_PROXY, TestApp};
use crate::mailbox::Mailbox;
use crate::test_client::PASSWORD;
use rocket::async_test;
use serde_json::json;

const HOME: &str = "192.0.2.1";
const AWAY: &str = "198.51.100.7";

async fn start(mailbox: &mut Mailbox, is_proven: bool) -> TestApp {
    let flags = [&["--smtp-url", &mailbox.url][..], &BEHIND_A_PROXY].concat();
    let app = TestApp::start_with(&flags, |app| app).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    let proof = format!("UPDATE accounts SET email_verified = {is_proven}");
    app.sql.batch_execute(&proof).await.expect("the address");
    app
}

impl TestApp {
    async fn sign_in_at(&self, address: &str) {
        let login = json!({"Username": "ada", "Password": PASSWORD});
        assert_eq!(self.post_from(address, "/api/login", login).await.status, 200, "{address}");
    }
}

#[async_test]
async fn a_sign_in_from_a_new_network_is_told_once() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mut mailbox, true).await;
    for address in [HOME, HOME, AWAY, AWAY, HOME] {
        app.sign_in_at(address).await;
    }
    let letter = mailbox.next_to("ada@example.org").await;
    assert_eq!(letter.subject, "New sign-in to your account");
    assert!(letter.body.contains(AWAY) && !letter.body.contains("code="), "{letter:?}");
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
}

#[async_test]
async fn no_stranger_is_told_of_a_sign_in() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mut mailbox, false).await;
    for address in [HOME, AWAY] {
        app.sign_in_at(address).await;
    }
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
}

#[async_test]
async fn an_owner_who_travels_is_not_flooded() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mut mailbox, true).await;
    for number in 0..12 {
        app.sign_in_at(&format!("203.0.113.{number}")).await;
    }
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    for _ in 0..5 {
        mailbox.next_to("ada@example.org").await;
    }
    mailbox.expect_empty();
}
