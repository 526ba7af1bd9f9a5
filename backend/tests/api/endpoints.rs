//! What `common` describes and what the server serves are the same.

use crate::helpers::{TestApp, settings};
use common::endpoint::{CALLERS, Callers, PATHS};
use rocket::async_test;
use rocket::http::Method;
use serde_json::json;
use std::collections::HashSet;

#[async_test]
async fn every_described_endpoint_answers() {
    let app = TestApp::start().await;
    for path in PATHS {
        let answer = app.post_raw(path, Some("application/json"), "{}").await;
        let message = answer.payload()["error_message"].clone();
        assert_eq!(answer.status, 400, "{path} is mounted and misses its payload: {answer:?}");
        assert!(
            message.as_str().is_some_and(|message| message.contains("missing field `payload`")),
            "{path}: {message}"
        );
    }
    app.post("/api/undescribed", json!({})).await.expect_refusal(404, "There is no such endpoint.");
}

#[async_test]
async fn every_endpoint_but_those_open_to_anybody_wants_a_token() {
    let app = TestApp::start().await;
    let id = "0198c0de-0000-7000-8000-000000000000";
    let everything = json!({
        "user": "ada", "Password": "", "new_password": "another fine password", "proof": "p", "code": "c",
        "Email_id": "ada@example.org", "session_id": id, "passkey_id": id, "ceremony": "c", "name": "n",
        "credential": {}, "list": "followed", "csv": "", "text": "", "others": true,
    });
    for (path, callers) in PATHS.iter().zip(CALLERS) {
        let answer = app.post(path, everything.clone()).await;
        match callers {
            Callers::SignedIn => answer.expect_refusal(401, "Sign in first."),
            Callers::Anybody => assert_ne!(answer.payload()["error_message"], "Sign in first.", "{path}"),
        }
    }
}

#[async_test]
async fn every_endpoint_served_is_described() {
    let rocket =
        kith::build(&settings(&["--database-url", "postgresql:///none"])).expect("the settings are sound");
    let rocket = rocket.ignite().await.expect("the parts fit together");
    // What a browser asks before a call is no endpoint.
    let api = rocket.routes().filter(|route| route.uri.base() == "/api" && route.method != Method::Options);
    let served = api.map(|route| (route.method, route.uri.to_string())).collect::<HashSet<_>>();
    let described = PATHS.iter().map(|path| (Method::Post, path.to_string())).collect::<HashSet<_>>();
    assert_eq!(served, described);
}
