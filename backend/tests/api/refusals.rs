//! Requests that reach no handler: an endpoint that is not there, a body that is no request.

use crate::helpers::{Answer, TestApp};
use reqwest::Method;
use rocket::async_test;
use serde_json::json;

const JSON: Option<&str> = Some("application/json");
const LOGIN: &str = r#"{"payload":{"Username":"ada","Password":"correct horse"}}"#;

#[async_test]
async fn no_such_endpoint() {
    let app = TestApp::start().await;
    for path in
        ["/api", "/api/", "/api/nothing", "/api/login/", "/api/login/more", "/api/index.html", "/api/%00"]
    {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::POST, Method::PATCH, Method::OPTIONS]
        {
            // A trailing slash is the same path to Rocket.
            if (&method, path) == (&Method::POST, "/api/login/") {
                continue;
            }
            let answer = Answer::to(app.request(method, path)).await;
            answer.expect_refusal(404, "There is no such endpoint.");
        }
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request =
            app.request(method, "/api/login").header("Content-Type", "application/json").body(LOGIN);
        Answer::to(request).await.expect_refusal(404, "There is no such endpoint.");
    }
}

#[async_test]
async fn a_head_request_gets_no_body() {
    let app = TestApp::start().await;
    let answer = Answer::to(app.request(Method::HEAD, "/api/login")).await;
    assert_eq!((answer.status, answer.text.as_str()), (404, ""), "{answer:?}");
    answer.expect_api_headers();
}

#[async_test]
async fn an_unknown_method_is_refused_in_the_same_shape() {
    let app = TestApp::start().await;
    let brew = Method::from_bytes(b"BREW").expect("a method");
    let answer = Answer::to(app.request(brew, "/api/login").body(LOGIN)).await;
    answer.expect_refusal(400, "The request could not be read.");
}

#[async_test]
async fn not_json() {
    let app = TestApp::start().await;
    for body in ["", "x", "{", "{\"payload\":{}", "{'payload':{}}", "{\"payload\":{}} x", "\u{feff}{}", "NaN"]
    {
        let answer = app.post_raw("/api/login", JSON, body).await;
        let message = answer.payload()["error_message"].as_str().unwrap_or("").to_owned();
        assert!(message.starts_with("The request is not valid JSON: "), "{body:?}: {message}");
        answer.expect_refusal(400, &message);
    }
}

#[async_test]
async fn not_utf8() {
    let app = TestApp::start().await;
    for body in
        [&b"{\"payload\":{\"Username\":\"\xff\",\"Password\":\"p\"}}"[..], b"\xff\xfe{\0}\0", b"\xc0\xaf"]
    {
        app.post_raw("/api/login", JSON, body).await.expect_refusal(400, "The request is not UTF-8.");
    }
}

#[async_test]
async fn wrong_shape() {
    let app = TestApp::start().await;
    let shapes = [
        "{}",
        "[]",
        "null",
        "7",
        "\"payload\"",
        r#"{"payload":null}"#,
        r#"{"payload":"x"}"#,
        r#"{"payload":[]}"#,
        r#"{"payload":{}}"#,
        r#"{"payload":["ada","correct horse"]}"#,
        r#"[{"Username":"ada","Password":"correct horse"}]"#,
        r#"{"Username":"ada","Password":"correct horse"}"#,
        r#"{"payload":{"Username":"ada"}}"#,
        r#"{"payload":{"Username":7,"Password":"correct horse"}}"#,
        r#"{"payload":{"Username":null,"Password":"correct horse"}}"#,
        r#"{"payload":{"Username":"ada","Password":"correct horse","token":7}}"#,
        r#"{"payload":{"Username":"ada","username":"bob","Password":"correct horse"}}"#,
        r#"{"payload":{},"payload":{}}"#,
    ];
    for body in shapes {
        let answer = app.post_raw("/api/login", JSON, body).await;
        let message = answer.payload()["error_message"].as_str().unwrap_or("").to_owned();
        assert!(message.starts_with("The request does not have the expected shape: "), "{body}: {answer:?}");
        answer.expect_refusal(400, &message);
    }
    let list = |page: &str| format!(r#"{{"payload":{{"user":"ada","page":{page}}}}}"#);
    for page in ["\"1\"", "1.5", "null", "1e3", "99999999999999999999", "[1]"] {
        assert_eq!(app.post_raw("/api/followers", JSON, list(page)).await.status, 400, "page {page}");
    }
}

#[async_test]
async fn deeply_nested_json_is_harmless() {
    let app = TestApp::start().await;
    let (open, close) = ("[".repeat(30_000), "]".repeat(30_000));
    let body = format!(r#"{{"payload":{{"Username":"ada","Password":"correct horse","x":{open}{close}}}}}"#);
    assert_eq!(app.post_raw("/api/login", JSON, body).await.status, 401, "an unknown field is skipped");
    let answer = app.post_raw("/api/login", JSON, open).await;
    assert_eq!(answer.status, 400, "{answer:?}");
}

#[async_test]
async fn another_content_type() {
    let app = TestApp::start().await;
    let types = [
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "json",
    ];
    for content_type in [None].into_iter().chain(types.map(Some)) {
        let answer = app.post_raw("/api/login", content_type, LOGIN).await;
        answer.expect_refusal(415, "Send the request as application/json.");
    }
    for content_type in ["application/json; charset=utf-8", "Application/JSON"] {
        assert_eq!(app.post_raw("/api/login", Some(content_type), LOGIN).await.status, 401, "{content_type}");
    }
}

#[async_test]
async fn a_form_cannot_choose_another_method() {
    let app = TestApp::start().await;
    for method in ["PUT", "DELETE", "GET", "PATCH", "POST", "HEAD"] {
        for path in ["/api/login", "/api/logout"] {
            let body = format!("_method={method}&payload=x");
            let answer = app.post_raw(path, Some("application/x-www-form-urlencoded"), body).await;
            assert_eq!(answer.status, 415, "_method={method}: {answer:?}");
            answer.expect_api_headers();
        }
    }
}

#[async_test]
async fn more_than_64_kib_is_too_large() {
    let app = TestApp::start().await;
    let body = |length: usize| {
        let empty = json!({"payload": {"Username": "ada", "Password": "correct horse", "x": ""}}).to_string();
        empty.replace("\"x\":\"\"", &format!("\"x\":\"{}\"", "x".repeat(length - empty.len())))
    };
    let largest = body(64 * 1024);
    assert_eq!(largest.len(), 64 * 1024, "the test measures well");
    assert_eq!(app.post_raw("/api/login", JSON, largest).await.status, 401, "64 KiB are read");
    for length in [64 * 1024 + 1, 100_000, 1_000_000] {
        app.post_raw("/api/login", JSON, body(length)).await.expect_refusal(413, "The request is too large.");
    }
}
