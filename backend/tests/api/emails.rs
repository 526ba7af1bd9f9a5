//! E-mail addresses: proven by mail, and changed where both agree.

use crate::helpers::{Answer, TestApp};
use crate::mailbox::Mailbox;
use crate::provider::Provider;
use crate::test_client::{PASSWORD, Visitor};
use common::accounts::emails::ConfirmEmail;
use rocket::async_test;
use rocket::futures::future::join;
use serde_json::json;

const OLD_LINK: &str = "This link has been used or is too old. Ask for a new one.";

async fn change(app: &TestApp, by: &Visitor<'_>, to: &str) -> Answer {
    let asked = json!({"token": by.token, "Password": PASSWORD, "Email_id": to});
    app.post("/api/change_email", asked).await
}

async fn confirm(app: &TestApp, code: &str) -> Answer {
    app.post("/api/confirm_email", json!({"code": code})).await
}

async fn address(app: &TestApp, of: &Visitor<'_>) -> String {
    let sql = "SELECT email FROM accounts WHERE person_id = $1";
    app.sql.query_one(sql, &[&of.user_id]).await.expect("an account").get(0)
}

/// A person whose address is proven, or not for a minute.
async fn ada<'a>(app: &'a TestApp, mailbox: &mut Mailbox, is_verified: bool) -> Visitor<'a> {
    let ada = app.join("ada").await;
    let letter = mailbox.next_to("ada@example.org").await;
    if is_verified {
        ada.call(&ConfirmEmail { code: letter.code() }).await.expect("the address is proven");
    }
    app.let_time_pass("61 seconds").await;
    ada
}

#[async_test]
async fn an_address_changes_when_both_have_agreed_in_either_order() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = ada(&app, &mut mailbox, true).await;
    for (old, new, is_new_first) in
        [("ada@example.org", "ada@example.com", true), ("ada@example.com", "ada@example.net", false)]
    {
        assert_eq!(change(&app, &ada, new).await.status, 200);
        let mut letters = Vec::new();
        for _ in 0..2 {
            letters.push(mailbox.next().await);
        }
        letters.sort_by_key(|letter| (letter.to[0] == old) == is_new_first);
        let codes = letters.iter().map(|letter| letter.code()).collect::<Vec<_>>();
        assert_eq!(confirm(&app, &codes[0]).await.status, 200);
        assert_eq!(address(&app, &ada).await, old, "one is not enough");
        let again =
            json!({"success": true, "message": "Now open the link in the mail to your other address."});
        confirm(&app, &codes[0]).await.expect(200, again);
        assert_eq!(address(&app, &ada).await, old, "nor is the same one twice");
        for code in [&codes[1], &codes[0], &codes[1]] {
            let done = json!({"success": true, "message": "Your account has its new e-mail address."});
            confirm(&app, code).await.expect(200, done);
        }
        assert_eq!(address(&app, &ada).await, new);
        assert!(app.is_verified(&ada).await);
        assert_eq!(mailbox.next_to(old).await.subject, "Your account has another e-mail address");
    }
}

#[async_test]
async fn of_both_at_once_one_is_the_last() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = ada(&app, &mut mailbox, true).await;
    assert_eq!(change(&app, &ada, "ada@example.com").await.status, 200);
    let [one, other] = [mailbox.next().await.code(), mailbox.next().await.code()];
    let (one, other) = join(confirm(&app, &one), confirm(&app, &other)).await;
    assert_eq!((one.status, other.status), (200, 200));
    assert_eq!(address(&app, &ada).await, "ada@example.com");
}

#[async_test]
async fn an_address_that_was_never_proven_need_not_agree() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = ada(&app, &mut mailbox, false).await;
    assert_eq!(change(&app, &ada, "ada@example.com").await.status, 200);
    let code = mailbox.next_to("ada@example.com").await.code();
    assert_eq!(confirm(&app, &code).await.status, 200);
    assert_eq!(address(&app, &ada).await, "ada@example.com");
}

#[async_test]
async fn an_address_is_changed_by_its_owner_and_to_one_that_is_free() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = ada(&app, &mut mailbox, true).await;
    app.register("bob").await;
    mailbox.next_to("bob@example.org").await;
    let taken = "This e-mail address has an account already.";
    change(&app, &ada, "BOB@example.org").await.expect_complaint(409, "Email_id", taken);
    let wrong = json!({"token": ada.token, "Password": "wrong password", "Email_id": "ada@example.com"});
    let answer = app.post("/api/change_email", wrong).await;
    answer.expect_complaint(422, "Password", "This is not the password of your account.");
    mailbox.expect_empty();
}

