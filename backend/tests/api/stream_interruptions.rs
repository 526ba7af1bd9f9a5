//! Where a stream of live updates is refused, ends, or outlives the database's absence.

use crate::helpers::{Answer, TestApp};
use common::accounts::sessions::Logout;
use rocket::tokio::task::yield_now;
use rocket::{Shutdown, async_test, post, routes};
use serde_json::json;
use uuid::Uuid;

#[async_test]
async fn only_the_signed_in_are_told_anything() {
    let app = TestApp::start().await;
    for after in [json!({}), json!({"after": null}), json!({"after": "x"})] {
        app.post("/api/live", after).await.expect_refusal(401, "Sign in first.");
    }
}

#[async_test]
async fn an_id_that_is_none_is_a_complaint() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for after in ["", "x", "0198c0de-0000-7000-8000-00000000000", "0198c0de000070008000000000000000x"] {
        let answer = Answer::to(app.live(&ada.token, Some(after))).await;
        answer.expect_complaint(422, "after", "This is not an id that an event came with.");
    }
    let answer = Answer::to(app.live(&ada.token, Some("\0"))).await;
    answer.expect_complaint(422, "after", "This text holds a character that cannot be stored (NUL).");
}

#[async_test]
async fn an_id_of_the_future_is_now() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    bob.follow("ada").await;
    let mut stream = app.resume(&ada.token, Uuid::max()).await;
    eve.follow("ada").await;
    assert_eq!(stream.next().await.name(), "eve");
}

#[async_test]
async fn one_person_cannot_take_all_streams() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut streams = Vec::new();
    for _ in 0..32 {
        streams.push(app.listen(&ada.token).await);
    }
    let answer = Answer::to(app.live(&ada.token, None)).await;
    answer.expect_refusal(429, "Too many tries at once. Try again in a moment.");
    app.listen(&bob.token).await;
}

#[async_test]
async fn a_stream_ends_with_its_session() {
    let app = TestApp::start().await;
    let (here, there, bob) = (app.join("ada").await, app.sign_in("ada").await, app.join("bob").await);
    let (mut ends, mut goes_on) = (app.listen(&here.token).await, app.listen(&there.token).await);
    here.call(&Logout {}).await.expect("a logout");
    ends.end().await;
    bob.follow("ada").await;
    assert_eq!(goes_on.next().await.name(), "bob");
    let age = "UPDATE sessions SET used_at = now() - interval '2 days'";
    app.sql.batch_execute(age).await.expect("time passes");
    goes_on.end().await;
}

#[async_test]
async fn a_stream_outlives_the_databases_absence() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut stream = app.listen(&ada.token).await;
    app.database.close().await;
    assert_eq!(Answer::to(app.live(&ada.token, None)).await.status, 503, "a new stream has to wait");
    app.database.open().await;
    bob.follow("ada").await;
    assert_eq!(stream.next().await.name(), "bob");
}

#[async_test]
async fn a_follow_during_a_poll_that_fails_is_told_by_the_next() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (crowd, bystander) = (app.crowd("p", 2).await, app.database.connect().await);
    let mut stream = app.listen(&ada.token).await;
    app.sql.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    app.gather(&crowd, ada.user_id).await;
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while bystander.query_one(cut, &[]).await.expect("a count").get::<_, i64>(0) == 0 {
        yield_now().await;
    }
    app.sql.batch_execute("COMMIT").await.expect("the lock goes");
    assert_eq!(stream.names(2).await, ["p000", "p001"]);
}

#[post("/shutdown")]
fn shutdown(shutdown: Shutdown) {
    shutdown.notify();
}

#[async_test]
async fn a_shutdown_ends_streams_at_once_and_cuts_none_off() {
    let app = TestApp::start_with(&[], |rocket| rocket.mount("/test", routes![shutdown])).await;
    let ada = app.join("ada").await;
    let mut stream = app.listen(&ada.token).await;
    assert_eq!(app.post("/test/shutdown", json!({})).await.status, 200);
    stream.end().await;
}
