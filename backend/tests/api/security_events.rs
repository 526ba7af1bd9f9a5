//! What has happened to an account, as its owner reads it.

use crate::helpers::{Answer, TestApp};
use crate::test_client::{PASSWORD, Visitor};
use common::accounts::security_events::{Kind, SecurityEvents};
use common::accounts::sessions::Logout;
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::join_all;
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
    assert_eq!(kinds, [Kind::SignedOut, Kind::SignedIn, Kind::SignInFailed, Kind::Registered]);
    assert_eq!(page.events.iter().map(|event| event.count).collect::<Vec<_>>(), [1, 2, 1, 1]);
    assert_eq!(page.cursor, None);
    for event in &page.events {
        assert_eq!((event.address.as_str(), event.device.as_str()), ("127.0.0.1", ""));
        assert!(humantime_is_now(&event.at) && event.first_at <= event.at, "{event:?}");
    }
    let bob = app.join("bob").await;
    assert_eq!(bob.call(&SecurityEvents::default()).await.expect("events").events.len(), 2);
    app.post("/api/security_events", json!({})).await.expect_refusal(401, "Sign in first.");
}

impl TestApp {
    /// Signs a person in from this many addresses.
    async fn happen(&self, person: Uuid, times: usize) {
        let ids = (0..times).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        let sql = "INSERT INTO security_events SELECT $1, id, 'signed_in', host(id_number::bigint + '10.0.0.0'::inet), ''
                   FROM unnest($2::uuid[]) WITH ORDINALITY AS made (id, id_number)";
        self.sql.execute(sql, &[&person, &ids]).await.expect("events");
    }

    async fn download_by(&self, by: &Visitor<'_>, agent: &str) {
        let body = json!({"payload": {"token": by.token}});
        let request = self.request(Method::POST, "/api/download").header("User-Agent", agent);
        assert_eq!(Answer::to(request.json(&body)).await.status, 200);
    }
}

#[async_test]
async fn what_happens_again_on_a_day_is_one_event_with_a_count() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.download_by(&ada, "one").await;
    app.try_sign_in("ada", "wrong password").await;
    join_all((0..40).map(|_| app.download_by(&ada, "one"))).await;
    app.download_by(&ada, "other").await;
    let events = ada.call(&SecurityEvents::default()).await.expect("events").events;
    let told =
        events.iter().map(|event| (event.kind, event.device.as_str(), event.count)).collect::<Vec<_>>();
    let expected = [
        (Kind::Downloaded, "other", 1),
        (Kind::Downloaded, "one", 41),
        (Kind::SignInFailed, "", 1),
        (Kind::SignedIn, "", 1),
        (Kind::Registered, "", 1),
    ];
    assert_eq!(told, expected, "each where it happened last");
    let yesterday = "UPDATE security_events SET repeat_key = sha256(repeat_key) WHERE kind = 'downloaded'";
    app.sql.batch_execute(yesterday).await.expect("another day");
    app.download_by(&ada, "one").await;
    let events = ada.call(&SecurityEvents::default()).await.expect("events").events;
    assert_eq!((events.len(), events[0].count), (6, 1), "another day, another event");
}

#[async_test]
async fn from_however_many_places_a_day_has_few_events_of_a_kind() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for number in 0..30 {
        app.download_by(&ada, &format!("program/{number}")).await;
    }
    app.download_by(&ada, "program/3").await;
    let events = ada.call(&SecurityEvents::default()).await.expect("events").events;
    let downloads = events.iter().filter(|event| event.kind == Kind::Downloaded).collect::<Vec<_>>();
    assert_eq!(downloads.len(), 11, "{downloads:?}");
    assert_eq!(downloads.iter().map(|event| event.count).sum::<i32>(), 31, "none is lost");
    assert_eq!(
        (downloads[0].device.as_str(), downloads[0].count),
        ("program/3", 2),
        "places that are known stay"
    );
    let others = downloads.iter().find(|event| event.address.is_empty()).expect("the rest");
    assert_eq!((others.device.as_str(), others.count), ("", 20), "from many");
    app.download_by(&bob, "program/30").await;
    assert_eq!(bob.call(&SecurityEvents::default()).await.expect("events").events[0].device, "program/30");
}

/// In RFC 3339, of this century.
fn humantime_is_now(at: &str) -> bool {
    at.len() == "2026-01-02T03:04:05Z".len() && at.starts_with("20") && at.ends_with('Z')
}

#[async_test]
async fn pages_partition_what_has_happened() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for person in [ada.user_id, bob.user_id] {
        app.happen(person, 64).await;
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
    app.happen(ada.user_id, 28).await;
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
