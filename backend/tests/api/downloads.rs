//! All data of a person as a file: complete, without secrets, and told from one that was cut off.

use crate::helpers::{Answer, TestApp};
use crate::test_client::Visitor;
use reqwest::{Method, RequestBuilder};
use rocket::async_test;
use serde_json::{Value, from_str, json};

/// The lists of the document, in its order.
const LISTS: [&str; 7] =
    ["sessions", "security_events", "followers", "followed", "requests", "requested", "blocked"];

impl TestApp {
    fn download(&self, by: &Visitor<'_>) -> RequestBuilder {
        let body = json!({"payload": {}});
        self.request(Method::POST, "/api/download").bearer_auth(&by.token).json(&body)
    }
}

async fn document(app: &TestApp, by: &Visitor<'_>) -> Value {
    let answer = Answer::to(app.download(by)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

/// What is said in each of a list's items under a key.
fn all<'a>(document: &'a Value, list: &str, key: &str) -> Vec<&'a str> {
    let items = document[list].as_array().unwrap_or_else(|| panic!("no {list} in {document}"));
    items.iter().map(|item| item[key].as_str().unwrap_or_else(|| panic!("no {key} in {item}"))).collect()
}

#[test]
fn what_is_described_is_what_is_in_it() {
    let described = include_str!("../../../common/src/accounts/data_export.rs").split('`').skip(1).step_by(2);
    let begin = ["account", "passkeys", "identities", "person", "details", "privacy"];
    assert_eq!(described.collect::<Vec<_>>(), [&begin[..], &LISTS].concat());
}

#[async_test]
async fn a_new_account_has_little_to_take_along() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let answer = Answer::to(app.download(&ada)).await;
    answer.expect_api_headers();
    assert_eq!(answer.header("Content-Disposition"), "attachment; filename=\"kith.json\"");
    let document = from_str::<Value>(&answer.text).expect("JSON");
    let keys = document.as_object().expect("an object").keys().collect::<Vec<_>>();
    assert_eq!(keys.len(), 4 + LISTS.len(), "{keys:?}");
    assert_eq!(all(&document, "security_events", "kind"), ["downloaded", "signed_in", "registered"]);
    assert_eq!(all(&document, "sessions", "address"), ["127.0.0.1"]);
    for list in &LISTS[2..] {
        assert_eq!(document[list], json!([]), "{list}");
    }
    app.post("/api/download", json!({})).await.expect_refusal(401, "Sign in first.");
}

#[async_test]
async fn everything_is_in_it_and_nothing_secret() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let (kim, zoe, max) = (app.join("kim").await, app.join("zoe").await, app.join("max").await);
    for person in [&ada, &bob] {
        app.set_up(person).await;
    }
    let odd = "UPDATE profiles SET about = E'\"quoted\"\\n\\\\ \u{1f9ed} \\x01'";
    app.sql.batch_execute(odd).await.expect("a text with everything in it");
    bob.follow("ada").await;
    ada.follow("bob").await;
    ada.follow("eve").await;
    ada.lock(true).await;
    eve.follow("ada").await;
    max.lock(true).await;
    ada.follow("max").await;
    ada.block("kim").await;
    zoe.block("ada").await;

    let answer = Answer::to(app.download(&ada)).await;
    let document = from_str::<Value>(&answer.text).expect("JSON");
    for (list, names) in [
        ("followers", &["bob"][..]),
        ("followed", &["eve", "bob"]),
        ("requests", &["eve"]),
        ("requested", &["max"]),
        ("blocked", &["kim"]),
    ] {
        assert_eq!(all(&document, list, "username"), names, "{list}");
        let now = humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string();
        assert!(
            all(&document, list, "at").iter().all(|at| at[..13] >= now[..13] || at[..10] < now[..10]),
            "{list}"
        );
    }
    assert_eq!(document["blocked"][0]["user_id"], json!(kim.user_id));
    let profile = app.profile("ada").await;
    assert_eq!(document["person"], json!(profile.person));
    assert_eq!(document["details"], json!(profile.details));
    assert_eq!(document["details"]["about"], "\"quoted\"\n\\ \u{1f9ed} \u{1}");
    assert_eq!(document["privacy"], json!({"locked": true, "hides_lists": false}));
    let account = &document["account"];
    assert_eq!(account["Email_id"], "ada@example.org");
    assert_eq!((&account["email_verified"], &account["recovery_codes"]), (&json!(true), &json!(9)));
    assert_eq!(all(account, "passkeys", "name"), ["Laptop", "Phone"]);
    assert_eq!(all(account, "identities", "subject"), [format!("subject of {}", ada.user_id)]);

    let text = answer.text.as_str();
    assert!(!text.contains("zoe"), "by whom ada is blocked is not told");
    assert!(!text.contains("bob@example.org"), "nothing of others");
    for secret in ["hash", "sealed", "credential", "public key", "ticket", &ada.token, "$2b$", "\\\\x"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

#[async_test]
async fn long_lists_are_complete_and_in_order() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let crowd = app.crowd("p", 2_500).await;
    app.gather(&crowd, ada.user_id).await;
    app.admire(ada.user_id, &crowd[..1_000]).await;
    let document = document(&app, &ada).await;
    let expected = (0..2_500).rev().map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    assert_eq!(all(&document, "followers", "username"), expected);
    assert_eq!(all(&document, "followed", "username"), expected[1_500..]);
}

#[async_test]
async fn a_document_that_is_cut_off_is_not_json() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let crowd = app.crowd("a-name-as-long-as-it-may-", 60_000).await;
    app.admire(ada.user_id, &crowd).await;
    let mut response = app.download(&ada).send().await.expect("the document begins");
    app.database.close().await;
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        text.extend(chunk);
    }
    assert!(text.starts_with(b"{\"account\":"), "it has begun");
    assert!(serde_json::from_slice::<Value>(&text).is_err(), "{} bytes are not all of it", text.len());
    let refused = Answer::to(app.download(&ada)).await;
    refused.expect_refusal(503, "The service is not available right now. Try again in a moment.");
    app.database.open().await;
    assert_eq!(
        all(&document(&app, &ada).await, "followed", "username").len(),
        60_000,
        "the next one is whole"
    );
}
