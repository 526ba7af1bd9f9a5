//! Deleting an account: everything that has to do with it goes.

use crate::helpers::{Answer, TestApp};
use crate::test_client::{PASSWORD, Visitor, by_password};
use common::Failure;
use common::accounts::account::{AccountDeleted, DeleteAccount};
use common::people::person::Counts;
use reqwest::Method;
use rocket::async_test;
use serde_json::json;
use uuid::Uuid;

pub async fn leave(person: &Visitor<'_>) -> Result<AccountDeleted, Failure> {
    person.call(&DeleteAccount { confirmation: by_password() }).await
}

pub async fn try_leave(app: &TestApp, token: &str, password: &str) -> Answer {
    let body = json!({"payload": {"Password": password}});
    Answer::to(app.request(Method::POST, "/api/delete_account").bearer_auth(token).json(&body)).await
}

async fn lock(app: &TestApp, person: Uuid, locked: bool) {
    let sql = "UPDATE people SET locked = $2 WHERE person_id = $1";
    app.sql.execute(sql, &[&person, &locked]).await.expect("a lock");
}

/// Rows of any table that name a person.
pub async fn traces(app: &TestApp, person: Uuid) -> Vec<String> {
    let sql = "SELECT table_name, string_agg(quote_ident(column_name) || '::text = $1', ' OR ')
               FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'uuid' GROUP BY table_name";
    let mut traces = Vec::new();
    for row in app.sql.query(sql, &[]).await.expect("the tables") {
        let (table, is_named): (String, String) = (row.get(0), row.get(1));
        let sql = format!("SELECT count(*) FROM {table} WHERE {is_named}");
        let count: i64 = app.sql.query_one(&sql, &[&person.to_string()]).await.expect("a count").get(0);
        traces.extend((count > 0).then_some(format!("{count} in {table}")));
    }
    traces
}

#[async_test]
async fn the_account_goes_with_all_that_it_has_to_do_with() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let (kim, zoe, max) = (app.join("kim").await, app.join("zoe").await, app.join("max").await);
    bob.follow("ada").await;
    ada.follow("bob").await;
    ada.follow("eve").await;
    ada.block("kim").await;
    zoe.block("ada").await;
    for locked in [&max, &ada] {
        lock(&app, locked.user_id, true).await;
    }
    ada.follow("max").await;
    eve.follow("ada").await;
    let elsewhere = app.sign_in("ada").await;
    app.set_up(&ada).await;
    assert!(traces(&app, ada.user_id).await.len() >= 16, "there is much to do");

    let runs = app.bcrypt_runs().await;
    try_leave(&app, &ada.token, PASSWORD)
        .await
        .expect(200, json!({"success": true, "message": "account deleted"}));
    assert_eq!(app.bcrypt_runs().await, runs + 1, "bcrypt runs once");
    assert_eq!(traces(&app, ada.user_id).await, [""; 0], "no trace is left");
    for token in [&ada.token, &elsewhere.token] {
        let answer = try_leave(&app, token, PASSWORD).await;
        answer.expect_refusal(401, "This session has ended. Sign in again.");
    }
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 401);
    app.post("/api/profile", json!({"user": "ada"})).await.expect_refusal(404, "There is no such user.");
    for person in [&bob, &eve, &kim, &zoe, &max] {
        let counts = app.profile(&person.username).await.counts;
        assert_eq!(counts, Counts::default(), "of {}", person.username);
    }
    app.assert_directions_agree().await;
    app.sql.batch_execute("DELETE FROM resting_names").await.expect("the name has rested");
    assert!(
        !app.join("ada").await.relationship("bob").await.followed_by,
        "the name is free for another person"
    );
}

#[async_test]
async fn without_the_password_nothing_is_deleted() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let runs = app.bcrypt_runs().await;
    for password in ["", "correct horse", "CORRECT HORSE BATTERY STAPLE"] {
        let answer = try_leave(&app, &ada.token, password).await;
        answer.expect_complaint(422, "Password", "This is not the password of your account.");
    }
    assert_eq!(app.bcrypt_runs().await, runs + 3, "bcrypt runs once a call");
    let unsigned = app.post("/api/delete_account", json!({"Password": PASSWORD})).await;
    unsigned.expect_refusal(401, "Sign in first.");
    let missing = app.post("/api/delete_account", json!({"token": ada.token})).await;
    missing.expect_complaint(422, "Password", "This is not the password of your account.");
    assert_eq!(app.profile("ada").await.person.user_id, ada.user_id, "ada is still there");
    let lower_case = app.post("/api/delete_account", json!({"token": ada.token, "password": PASSWORD})).await;
    assert_eq!(lower_case.status, 200, "{lower_case:?}");
}

/// A proof of an identity, as a browser that has come back from the provider gets it.
async fn proof(app: &TestApp, proof: &str, subject: &str) {
    let sql = "INSERT INTO tickets (ticket_hash, purpose, content, expires_at)
               VALUES (sha256(convert_to($1, 'UTF8')), 'proof', $2, now() + interval '10 minutes')";
    let identity =
        json!({"issuer": "https://accounts.example.org", "subject": subject, "email": ""}).to_string();
    app.sql.execute(sql, &[&proof, &identity]).await.expect("a proof");
}

#[async_test]
async fn without_a_password_the_linked_identity_deletes() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for person in [&ada, &bob] {
        app.set_up(person).await;
    }
    app.sql.batch_execute("UPDATE accounts SET password_hash = NULL").await.expect("no passwords");
    let runs = app.bcrypt_runs().await;
    for password in ["", PASSWORD] {
        let answer = try_leave(&app, &ada.token, password).await;
        answer.expect_complaint(422, "Password", "This is not the password of your account.");
    }
    assert_eq!(app.bcrypt_runs().await, runs + 2, "it takes as long as with a password");

    let leave_by = |proof: &str| app.post("/api/delete_account", json!({"token": ada.token, "proof": proof}));
    let late = "This sign-in took too long. Start again.";
    leave_by("invented").await.expect_refusal(403, late);
    proof(&app, "old", &format!("subject of {}", ada.user_id)).await;
    app.sql
        .batch_execute("UPDATE tickets SET expires_at = now() WHERE purpose = 'proof'")
        .await
        .expect("time");
    leave_by("old").await.expect_refusal(403, late);
    for (secret, subject) in [("bob's", format!("subject of {}", bob.user_id)), ("nobody's", "x".to_owned())]
    {
        proof(&app, secret, &subject).await;
        let foreign = "This is not the Google account that is linked to yours.";
        leave_by(secret).await.expect_refusal(403, foreign);
        leave_by(secret).await.expect_refusal(403, late);
    }
    assert_eq!(app.profile("ada").await.person.user_id, ada.user_id, "ada is still there");
    proof(&app, "ada's", &format!("subject of {}", ada.user_id)).await;
    leave_by("ada's").await.expect(200, json!({"success": true, "message": "account deleted"}));
    assert_eq!(app.bcrypt_runs().await, runs + 2, "no password, no bcrypt");
    assert_eq!(traces(&app, ada.user_id).await, [""; 0]);
    assert_eq!(app.profile("bob").await.person.user_id, bob.user_id, "bob stays");
}
