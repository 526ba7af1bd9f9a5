//! What is served beside the API: avatars, and the app's own files and page.

use crate::helpers::{Answer, TestApp};
use crate::probes::paths;
use common::pages::PAGES;
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
        assert_eq!(
            (one.status, one.header("Content-Type")),
            (200, "image/svg+xml; charset=utf-8"),
            "{path}: {one:?}"
        );
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

/// What browsers send on their way to a page.
const NAVIGATION: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
const UNKNOWN: [&str; 14] = [
    "/foo",
    "/.well-known/security.txt",
    "/no/such/asset.js",
    "/people",
    "/people/ada/else",
    "/settings/else",
    "/login/else",
    "/LOGIN",
    "//",
    "/login//",
    "/%6Cogin",
    "/icons/none.png",
    "/index.php?page=login",
    "/reset%3Fcode=secret",
];

async fn get_as(app: &TestApp, method: Method, path: &str, accepted: &str) -> Answer {
    Answer::to(app.request(method, path).header("Accept", accepted)).await
}

/// Without the app in the binary there is no page; the browser tests see to the rest.
#[async_test]
async fn each_page_of_the_app_is_answered_and_no_other_path() {
    let app = TestApp::start().await;
    let is_built = get(&app, "/").await.status == 200;
    for page in PAGES.iter().map(|page| page.replace("<user>", "ada")).filter(|_| is_built) {
        for path in [page.clone(), format!("{page}?code=x")] {
            for accepted in ["*/*", NAVIGATION, "application/json"] {
                let answer = get_as(&app, Method::GET, &path, accepted).await;
                assert_eq!(
                    (answer.status, answer.header("Content-Type")),
                    (200, "text/html; charset=utf-8"),
                    "{path}"
                );
            }
        }
    }
    for path in UNKNOWN {
        for accepted in [
            "*/*",
            "",
            "text/plain",
            "application/json",
            "text/html;q=0, */*",
            "image/*",
            "text/*",
            "nonsense",
        ] {
            let answer = get_as(&app, Method::GET, path, accepted).await;
            let kind = answer.header("Content-Type");
            assert_eq!(
                (answer.status, kind, answer.text.as_str()),
                (404, "text/plain; charset=utf-8", "404 Not Found\n"),
                "{path}"
            );
        }
        for accepted in [NAVIGATION, "TEXT/HTML", "text/html;q=0.1"] {
            let answer = get_as(&app, Method::GET, path, accepted).await;
            assert_eq!((answer.status, answer.text.contains("<html")), (404, is_built), "{path}: {answer:?}");
            assert_eq!(
                (answer.header("Vary"), answer.header("Cache-Control")),
                ("Accept, Accept-Encoding", "no-store"),
                "{path}"
            );
            let etag = "W/\"0\", \"\"";
            let again =
                app.request(Method::GET, path).header("Accept", accepted).header("If-None-Match", etag);
            assert_eq!(Answer::to(again).await.status, 404, "{path}");
        }
    }
}

#[async_test]
async fn a_head_request_is_answered_like_a_get_without_the_body() {
    let app = TestApp::start().await;
    for path in paths().chain(UNKNOWN.map(str::to_owned)).chain([format!("/avatars/{}.svg", Uuid::nil())]) {
        for accepted in ["*/*", NAVIGATION] {
            let (head, got) = (
                get_as(&app, Method::HEAD, &path, accepted).await,
                get_as(&app, Method::GET, &path, accepted).await,
            );
            assert_eq!((head.status, head.text.as_str()), (got.status, ""), "{path}");
            let told = |answer: &Answer| {
                let mut headers = answer.headers.clone();
                for own in ["x-request-id", "date"] {
                    headers.remove(own);
                }
                headers
            };
            assert_eq!(told(&head), told(&got), "{path}");
        }
    }
}

#[async_test]
async fn nothing_is_traced_and_nothing_but_get_reaches_a_page() {
    let app = TestApp::start().await;
    for path in paths() {
        for method in [Method::TRACE, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
            let answer = Answer::to(app.request(method.clone(), &path).header("X-Secret", "hunter2")).await;
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
            assert!(!format!("{answer:?}").contains("hunter2"), "{method} {path}: {answer:?}");
        }
    }
}
