//! Costly reads leave connections to pages, and turns to other networks.

use crate::helpers::{Answer, BEHIND_A_PROXY, TestApp};
use crate::test_client::Visitor;
use reqwest::{Method, RequestBuilder};
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use serde_json::{Value, json};

pub const BUSY: &str = "Too many tries at once. Try again in a moment.";
pub const HERE: &str = "192.0.2.1";
pub const THERE: &str = "198.51.100.7";

impl TestApp {
    fn call_from(&self, address: &str, path: &str, payload: &Value) -> RequestBuilder {
        let request = self.request(Method::POST, path).header("X-Forwarded-For", address);
        request.json(&json!({ "payload": payload }))
    }

    /// Waits until so many statements wait for a lock.
    async fn are_waiting(&self, statements: i64) {
        let sql = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while self.number(sql).await < statements {
            yield_now().await;
        }
    }
}

/// Everything that is costly, by one person.
fn costly(by: &Visitor<'_>) -> [(&'static str, Value); 8] {
    let token = &by.token;
    [
        ("/api/suggestions", json!({"token": token})),
        ("/api/known_followers", json!({"token": token, "user": "star"})),
        ("/api/export", json!({"token": token, "list": "followers"})),
        ("/api/followers", json!({"user": "star", "prefix": "a"})),
        ("/api/followed", json!({"user": "star", "prefix": "a"})),
        ("/api/followers", json!({"user": "star", "filter": "mutual"})),
        ("/api/search", json!({"prefix": "a b"})),
        ("/api/search", json!({"prefix": "a", "page": 2})),
    ]
}

#[async_test]
async fn while_costly_reads_take_their_share_pages_are_answered_and_so_are_other_networks() {
    let flags = [&BEHIND_A_PROXY[..], &["--database-connections", "8"]].concat();
    let app = TestApp::start_with(&flags, |app| app).await;
    let (star, ada) = (app.join("star").await, app.join("ada").await);
    ada.follow("star").await;
    let lock = app.database.connect().await;
    lock.batch_execute("BEGIN; LOCK TABLE requested").await.expect("a lock");
    let suggestions = (0..40).map(|number| {
        let by = if number % 2 == 0 { &star } else { &ada };
        Answer::to(app.call_from(HERE, "/api/suggestions", &json!({"token": by.token})))
    });
    let meanwhile = async {
        app.are_waiting(1).await;
        let others = costly(&star).into_iter().map(async |(path, payload)| {
            Answer::to(app.call_from(HERE, path, &payload)).await.expect_refusal(429, BUSY);
            let payload = json!({"user": "star"});
            let page = Answer::to(app.call_from(HERE, "/api/followers", &payload)).await;
            assert_eq!(page.status, 200, "a page for the same network: {page:?}");
            let search = Answer::to(app.call_from(HERE, "/api/search", &json!({"prefix": "a"}))).await;
            assert_eq!(search.status, 200, "a search for one word: {search:?}");
        });
        join_all(others).await;
        let payload = json!({"user": "star", "prefix": "a"});
        let search = Answer::to(app.call_from(THERE, "/api/followers", &payload)).await;
        assert_eq!(search.payload()["total"], 1, "a search for another network: {search:?}");
        assert_eq!(
            app.number(
                "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            .await,
            1,
            "half of a quarter of 8"
        );
        lock.batch_execute("COMMIT").await.expect("the lock goes");
    };
    let (answers, ()) = join(join_all(suggestions), meanwhile).await;
    let answered = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(answered, 1, "the one that had a turn: {answers:?}");
    for (path, payload) in costly(&star) {
        let answer = Answer::to(app.call_from(HERE, path, &payload)).await;
        assert_eq!(answer.status, 200, "{path} {payload}: {answer:?}");
    }
}

#[async_test]
async fn a_person_has_no_more_from_many_networks() {
    let flags = [&BEHIND_A_PROXY[..], &["--database-connections", "8"]].concat();
    let app = TestApp::start_with(&flags, |app| app).await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let lock = app.database.connect().await;
    lock.batch_execute("BEGIN; LOCK TABLE requested").await.expect("a lock");
    let ask = async |by: &Visitor<'_>, address: &str| {
        Answer::to(app.call_from(address, "/api/suggestions", &json!({"token": by.token}))).await
    };
    let meanwhile = async {
        app.are_waiting(1).await;
        ask(&ada, THERE).await.expect_refusal(429, BUSY);
        let others = async {
            app.are_waiting(2).await;
            lock.batch_execute("COMMIT").await.expect("the lock goes");
        };
        let (answer, ()) = join(ask(&bob, THERE), others).await;
        assert_eq!(answer.status, 200, "another person: {answer:?}");
    };
    let (answer, ()) = join(ask(&ada, HERE), meanwhile).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}
