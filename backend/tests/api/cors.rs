//! Pages of other sites: which of them may call the API.

use crate::avatars::{form, plain};
use crate::helpers::{Answer, TestApp};
use reqwest::Method;
use rocket::async_test;
use serde_json::json;
use uuid::Uuid;

const FRIEND: &str = "https://app.example.org";
const FLAGS: [&str; 2] = ["--cors-origins", "https://app.example.org,http://localhost:3000"];

pub const OTHER_SITE: &str = "Pages of other sites may not call this API.";

async fn ask(app: &TestApp, path: &str, origin: Option<&str>) -> Answer {
    let request = app
        .request(Method::OPTIONS, path)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,content-type");
    Answer::to(origin.into_iter().fold(request, |request, origin| request.header("Origin", origin))).await
}

async fn call(app: &TestApp, path: &str, origin: Option<&str>) -> Answer {
    let request = app.request(Method::POST, path).json(&json!({"payload": {"user": "nobody"}}));
    Answer::to(origin.into_iter().fold(request, |request, origin| request.header("Origin", origin))).await
}

#[track_caller]
fn expect_closed(answer: &Answer) {
    let names = answer.headers.keys().map(|name| name.as_str());
    assert!(!names.into_iter().any(|name| name.starts_with("access-control-")), "{answer:?}");
}

#[async_test]
async fn a_site_that_is_listed_may_call() {
    let app = TestApp::start_with(&FLAGS, |app| app).await;
    for origin in [FRIEND, "http://localhost:3000"] {
        for path in ["/api/login", "/api/followers", "/avatars"] {
            let answer = ask(&app, path, Some(origin)).await;
            assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{answer:?}");
            assert_eq!(answer.header("Access-Control-Allow-Origin"), origin);
            assert_eq!(answer.header("Access-Control-Allow-Methods"), "POST");
            assert_eq!(
                answer.header("Access-Control-Allow-Headers"),
                "Authorization, Content-Type, Kith-Seen"
            );
            assert_eq!(answer.header("Access-Control-Allow-Credentials"), "", "no cookie goes along");
            assert_eq!(answer.header("Vary"), "Origin");
        }
        for (path, status) in [("/api/profile", 404), ("/api/nothing", 404), ("/api/logout", 401)] {
            let answer = call(&app, path, Some(origin)).await;
            assert_eq!(answer.status, status, "a failure can be read, too: {answer:?}");
            assert_eq!(answer.header("Access-Control-Allow-Origin"), origin);
            assert_eq!(
                answer.header("Access-Control-Expose-Headers"),
                "X-Request-Id, Retry-After, Kith-Seen"
            );
            assert_eq!(answer.header("Vary"), "Origin");
        }
    }
}

#[async_test]
async fn any_other_site_may_not() {
    let app = TestApp::start_with(&FLAGS, |app| app).await;
    let strangers = [
        "https://evil.example",
        "http://app.example.org",
        "https://app.example.org:8443",
        "https://app.example.org.evil.example",
        "https://sub.app.example.org",
        "HTTPS://APP.EXAMPLE.ORG",
        "null",
        "*",
        "",
    ];
    for origin in strangers.into_iter().map(Some).chain([None]) {
        let answer = ask(&app, "/api/login", origin).await;
        answer.expect_refusal(404, "There is no such endpoint.");
        expect_closed(&answer);
        expect_closed(&ask(&app, "/avatars", origin).await);
        let answer = call(&app, "/api/profile", origin).await;
        match origin {
            Some(_) => answer.expect_refusal(403, OTHER_SITE),
            None => answer.expect_refusal(404, "There is no such user."),
        }
        expect_closed(&answer);
        assert_eq!(answer.header("Vary"), "Origin", "what is kept for one site is not for another");
    }
}

#[async_test]
async fn where_none_is_listed_none_may() {
    let app = TestApp::start().await;
    for origin in [FRIEND, "null", "http://localhost"] {
        let answer = ask(&app, "/api/login", Some(origin)).await;
        answer.expect_refusal(404, "There is no such endpoint.");
        expect_closed(&answer);
        let answer = call(&app, "/api/profile", Some(origin)).await;
        answer.expect_refusal(403, OTHER_SITE);
        expect_closed(&answer);
    }
}

#[async_test]
async fn a_site_that_may_call_may_upload_a_picture() {
    let app = TestApp::start_with(&FLAGS, |app| app).await;
    let ada = app.join("ada").await;
    for (token, status) in [(ada.token.as_str(), 200), ("forged", 401)] {
        let picture = form(plain([9; 3]), "me.png", "image/png");
        let request = app.request(Method::POST, "/avatars").bearer_auth(token).header("Origin", FRIEND);
        let answer = Answer::to(request.multipart(picture)).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.header("Access-Control-Allow-Origin"), FRIEND);
        assert_eq!(answer.header("Access-Control-Expose-Headers"), "X-Request-Id, Retry-After, Kith-Seen");
        assert_eq!(answer.header("Vary"), "Origin");
    }
}

#[async_test]
async fn what_is_only_called_alike_is_not_shared() {
    let app = TestApp::start_with(&FLAGS, |app| app).await;
    for path in ["/apix", "/api-docs", "/avatars/", "/avatarsx", "/avatars/me.svg", "/"] {
        let answer = Answer::to(app.request(Method::GET, path).header("Origin", FRIEND)).await;
        assert_ne!(answer.header("Vary"), "Origin", "{path}");
        expect_closed(&answer);
        expect_closed(&ask(&app, path, Some(FRIEND)).await);
    }
}

#[async_test]
async fn sites_that_may_call_may_show_the_pictures() {
    let app = TestApp::start_with(&FLAGS, |app| app).await;
    let picture = format!("/avatars/{}.svg", Uuid::nil());
    for (path, readers) in
        [(picture.as_str(), "cross-origin"), ("/nothing.js", "same-origin"), ("/api/x", "same-origin")]
    {
        let answer = Answer::to(app.request(Method::GET, path)).await;
        assert_eq!(answer.header("Cross-Origin-Resource-Policy"), readers, "{path}");
    }
    expect_closed(&ask(&app, "/login", Some(FRIEND)).await);
}
