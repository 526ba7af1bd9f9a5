//! Every exchange that the contract shows, to the letter.

use crate::helpers::{Answer, TestApp};
use crate::test_client::PASSWORD;
use reqwest::Method;
use rocket::async_test;
use serde_json::{Value, json};
use uuid::Uuid;

fn registered() -> Value {
    json!({
        "success": true, "error_code": null, "error_message": null, "message": "User successfully registered"})
}

fn row(id: Uuid, username: &str) -> Value {
    json!({"user_id": id, "avatar": format!("/avatars/{id}.svg"), "username": username, "location": ""})
}

#[async_test]
async fn registration() {
    let app = TestApp::start().await;
    let request =
        json!({"is_google": 0, "Username": "wdq", "Email_id": "wdq@example.org", "Password": PASSWORD});
    app.post("/api/register", request).await.expect(200, registered());
}

#[async_test]
async fn registration_takes_every_spelling_that_a_client_may_use() {
    let app = TestApp::start().await;
    let lower =
        json!({"is_google": false, "username": "low", "email_id": "low@example.org", "password": PASSWORD});
    app.post("/api/register", lower).await.expect(200, registered());
    let absent =
        json!({"Username": "abs", "Email_id": "abs@example.org", "Password": PASSWORD, "unknown": [{}]});
    app.post("/api/register", absent).await.expect(200, registered());
    let lower = json!({"username": "low", "password": PASSWORD});
    assert_eq!(app.post("/api/login", lower).await.status, 200, "lower-case spellings sign in");
}

#[async_test]
async fn login() {
    let app = TestApp::start().await;
    app.register("desrdf").await;
    let answer = app.post("/api/login", json!({"Username": "desrdf", "Password": PASSWORD})).await;
    let payload = answer.payload();
    let (token, id) = (payload["token"].as_str().unwrap_or(""), payload["user_id"].as_str().unwrap_or(""));
    assert_eq!(token.len(), 43, "256 bits in base64: {payload}");
    assert_eq!(Uuid::try_parse(id).map(|id| id.get_version_num()), Ok(7), "{payload}");
    answer.expect(
        200,
        json!({"success": true, "message": "user authenticated successfully", "token": token, "user_id": id}),
    );
}

#[async_test]
async fn wrong_username_or_password() {
    let app = TestApp::start().await;
    app.register("desrdf").await;
    let refusal = json!({"success": false, "error_code": null, "code": "wrong_credentials", "error_message": "Wrong username or password"});
    for (username, password) in [("desrdf", "dert"), ("nobody", "dert"), ("nobody", PASSWORD), ("", "")] {
        app.post("/api/login", json!({"Username": username, "Password": password}))
            .await
            .expect(401, refusal.clone());
    }
}

#[async_test]
async fn internal_server_error() {
    let app = TestApp::start().await;
    app.sql.batch_execute("ALTER TABLE accounts RENAME TO mislaid").await.expect("a fault of ours");
    let failure = json!({"success": false, "error_code": 500, "code": "internal_error", "error_message": "internal server error"});
    let registration = json!({"Username": "ada", "Email_id": "ada@example.org", "Password": PASSWORD});
    app.post("/api/register", registration).await.expect(500, failure.clone());
    app.post("/api/login", json!({"Username": "ada", "Password": PASSWORD})).await.expect(500, failure);
}

#[async_test]
async fn a_list_without_people() {
    let app = TestApp::start().await;
    app.register("defrtyui").await;
    for (path, key) in [("/api/followers", "followers"), ("/api/followed", "followed")] {
        app.post(path, json!({"user": "defrtyui", "page": 1})).await.expect(
            200,
            json!({"success": true, key: null, "next_page": false, "next": false, "total": 0, "cursor": null}),
        );
    }
}

#[async_test]
async fn followers_of_a_user_and_whom_a_user_follows() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("Eve").await);
    bob.follow("ada").await;
    eve.follow("ada").await;
    eve.follow("bob").await;
    let list = |key: &str, rows: Vec<Value>| {
        let total = rows.len();
        json!({"success": true, key: rows, "next": false, "next_page": false, "total": total, "cursor": null})
    };
    let (ada, bob, eve) = (row(ada.user_id, "ada"), row(bob.user_id, "bob"), row(eve.user_id, "Eve"));
    let followers = app.post("/api/followers", json!({"user": "ada", "page": 1})).await;
    followers.expect(200, list("followers", vec![eve, bob.clone()]));
    let followed = app.post("/api/followed", json!({"user": "Eve", "page": 1})).await;
    followed.expect(200, list("followed", vec![bob, ada]));
}

#[async_test]
async fn the_next_page_is_a_number_and_false_at_the_end() {
    let app = TestApp::start().await;
    let crowd = app.crowd("p", 32).await;
    app.gather(&crowd[1..], crowd[0]).await;
    app.admire(crowd[0], &crowd[1..]).await;
    for (path, key) in [("/api/followers", "followers"), ("/api/followed", "followed")] {
        for (page, rows, next) in [(1, 30, json!(2)), (2, 1, json!(false))] {
            let payload = app.post(path, json!({"user": "p000", "page": page})).await.payload();
            assert_eq!(payload[key].as_array().map(Vec::len), Some(rows), "page {page} of {path}: {payload}");
            assert_eq!((&payload["next"], &payload["next_page"]), (&next, &next), "page {page} of {path}");
            assert_eq!(payload["total"], 31, "page {page} of {path}");
            assert_eq!(payload["cursor"].is_string(), page == 1, "page {page} of {path}");
        }
    }
}

#[async_test]
async fn every_avatar_answers() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let avatar = app.profile("ada").await.person.avatar;
    let picture = Answer::to(app.request(Method::GET, &avatar)).await;
    assert_eq!(
        (picture.status, picture.header("Content-Type")),
        (200, "image/svg+xml; charset=utf-8"),
        "{picture:?}"
    );
}
