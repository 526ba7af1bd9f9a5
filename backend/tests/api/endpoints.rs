//! What `common` describes and what the server serves are the same.

use crate::helpers::{TestApp, settings};
use common::endpoint::PATHS;
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
