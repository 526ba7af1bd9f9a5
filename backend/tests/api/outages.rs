//! Failures of the machine behind the API: the database away, no connection or core free, a panic.

use crate::helpers::{Answer, TestApp};
use crate::test_client::PASSWORD;
use kith::database::Db;
use reqwest::Method;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use rocket::{async_test, post, routes};
use serde_json::json;
use std::thread::available_parallelism;

const UNAVAILABLE: &str = "The service is not available right now. Try again in a moment.";
const BUSY: &str = "Too many tries at once. Try again in a moment.";

#[async_test]
async fn while_the_database_is_away_every_call_says_so_and_afterwards_all_is_well() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    app.database.close().await;
    let user = json!({"user": "ada"});
    for path in ["/api/profile", "/api/followers", "/api/followed"] {
        app.post(path, user.clone()).await.expect_refusal(503, UNAVAILABLE);
    }
    app.post("/api/search", json!({"prefix": ""})).await.expect_refusal(503, UNAVAILABLE);
    app.try_sign_in("ada", PASSWORD).await.expect_refusal(503, UNAVAILABLE);
    app.try_register("eve", "eve@example.org", PASSWORD).await.expect_refusal(503, UNAVAILABLE);
    for path in ["/api/follow", "/api/unfollow", "/api/profile"] {
        bob.ask_about(path, "ada").await.expect_refusal(503, UNAVAILABLE);
    }
    app.database.open().await;
    assert!(bob.follow("ada").await.relationship.following, "the token still works");
    assert_eq!(app.profile("ada").await.counts.followers, 1, "and so do the lists");
    assert!(ada.relationship("bob").await.followed_by, "for everybody");
}

#[async_test]
async fn a_call_that_gets_no_connection_in_time_is_refused_and_the_one_that_has_it_is_answered() {
    let app =
        TestApp::start_with(&["--database-connections", "1", "--database-timeout", "1"], |app| app).await;
    app.register("ada").await;
    let user = json!({"user": "ada"});
    app.sql.batch_execute("BEGIN; LOCK TABLE people").await.expect("a lock");
    let blocked = app.post("/api/profile", user.clone());
    let refused = async {
        app.wait_for_lock().await;
        app.post("/api/profile", user.clone()).await.expect_refusal(503, UNAVAILABLE);
        app.sql.batch_execute("COMMIT").await.expect("the lock goes");
    };
    let (blocked, ()) = join(blocked, refused).await;
    assert_eq!(blocked.status, 200, "{blocked:?}");
    assert_eq!(app.post("/api/profile", user).await.status, 200, "the connection is free again");
}

#[async_test]
async fn one_connection_is_enough_for_many_calls_at_once() {
    let app = TestApp::start_with(&["--database-connections", "1"], |app| app).await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    let paths = ["/api/follow", "/api/profile", "/api/followers", "/api/unfollow", "/api/followed"];
    let answers = join_all(paths.iter().cycle().take(40).map(|path| ada.ask_about(path, "bob"))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "no call waits for itself: {answers:?}");
}

#[async_test]
async fn more_logins_than_the_queue_holds_are_refused() {
    let app = TestApp::start().await;
    app.register("slow").await;
    // A login as `slow` keeps a core busy for about a second: the hash says how much work it is.
    app.sql
        .batch_execute("UPDATE accounts SET password_hash = overlay(password_hash placing '14' from 5)")
        .await
        .unwrap();
    let cores = available_parallelism().map_or(1, |cores| cores.get().max(2) - 1);
    let before = app.bcrypt_runs().await;
    let slow = join_all((0..cores).map(|_| app.try_sign_in("slow", "wrong password")));
    let rest = async {
        while app.bcrypt_runs().await < before + cores as u64 {
            yield_now().await;
        }
        let names = (0..70).map(|number| format!("stranger{number}")).collect::<Vec<_>>();
        join_all(names.iter().map(|name| app.try_sign_in(name, "wrong password"))).await
    };
    let (slow, rest) = join(slow, rest).await;
    assert!(slow.iter().all(|answer| answer.status == 401), "those at work are answered: {slow:?}");
    let (refused, answered) = rest.into_iter().partition::<Vec<_>, _>(|answer| answer.status == 429);
    assert!(!refused.is_empty(), "70 calls are more than wait");
    refused.iter().for_each(|answer| answer.expect_refusal(429, BUSY));
    assert!(answered.iter().all(|answer| answer.status == 401), "those that wait are answered: {answered:?}");
    let failed = app.number("SELECT sum(failures) FROM failed_tries").await;
    let made = slow.len() + answered.len();
    assert_eq!(
        failed as usize,
        3 * made,
        "once for the network and twice for strangers; who was turned away has not failed"
    );
    assert_eq!(app.try_sign_in("stranger", "wrong password").await.status, 401, "the queue is empty again");
}

#[post("/panic")]
fn panic() -> &'static str {
    panic!("a secret detail")
}

#[post("/panic-with-a-connection")]
async fn panic_with_a_connection(db: &Db) -> &'static str {
    let _held = db.client().await.expect("a connection");
    panic!("a secret detail")
}

#[async_test]
async fn a_panic_is_an_internal_server_error() {
    let flags = ["--database-connections", "1", "--database-timeout", "1"];
    let app =
        TestApp::start_with(&flags, |rocket| rocket.mount("/api", routes![panic, panic_with_a_connection]))
            .await;
    app.register("ada").await;
    for path in ["/api/panic", "/api/panic-with-a-connection", "/api/panic-with-a-connection"] {
        app.post(path, json!({})).await.expect_refusal(500, "internal server error");
    }
    assert_eq!(app.profile("ada").await.person.username, "ada", "the server and its only connection live on");
}

#[async_test]
async fn each_answer_has_an_id_of_its_own() {
    let app = TestApp::start().await;
    let ask = || Answer::to(app.request(Method::GET, "/api/nothing").header("X-Request-Id", "mine"));
    let (one, other) = join(ask(), ask()).await;
    assert_ne!(one.header("X-Request-Id"), other.header("X-Request-Id"), "ids differ");
    assert_ne!(one.header("X-Request-Id"), "mine", "and are the server's");
}
