//! The failures that depend on who asks and about whom: 401, 404, 409, 422, as the table of failures has them.

use crate::helpers::{Answer, TestApp};
use crate::test_client::PASSWORD;
use reqwest::Method;
use rocket::async_test;
use serde_json::{Value, json};
use uuid::Uuid;

const ENDED: &str = "This session has ended. Sign in again.";
const ANOTHER_PERSON: &str = "The token belongs to somebody else than user_id says.";
const NO_NUL: &str = "This text holds a character that cannot be stored (NUL).";

/// Each endpoint that needs a signed-in caller, with a request that is sound but for that.
fn for_the_signed_in() -> [(&'static str, Value); 4] {
    [
        ("/api/follow", json!({"user": "bob"})),
        ("/api/unfollow", json!({"user": "bob"})),
        ("/api/logout", json!({})),
        ("/api/live", json!({})),
    ]
}

/// Each endpoint that anybody may call, with a sound request.
fn for_anybody() -> [(&'static str, Value); 4] {
    let user = json!({"user": "bob"});
    [
        ("/api/profile", user.clone()),
        ("/api/followers", user.clone()),
        ("/api/followed", user),
        ("/api/search", json!({"prefix": "b"})),
    ]
}

/// A request with more fields.
fn with(mut request: Value, fields: &[(&str, &str)]) -> Value {
    for (key, value) in fields {
        request[*key] = json!(value);
    }
    request
}

#[async_test]
async fn without_a_token_nobody_is_signed_in() {
    let app = TestApp::start().await;
    let bob = app.join("bob").await;
    for (path, request) in for_the_signed_in() {
        app.post(path, request.clone()).await.expect_refusal(401, "Sign in first.");
        let claim = with(request, &[("user_id", &bob.user_id.to_string())]);
        app.post(path, claim).await.expect_refusal(401, "Sign in first.");
    }
}

#[async_test]
async fn a_foreign_token_is_refused_everywhere() {
    let app = TestApp::start().await;
    app.register("bob").await;
    for (path, request) in for_the_signed_in().into_iter().chain(for_anybody()) {
        for token in ["", "x", "\0", &"A".repeat(43), &"é".repeat(9000)] {
            app.post(path, with(request.clone(), &[("token", token)])).await.expect_refusal(401, ENDED);
        }
        let body = json!({ "payload": request });
        for header in ["Bearer x", "bearer x", "BEARER  y z"] {
            let request = app.request(Method::POST, path).header("Authorization", header).json(&body);
            Answer::to(request).await.expect_refusal(401, ENDED);
        }
        for header in ["Bearer", "bearer ", "BEARER\t"] {
            let request = app.request(Method::POST, path).header("Authorization", header).json(&body);
            Answer::to(request).await.expect_refusal(401, "Send the token as `Authorization: Bearer …`.");
        }
    }
}

/// A site may stand behind basic authentication, and its browsers then send that with every call.
#[async_test]
async fn a_header_that_is_no_bearers_is_not_ours() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    for header in
        ["Basic YWRhOmFkYQ==", "basic", "Digest username=\"ada\"", "Negotiate x", "BearerX y", "x", ""]
    {
        let post = async |path: &str, payload: Value| {
            let request = app.request(Method::POST, path).header("Authorization", header);
            Answer::to(request.json(&json!({ "payload": payload }))).await
        };
        for (path, request) in for_the_signed_in() {
            post(path, request).await.expect_refusal(401, "Sign in first.");
        }
        for (path, request) in for_anybody() {
            let answer = post(path, request.clone()).await;
            let bare = app.post(path, request.clone()).await;
            assert_eq!((answer.status, &answer.text), (200, &bare.text), "{header} {path}");
            let answer = post(path, with(request, &[("token", &ada.token)])).await;
            assert_eq!(answer.status, 200, "{header} {path}");
        }
        let me = post("/api/follow", with(json!({"user": "bob"}), &[("token", &ada.token)])).await;
        assert_eq!(me.status, 200, "the token in the payload counts: {me:?}");
        let both = app.request(Method::POST, "/api/account").header("Authorization", header);
        let both = both.header("Authorization", format!("bearer  {}", ada.token));
        assert_eq!(Answer::to(both.json(&json!({"payload": {}}))).await.status, 200, "beside a bearer's");
    }
}

#[async_test]
async fn a_user_id_that_is_not_the_tokens_is_refused() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for (path, request) in for_the_signed_in().into_iter().chain(for_anybody()) {
        for claim in [&bob.user_id.to_string(), "ada", "", &Uuid::nil().to_string()] {
            let request = with(request.clone(), &[("token", &ada.token), ("user_id", claim)]);
            app.post(path, request).await.expect_refusal(401, ANOTHER_PERSON);
        }
    }
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 2, "nobody was signed out");
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 0, "nobody was followed");
}

#[async_test]
async fn nobody_goes_by_that_name_or_id() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let strangers = ["stranger", "", "ad", "a%", "adа", "no such user", &Uuid::now_v7().to_string()];
    for user in strangers {
        for path in ["/api/profile", "/api/followers", "/api/followed"] {
            app.post(path, json!({"user": user})).await.expect_refusal(404, "There is no such user.");
        }
        for path in ["/api/follow", "/api/unfollow", "/api/profile", "/api/followers", "/api/followed"] {
            ada.ask_about(path, user).await.expect_refusal(404, "There is no such user.");
        }
    }
}

#[async_test]
async fn a_field_at_fault_is_named() {
    let app = TestApp::start().await;
    let wrong = json!({"Username": "a b", "Email_id": "nowhere", "Password": "short"});
    let answer = app.post("/api/register", wrong).await;
    let fields = json!({
        "Username": "Use only letters A–Z, digits, and _ . - in the username.",
        "Email_id": "Enter an e-mail address such as ada@example.org.",
        "Password": "The password must have 8 to 256 characters.",
    });
    let in_order =
        ["Email_id", "Password", "Username"].map(|field| fields[field].as_str().unwrap_or_default());
    answer.expect(
        422,
        json!({"success": false, "error_code": null, "code": "invalid_input", "error_message": in_order.join(" "), "fields": fields}),
    );
}

#[async_test]
async fn a_taken_name_or_address_is_named() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let again =
        |username: &str, email: &str| json!({"Username": username, "Email_id": email, "Password": PASSWORD});
    let answer = app.post("/api/register", again("ADA", "other@example.org")).await;
    answer.expect_complaint(409, "Username", "This username is taken. Choose another.");
    let answer = app.post("/api/register", again("other", "Ada@Example.ORG")).await;
    answer.expect_complaint(409, "Email_id", "This e-mail address has an account already.");
}

#[async_test]
async fn a_nul_in_text_is_a_complaint() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for path in ["/api/profile", "/api/followers", "/api/followed", "/api/follow", "/api/unfollow"] {
        ada.ask_about(path, "bo\0b").await.expect_complaint(422, "user", NO_NUL);
    }
    for path in ["/api/followers", "/api/followed"] {
        app.post(path, json!({"user": "ada", "cursor": "\0"})).await.expect_complaint(422, "cursor", NO_NUL);
    }
    app.post("/api/search", json!({"prefix": "\0"})).await.expect_complaint(422, "prefix", NO_NUL);
    app.post("/api/search", json!({"prefix": "", "cursor": "a\0"}))
        .await
        .expect_complaint(422, "cursor", NO_NUL);
    let login = json!({"Username": "ada\0", "Password": PASSWORD});
    app.post("/api/login", login).await.expect_complaint(422, "Username", NO_NUL);
}
