//! Codes in mails: each works once, for its time, and only while nothing has happened that ends it.

use crate::helpers::{Answer, TestApp};
use crate::mailbox::Mailbox;
use crate::test_client::{PASSWORD, Visitor};
use rocket::async_test;
use rocket::futures::future::join;
use serde_json::json;

const NEW: &str = "another fine password";
const OLD_LINK: &str = "This link has been used or is too old. Ask for a new one.";

/// A server, and the code by which ada proves her address.
async fn start(mailbox: &mut Mailbox) -> (TestApp, String) {
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    app.register("ada").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    (app, code)
}

async fn confirm(app: &TestApp, code: &str) -> Answer {
    app.post("/api/confirm_email", json!({"code": code})).await
}

/// Asks for another address a minute later, while the old one is not proven, and gives the code that the new one gets.
async fn change(app: &TestApp, mailbox: &mut Mailbox, by: &Visitor<'_>, to: &str) -> String {
    app.let_time_pass("61 seconds").await;
    let wanted = json!({"token": by.token, "Password": PASSWORD, "Email_id": to});
    assert_eq!(app.post("/api/change_email", wanted).await.status, 200, "{to}");
    mailbox.next_to(to).await.code()
}

/// Has forgotten the password, and gives the code that comes by mail.
async fn forget(app: &TestApp, mailbox: &mut Mailbox) -> String {
    let answer = app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    mailbox.next_to("ada@example.org").await.code()
}

async fn reset(app: &TestApp, code: &str) -> Answer {
    app.post("/api/reset_password", json!({"code": code, "Password": NEW})).await
}

/// Ada's account has this address.
async fn expect_address(app: &TestApp, address: &str) {
    let row = app.sql.query_one("SELECT email FROM accounts", &[]).await.expect("an account");
    assert_eq!(row.get::<_, String>(0), address);
}

#[async_test]
async fn a_code_proves_an_address_for_a_day() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = start(&mut mailbox).await;
    app.let_time_pass("1 day").await;
    confirm(&app, &code).await.expect_refusal(403, OLD_LINK);
    app.let_time_pass("-1 minute").await;
    assert_eq!(confirm(&app, &code).await.status, 200, "a minute less is no day");
}

#[async_test]
async fn of_two_who_use_a_code_at_once_one_does_and_both_are_told_so() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = start(&mut mailbox).await;
    let (one, other) = join(confirm(&app, &code), confirm(&app, &code)).await;
    assert_eq!((one.status, other.status), (200, 200));
    let noted = "SELECT count(*) FROM security_events WHERE kind = 'email_verified'";
    assert_eq!(app.number(noted).await, 1, "it is noted once");
}

#[async_test]
async fn a_code_is_good_for_nothing_but_its_purpose() {
    let mut mailbox = Mailbox::open().await;
    let (app, proof) = start(&mut mailbox).await;
    let forgotten = forget(&app, &mut mailbox).await;
    confirm(&app, &forgotten).await.expect_refusal(403, OLD_LINK);
    reset(&app, &proof).await.expect_refusal(403, OLD_LINK);
    assert_eq!(confirm(&app, &proof).await.status, 200, "neither try has cost a code");
    assert_eq!(reset(&app, &forgotten).await.status, 200);
}

#[async_test]
async fn another_wish_ends_the_one_before() {
    let mut mailbox = Mailbox::open().await;
    let (app, proof) = start(&mut mailbox).await;
    let ada = app.sign_in("ada").await;
    let first = change(&app, &mut mailbox, &ada, "first@example.org").await;
    let second = change(&app, &mut mailbox, &ada, "second@example.org").await;
    for ended in [proof, first] {
        confirm(&app, &ended).await.expect_refusal(403, OLD_LINK);
    }
    expect_address(&app, "ada@example.org").await;
    assert_eq!(confirm(&app, &second).await.status, 200);
    expect_address(&app, "second@example.org").await;
}

#[async_test]
async fn what_went_to_the_old_address_ends_with_it() {
    let mut mailbox = Mailbox::open().await;
    let (app, _) = start(&mut mailbox).await;
    let ada = app.sign_in("ada").await;
    let forgotten = forget(&app, &mut mailbox).await;
    let code = change(&app, &mut mailbox, &ada, "ada@example.com").await;
    assert_eq!(confirm(&app, &code).await.status, 200);
    reset(&app, &forgotten).await.expect_refusal(403, OLD_LINK);
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "the password is as it was");
}

#[async_test]
async fn a_new_password_ends_what_a_thief_has_begun() {
    let mut mailbox = Mailbox::open().await;
    let (app, _) = start(&mut mailbox).await;
    let thief = app.sign_in("ada").await;
    let begun = change(&app, &mut mailbox, &thief, "thief@example.org").await;
    let forgotten = forget(&app, &mut mailbox).await;
    assert_eq!(reset(&app, &forgotten).await.status, 200);
    confirm(&app, &begun).await.expect_refusal(403, OLD_LINK);
    expect_address(&app, "ada@example.org").await;
}
