//! Signing in and out, and how long a token works.

use crate::helpers::{Answer, TestApp};
use crate::test_client::PASSWORD;
use common::accounts::sessions::Logout;
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;
use std::collections::HashSet;

const ENDED: &str = "This session has ended. Sign in again.";

#[async_test]
async fn username_and_address_sign_in_in_any_case() {
    let app = TestApp::start().await;
    app.register("Ada").await;
    let id = app.profile("Ada").await.person.user_id.to_string();
    for name in
        ["Ada", "ada", "ADA", "@Ada", "＠ada", "Ada@example.org", "ada@example.org", "ADA@EXAMPLE.ORG"]
    {
        let answer = app.try_sign_in(name, PASSWORD).await;
        assert_eq!((answer.status, &answer.payload()["user_id"]), (200, &json!(id)), "{name}: {answer:?}");
    }
    for name in ["Ad", "A da", "Ada@example", "@", "@@ada", "%", "A_a", &id] {
        assert_eq!(app.try_sign_in(name, PASSWORD).await.status, 401, "{name:?} is nobody");
    }
}

#[async_test]
async fn each_login_runs_bcrypt_exactly_once() {
    let app = TestApp::start().await;
    app.register("ada").await;
    app.crowd("guest", 1).await;
    let too_long = "x".repeat(300);
    let logins = [
        ("ada", PASSWORD, 200),
        ("ada", "wrong password", 401),
        ("ada", "", 401),
        ("ada", &too_long, 401),
        ("ada@example.org", "wrong password", 401),
        ("nobody", PASSWORD, 401),
        ("nobody@example.org", PASSWORD, 401),
        ("no username at all", PASSWORD, 401),
        ("guest000", PASSWORD, 401),
        ("", "", 401),
    ];
    for (name, password, status) in logins {
        let before = app.bcrypt_runs().await;
        assert_eq!(app.try_sign_in(name, password).await.status, status, "{name:?} with {password:?}");
        assert_eq!(app.bcrypt_runs().await, before + 1, "{name:?} with {password:?}");
    }
}

#[async_test]
async fn each_login_gives_a_new_token_and_all_of_them_work() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let visits = join_all((0..8).map(|_| app.sign_in("ada"))).await;
    let tokens = visits.iter().map(|visit| visit.token.as_str()).collect::<HashSet<_>>();
    assert_eq!(tokens.len(), 8, "all differ");
    for visit in &visits {
        assert_eq!(visit.ask_about("/api/profile", "ada").await.status, 200);
    }
}

#[async_test]
async fn signing_out_ends_this_token_at_once_and_no_other() {
    let app = TestApp::start().await;
    let (here, there) = (app.join("ada").await, app.sign_in("ada").await);
    here.call(&Logout {}).await.expect("a logout");
    for path in ["/api/profile", "/api/followers", "/api/follow", "/api/logout"] {
        here.ask_about(path, "ada").await.expect_refusal(401, ENDED);
    }
    assert_eq!(there.ask_about("/api/profile", "ada").await.status, 200, "the other session goes on");
    let body = json!({"payload": {}});
    let logout = app.request(Method::POST, "/api/logout").bearer_auth(&there.token).json(&body);
    Answer::to(logout).await.expect(200, json!({"success": true, "message": "user signed out"}));
    there.ask_about("/api/profile", "ada").await.expect_refusal(401, ENDED);
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 0, "no session is left");
}

#[async_test]
async fn the_token_travels_in_the_header_or_in_the_payload() {
    let app = TestApp::start().await;
    let (ada, id) = (app.join("ada").await, app.profile("ada").await.person.user_id.to_string());
    for user_id in [None, Some(&id), Some(&id.to_uppercase())] {
        let mut payload = json!({"user": "ada", "user_id": user_id});
        let header = app.request(Method::POST, "/api/profile").bearer_auth(&ada.token);
        let header = Answer::to(header.json(&json!({ "payload": &payload }))).await;
        payload["token"] = json!(ada.token);
        let in_payload = app.post("/api/profile", payload).await;
        for answer in [header, in_payload] {
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(
                answer.payload()["person"]["relationship"].is_object(),
                "the caller is known: {answer:?}"
            );
        }
    }
}

#[async_test]
async fn the_database_knows_a_token_by_its_hash_alone() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let sql = "SELECT token_hash = sha256(convert_to($1, 'UTF8')), sessions::text FROM sessions";
    let row = app.sql.query_one(sql, &[&ada.token]).await.expect("one session");
    assert!(row.get::<_, bool>(0), "SHA-256 of the token");
    let text = row.get::<_, String>(1);
    let hex = ada.token.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert!(!text.contains(&ada.token) && !text.contains(&hex), "no token in the row: {text}");
}

#[async_test]
async fn a_token_ends_a_week_after_login_however_much_it_is_used() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for (age, status) in [("6 days 23 hours", 200), ("7 days 1 minute", 401)] {
        let age = format!("UPDATE sessions SET created_at = now() - interval '{age}', used_at = now()");
        app.sql.batch_execute(&age).await.expect("time passes");
        assert_eq!(ada.ask_about("/api/profile", "ada").await.status, status, "{age}");
    }
    ada.ask_about("/api/logout", "ada").await.expect_refusal(401, ENDED);
}

#[async_test]
async fn a_token_ends_after_a_day_without_use_and_a_use_renews_it() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let idle = "UPDATE sessions SET created_at = now() - interval '2 days', used_at = now() - interval";
    app.sql.batch_execute(&format!("{idle} '23 hours'")).await.expect("time passes");
    assert_eq!(ada.ask_about("/api/profile", "ada").await.status, 200, "23 hours are not a day");
    let fresh = "SELECT count(*) FROM sessions WHERE used_at > now() - interval '1 minute'";
    assert_eq!(app.number(fresh).await, 1, "the use is noted");
    app.sql.batch_execute(&format!("{idle} '24 hours 1 minute'")).await.expect("time passes");
    ada.ask_about("/api/profile", "ada").await.expect_refusal(401, ENDED);
    assert_eq!(app.number(fresh).await, 0, "a refused use renews nothing");
}

#[async_test]
async fn both_lifetimes_are_settable() {
    let app = TestApp::start_with(&["--session-hours", "3", "--session-idle-hours", "1"], |app| app).await;
    let ada = app.join("ada").await;
    for (created, used, status) in [(2, 0, 200), (4, 0, 401), (2, 2, 401)] {
        let sql = format!(
            "UPDATE sessions SET created_at = now() - interval '{created} hours', used_at = now() - interval '{used} hours'"
        );
        app.sql.batch_execute(&sql).await.expect("time passes");
        assert_eq!(ada.ask_about("/api/profile", "ada").await.status, status, "{sql}");
    }
}
