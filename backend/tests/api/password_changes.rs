//! Changing a password: it takes the old one, and ends the other sessions.

use crate::helpers::{Answer, TestApp};
use crate::mailbox::Mailbox;
use crate::test_client::{PASSWORD, Visitor};
use rocket::async_test;
use serde_json::json;

const NEW: &str = "another fine password";

async fn change(app: &TestApp, by: &Visitor<'_>, old: &str, new: &str) -> Answer {
    let asked = json!({"token": by.token, "Password": old, "new_password": new});
    app.post("/api/change_password", asked).await
}

#[async_test]
async fn a_change_ends_every_other_session_and_is_told_by_mail() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    mailbox.next_to("ada@example.org").await;
    let elsewhere = app.sign_in("ada").await;
    let answer = change(&app, &ada, PASSWORD, NEW).await;
    let message = "Your password is changed. Every other session has ended.";
    answer.expect(200, json!({"success": true, "message": message}));
    assert_eq!(mailbox.next_to("ada@example.org").await.subject, "Your password is changed");
    let ended = app.post("/api/account", json!({"token": elsewhere.token})).await;
    ended.expect_refusal(401, "This session has ended. Sign in again.");
    assert_eq!(app.post("/api/account", json!({"token": ada.token})).await.status, 200);
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 401);
    assert_eq!(app.try_sign_in("ada", NEW).await.status, 200);
}

#[async_test]
async fn without_the_old_password_nothing_changes() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for wrong in ["wrong password", ""] {
        let answer = change(&app, &ada, wrong, NEW).await;
        answer.expect_complaint(422, "Password", "This is not the password of your account.");
    }
    let nobody = json!({"Password": PASSWORD, "new_password": NEW});
    app.post("/api/change_password", nobody).await.expect_refusal(401, "Sign in first.");
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200);
}

#[async_test]
async fn a_session_left_open_is_no_place_to_guess_at() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut statuses = Vec::new();
    for _ in 0..10 {
        statuses.push(change(&app, &ada, "wrong password", NEW).await.status);
    }
    assert_eq!(statuses[..5], [422; 5], "{statuses:?}");
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[async_test]
async fn who_is_signed_out_meanwhile_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let late = app.meanwhile("DELETE FROM sessions", change(&app, &ada, PASSWORD, NEW)).await;
    late.expect_refusal(401, "This session has ended. Sign in again.");
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "the password is as it was");
}

#[async_test]
async fn the_new_password_obeys_the_rules() {
    let app = TestApp::start().await;
    let ada = app.join("lovelace").await;
    for (new, complaint) in [
        ("short", "The password must have 8 to 256 characters."),
        ("password", "This password is among the most common ones. Choose another."),
        ("LoveLace", "The password must differ from the username and the e-mail address."),
    ] {
        change(&app, &ada, PASSWORD, new).await.expect_complaint(422, "new_password", complaint);
    }
    assert_eq!(app.try_sign_in("lovelace", PASSWORD).await.status, 200);
}

#[async_test]
async fn a_hash_of_another_cost_is_renewed_at_the_next_login() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let dearer = app.beside_with(&["--bcrypt-cost", "5"]).await;
    let runs = dearer.bcrypt_runs().await;
    assert_eq!(dearer.try_sign_in("ada", "wrong password").await.status, 401);
    assert_eq!(dearer.bcrypt_runs().await, runs + 1, "nothing is renewed for the wrong one");
    assert_eq!(dearer.try_sign_in("ada", PASSWORD).await.status, 200);
    assert_eq!(dearer.bcrypt_runs().await, runs + 3, "one to check, one to renew");
    let hash: String =
        app.sql.query_one("SELECT password_hash FROM accounts", &[]).await.expect("a hash").get(0);
    assert!(hash.starts_with("$2b$05$"), "{hash}");
    assert_eq!(dearer.try_sign_in("ada", PASSWORD).await.status, 200);
    assert_eq!(dearer.bcrypt_runs().await, runs + 4, "once only");
}
