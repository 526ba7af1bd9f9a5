//! What is served beside the API: avatars, and the app's own files and page.

use crate::helpers::{Answer, TestApp};
use reqwest::Method;
use rocket::async_test;
use uuid::Uuid;

async fn get(app: &TestApp, path: &str) -> Answer {
    Answer::to(app.request(Method::GET, path)).await
}

#[async_test]
async fn an_avatar_is_drawn_for_any_id_and_is_always_the_same() {
    let app = TestApp::start().await;
    for id in [Uuid::nil(), Uuid::max(), Uuid::now_v7(), Uuid::from_u128(7)] {
        let path = format!("/avatars/{id}.svg");
        let (one, again) = (get(&app, &path).await, get(&app, &path).await);
        assert_eq!((one.status, one.header("Content-Type")), (200, "image/svg+xml"), "{path}: {one:?}");
        assert!(one.text.starts_with("<svg ") && one.text.ends_with("</svg>"), "{path}: {}", one.text);
        assert!(one.header("Cache-Control").starts_with("public"), "{path} may be kept: {one:?}");
        assert_eq!(one.text, again.text, "{path} does not change");
    }
    let (one, other) = (
        get(&app, "/avatars/00000000-0000-7000-8000-000000000000.svg").await,
        get(&app, "/avatars/00000000-0000-7000-8000-0000000001ff.svg").await,
    );
    assert_ne!(one.text, other.text, "different people look different");
}

#[async_test]
async fn a_path_under_api_never_answers_with_a_page() {
    let app = TestApp::start().await;
    for path in ["/api/x", "/api", "/api/", "/api/people/ada", "/api/style.css"] {
        get(&app, path).await.expect_refusal(404, "There is no such endpoint.");
    }
}

#[async_test]
async fn a_file_that_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    for path in ["/nothing.js", "/app-0123456789abcdef.wasm", "/.env", "/../Cargo.toml", "/%2e%2e/Cargo.toml"]
    {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert!(
            Uuid::try_parse(answer.header("X-Request-Id")).is_ok(),
            "{path} has a request id, too: {answer:?}"
        );
    }
}
