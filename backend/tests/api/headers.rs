//! What every answer forbids browsers to do with it.

use crate::helpers::{Answer, TestApp};
use crate::test_client::PASSWORD;
use reqwest::Method;
use rocket::{async_test, post, routes};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

const NOTHING: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const ALWAYS: [(&str, &str); 3] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
];

async fn get(app: &TestApp, path: &str) -> Answer {
    Answer::to(app.request(Method::GET, path)).await
}

#[track_caller]
fn expect_hardened(answer: &Answer) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), value, "{name}: {answer:?}");
    }
    let allowed = answer.header("Permissions-Policy");
    assert!(
        allowed.contains("camera=()") && allowed.contains("publickey-credentials-get=(self)"),
        "{answer:?}"
    );
    assert_eq!(answer.header("X-Frame-Options"), "", "Rocket's own shield is off: {answer:?}");
    for name in ["Content-Security-Policy", "Permissions-Policy", "X-Content-Type-Options"] {
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{name} once: {answer:?}");
    }
}

#[post("/panic")]
fn panic() -> &'static str {
    panic!("a secret detail")
}

#[async_test]
async fn answers_of_the_api_may_load_nothing_failures_included() {
    let app = TestApp::start_with(&[], |rocket| rocket.mount("/api", routes![panic])).await;
    app.register("ada").await;
    let mut answers = vec![
        app.try_sign_in("ada", PASSWORD).await,
        app.try_sign_in("ada", "wrong password").await,
        app.post("/api/profile", json!({"user": "ada"})).await,
        app.post("/api/profile", json!({"user": "nobody"})).await,
        app.post("/api/profile", json!({})).await,
        app.post("/api/logout", json!({})).await,
        app.post("/api/nothing", json!({})).await,
        app.post("/api/panic", json!({})).await,
        app.post_raw("/api/login", None, "x").await,
        app.post_raw("/api/login", Some("application/json"), "x".repeat(100_000)).await,
        get(&app, "/api/login").await,
        Answer::to(app.request(Method::HEAD, "/api/login")).await,
    ];
    let token = answers[0].payload()["token"].clone();
    answers.push(app.post("/api/export", json!({"token": token, "list": "followers"})).await);
    let statuses = answers.iter().map(|answer| answer.status).collect::<Vec<_>>();
    assert_eq!(statuses, [200, 401, 200, 404, 400, 401, 404, 500, 415, 413, 404, 404, 200]);
    for answer in &answers {
        expect_hardened(answer);
        assert_eq!(answer.header("Content-Security-Policy"), NOTHING, "{answer:?}");
        assert_eq!(answer.header("Cross-Origin-Resource-Policy"), "same-origin", "{answer:?}");
        assert_eq!(answer.header("Strict-Transport-Security"), "", "no TLS is known of: {answer:?}");
    }
    app.database.close().await;
    let unavailable = app.post("/api/profile", json!({"user": "ada"})).await;
    assert_eq!((unavailable.status, unavailable.header("Content-Security-Policy")), (503, NOTHING));
    expect_hardened(&unavailable);
}

#[async_test]
async fn a_request_that_cannot_be_read_is_answered_as_strictly() {
    let app = TestApp::start().await;
    let brew = Method::from_bytes(b"BREW").expect("a method");
    let answer = Answer::to(app.request(brew, "/api/login")).await;
    assert_eq!((answer.status, answer.header("Content-Security-Policy")), (400, NOTHING));
    expect_hardened(&answer);
}

#[async_test]
async fn a_picture_and_a_file_that_is_not_there_may_load_nothing() {
    let app = TestApp::start().await;
    for path in [format!("/avatars/{}.svg", Uuid::nil()), "/avatars/x".to_owned(), "/nothing.js".to_owned()] {
        let answer = get(&app, &path).await;
        expect_hardened(&answer);
        assert_eq!(answer.header("Content-Security-Policy"), NOTHING, "{path}: {answer:?}");
        assert_eq!(answer.header("Cross-Origin-Resource-Policy"), "same-origin", "{path}: {answer:?}");
    }
}

#[async_test]
async fn where_people_come_by_tls_they_keep_to_it() {
    for (url, promise) in [("https://kith.example.org", "max-age=31536000"), ("http://kith.example.org", "")]
    {
        let app = TestApp::start_with(&["--url", url], |app| app).await;
        for path in ["/api/nothing", "/avatars/x", "/nothing.js"] {
            assert_eq!(get(&app, path).await.header("Strict-Transport-Security"), promise, "{url}{path}");
        }
    }
}

/// A policy's directives and what each of them allows.
fn directives(policy: &str) -> HashMap<&str, &str> {
    policy
        .split("; ")
        .map(|directive| directive.split_once(' ').expect("a directive and its sources"))
        .collect()
}

/// Without the app in the binary there is no page; the browser tests look at the policy again, by its effect.
#[async_test]
async fn the_apps_page_runs_only_what_is_its_own() {
    let app = TestApp::start().await;
    for path in ["/", "/login", "/reset?code=secret"] {
        let page = get(&app, path).await;
        expect_hardened(&page);
        if page.status == 404 {
            continue;
        }
        let policy = directives(page.header("Content-Security-Policy"));
        assert_eq!((policy["default-src"], policy["connect-src"]), ("'none'", "'self'"), "{policy:?}");
        assert!(!policy["script-src"].contains("unsafe-inline"), "{policy:?}");
        let inline = page.text.matches("<script>").count();
        assert_eq!(policy["script-src"].matches("'sha256-").count(), inline, "{policy:?}");
        assert!(!page.text.contains(" style="), "a style in the page would be refused");
    }
}

/// Where the app is not in the binary, its files are not there either; the browser tests look at all of them.
#[async_test]
async fn text_says_that_it_is_utf_8() {
    let app = TestApp::start().await;
    for path in [
        "/",
        "/sw.js",
        "/icons/icon.svg",
        "/nothing",
        "/api/nothing",
        &format!("/avatars/{}.svg", Uuid::nil()),
    ] {
        let answer = get(&app, path).await;
        let kind = answer.header("Content-Type");
        let is_text = kind.starts_with("text/") || kind.contains("+xml");
        assert_eq!(kind.ends_with("; charset=utf-8"), is_text, "{path}: {kind}");
    }
}