#[async_test]
async fn a_typing_error_is_corrected_at_once_and_no_address_gets_two_mails_in_a_minute() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    mailbox.next_to("ada@example.org").await;
    assert_eq!(change(&app, &ada, "ada@example.com").await.status, 200);
    let code = mailbox.next_to("ada@example.com").await.code();
    for same in ["ada@example.com", "ADA@example.com", "ada+2@example.com", "a.da@example.com"] {
        let soon = change(&app, &ada, same).await;
        soon.expect_refusal(429, "Too many tries. Wait before the next one.");
        let wait = soon.header("Retry-After").parse::<u64>().expect("seconds");
        assert!((1..=60).contains(&wait), "{soon:?}");
    }
    assert_eq!(change(&app, &ada, "ada@example.net").await.status, 200);
    mailbox.next_to("ada@example.net").await;
    confirm(&app, &code).await.expect_refusal(403, OLD_LINK);
    app.let_time_pass("61 seconds").await;
    assert_eq!(change(&app, &ada, "ada@example.com").await.status, 200);
    mailbox.next_to("ada@example.com").await;
}

#[async_test]
async fn one_account_writes_to_few_strangers() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    mailbox.next().await;
    let mut statuses = Vec::new();
    for number in 0..6 {
        statuses.push(change(&app, &ada, &format!("stranger{number}@example.org")).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 429, 429], "five with the first mail");
    app.let_time_pass("5 minutes").await;
    assert_eq!(change(&app, &ada, "stranger9@example.org").await.status, 200);
    assert_eq!(change(&app, &ada, "stranger10@example.org").await.status, 429);
}

#[async_test]
async fn a_change_asked_for_too_soon_costs_no_proof() {
    let (mut mailbox, provider) = (Mailbox::open().await, Provider::start().await);
    let flags = [&["--smtp-url", &mailbox.url][..], &provider.flags()].concat();
    let app = TestApp::start_with(&flags, |app| app).await;
    let ada = ada(&app, &mut mailbox, false).await;
    let proof = async || app.identify(&provider, "1001", "person@example.org").await.proof;
    let link = json!({"token": ada.token, "Password": PASSWORD, "proof": proof().await});
    assert_eq!(app.post("/api/google_link", link).await.status, 200);
    app.sql.execute("UPDATE accounts SET password_hash = NULL", &[]).await.expect("no password");
    let change = async |to: &str, proof: &str| {
        let asked = json!({"token": ada.token, "Password": "", "Email_id": to, "proof": proof});
        app.post("/api/change_email", asked).await.status
    };
    let (first, second) = (proof().await, proof().await);
    assert_eq!(change("ada@example.com", &first).await, 200);
    assert_eq!(change("ada@example.com", &second).await, 429);
    app.let_time_pass("61 seconds").await;
    assert_eq!(change("ada@example.com", &second).await, 200);
}

#[async_test]
async fn an_address_that_is_taken_meanwhile_stays_with_who_has_it() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = ada(&app, &mut mailbox, false).await;
    assert_eq!(change(&app, &ada, "bob@example.org").await.status, 200);
    let code = mailbox.next_to("bob@example.org").await.code();
    app.register("bob").await;
    mailbox.next_to("bob@example.org").await;
    let taken = "This e-mail address has an account already.";
    confirm(&app, &code).await.expect_complaint(409, "Email_id", taken);
    assert_eq!(address(&app, &ada).await, "ada@example.org");
}

#[async_test]
async fn a_mail_is_sent_again_once_a_minute_and_the_older_code_works_no_more() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    let first = mailbox.next_to("ada@example.org").await.code();
    let again = || app.post("/api/verify_email", json!({"token": ada.token}));
    assert_eq!(again().await.status, 429);
    app.let_time_pass("61 seconds").await;
    assert_eq!(again().await.status, 200);
    let second = mailbox.next_to("ada@example.org").await.code();
    confirm(&app, &first).await.expect_refusal(403, OLD_LINK);
    assert_eq!(confirm(&app, &second).await.status, 200);
    let done = json!({"success": true, "message": "Your e-mail address is confirmed already."});
    again().await.expect(200, done);
}
