//! What has happened to an account, as its owner reads it.

use crate::helpers::TestApp;
use crate::visitors::PASSWORD;
use common::security_events::{Kind, SecurityEvents};
use common::sessions::Logout;
use rocket::async_test;
use serde_json::json;
use uuid::Uuid;

#[async_test]
async fn what_happens_is_told_newest_first_and_to_nobody_else() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.try_sign_in("ada", "wrong password").await;
    app.sign_in("ada").await.call(&Logout {}).await.expect("a logout");
    let page = ada.call(&SecurityEvents::default()).await.expect("events");
    let kinds = page.events.iter().map(|event| event.kind).collect::<Vec<_>>();
    assert_eq!(
        kinds,
        [Kind::SignedOut, Kind::SignedIn, Kind::SignInFailed, Kind::SignedIn, Kind::Registered]
    );
    assert_eq!(page.cursor, None);
    for event in &page.events {
        assert_eq!((event.address.as_str(), event.device.as_str()), ("127.0.0.1", ""));
        assert!(humantime_is_now(&event.at), "{event:?}");
    }
    let bob = app.join("bob").await;
    assert_eq!(bob.call(&SecurityEvents::default()).await.expect("events").events.len(), 2);
    app.post("/api/security_events", json!({})).await.expect_refusal(401, "Sign in first.");
}

/// In RFC 3339, of this century.
fn humantime_is_now(at: &str) -> bool {
    at.len() == "2026-01-02T03:04:05Z".len() && at.starts_with("20") && at.ends_with('Z')
}

#[async_test]
async fn pages_partition_what_has_happened() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut ids = (0..64).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let sql = "INSERT INTO security_events SELECT $1, id, 'signed_in', host(id_number::bigint + '10.0.0.0'::inet), ''
               FROM unnest($2::uuid[]) WITH ORDINALITY AS made (id, id_number)";
    for person in [ada.user_id, bob.user_id] {
        app.sql.execute(sql, &[&person, &ids]).await.expect("events");
        ids = ids.iter().map(|_| Uuid::now_v7()).collect();
    }
    let (mut cursor, mut addresses) = (None, Vec::new());
    for length in [30, 30, 6] {
        let page = ada.call(&SecurityEvents { cursor }).await.expect("a page");
        assert_eq!(page.events.len(), length);
        addresses.extend(page.events.into_iter().map(|event| event.address));
        cursor = page.cursor;
    }
    assert_eq!(cursor, None, "the end is told");
    let expected = (1..=64)
        .rev()
        .map(|number| format!("10.0.0.{number}"))
        .chain(["127.0.0.1".to_owned(), "127.0.0.1".to_owned()]);
    assert_eq!(addresses, expected.collect::<Vec<_>>());
}

#[async_test]
async fn a_page_that_is_exactly_full_is_the_last() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for _ in 0..28 {
        app.sign_in("ada").await;
    }
    let page = ada.call(&SecurityEvents::default()).await.expect("events");
    assert_eq!((page.events.len(), page.cursor), (30, None));
}

#[async_test]
async fn a_cursor_that_is_none_is_a_complaint_and_a_forged_one_shows_only_ones_own() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for cursor in ["", "x", "1"] {
        let answer = app.post("/api/security_events", json!({"token": ada.token, "cursor": cursor})).await;
        answer.expect_complaint(422, "cursor", "This cursor is not one that a page came with.");
    }
    let answer = app.post("/api/security_events", json!({"token": ada.token, "cursor": "\0"})).await;
    answer.expect_complaint(422, "cursor", "This text holds a character that cannot be stored (NUL).");
    let cursor = Some(Uuid::max().to_string());
    assert_eq!(bob.call(&SecurityEvents { cursor }).await.expect("events").events.len(), 2);
    let cursor = Some(Uuid::nil().to_string());
    assert_eq!(bob.call(&SecurityEvents { cursor }).await.expect("events").events.len(), 0);
}

#[async_test]
async fn what_has_happened_goes_with_the_account() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.post("/api/delete_account", json!({"token": ada.token, "Password": PASSWORD})).await.payload();
    assert_eq!(app.number("SELECT count(*) FROM security_events").await, 0);
}
