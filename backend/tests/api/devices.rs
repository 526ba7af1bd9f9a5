//! Where a person is signed in, and ending that.

use crate::helpers::{Answer, BEHIND_A_PROXY, TestApp};
use crate::test_client::{PASSWORD, Visitor};
use common::accounts::sessions::{EndSession, EndSessions, Session, Sessions};
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

const ENDED: &str = "This session has ended. Sign in again.";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

impl Visitor<'_> {
    async fn sessions(&self) -> Vec<Session> {
        self.call(&Sessions {}).await.expect("sessions").sessions
    }

    async fn is_signed_in(&self) -> bool {
        self.ask_about("/api/profile", &self.username).await.status == 200
    }
}

/// The kinds of a person's events, each where it happened last, the oldest first.
async fn kinds(app: &TestApp, person: Uuid) -> Vec<String> {
    let sql = "SELECT kind FROM security_events WHERE person_id = $1 ORDER BY event_id";
    app.sql.query(sql, &[&person]).await.expect("events").iter().map(|row| row.get(0)).collect()
}

#[async_test]
async fn sessions_are_listed_with_the_latest_used_first() {
    let app = TestApp::start().await;
    let (one, two) = (app.join("ada").await, app.sign_in("ada").await);
    app.join("bob").await;
    let sessions = one.sessions().await;
    assert_eq!(sessions.iter().map(|session| session.current).collect::<Vec<_>>(), [false, true]);
    assert_eq!(two.sessions().await.iter().map(|session| session.current).collect::<Vec<_>>(), [true, false]);
    let aged =
        "UPDATE sessions SET created_at = '2026-01-02 03:04:05.678+00', used_at = now() - interval '1 hour'
                WHERE session_id = $1";
    let lifetimes = ["--session-hours", "10000000"];
    let app = app.beside_with(&lifetimes).await;
    app.sql.execute(aged, &[&sessions[0].session_id]).await.expect("time passes");
    let listed = app.post("/api/sessions", json!({"token": one.token})).await.payload()["sessions"].take();
    assert_eq!(listed[1]["session_id"], json!(sessions[0].session_id), "{listed}");
    assert_eq!(listed[1]["created_at"], "2026-01-02T03:04:05Z", "{listed}");
    assert_eq!(listed[0]["current"], true, "{listed}");
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "nobody else's: {listed}");
}

#[async_test]
async fn a_session_that_has_run_out_is_not_listed() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.sign_in("ada").await);
    for column in ["created_at", "used_at"] {
        let sql = format!(
            "UPDATE sessions SET {column} = now() - interval '8 days' WHERE token_hash <> sha256($1)"
        );
        app.sql.execute(&sql, &[&ada.token.as_bytes()]).await.expect("time passes");
        assert_eq!(ada.sessions().await.len(), 1, "{column}");
        app.sql
            .batch_execute("UPDATE sessions SET created_at = now(), used_at = now()")
            .await
            .expect("undone");
    }
}

#[async_test]
async fn a_session_tells_from_where_it_was_used_last() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    app.register("ada").await;
    let login = json!({"Username": "ada", "Password": PASSWORD});
    let answer = app.post_from("192.0.2.1", "/api/login", login).await;
    let token = answer.payload()["token"].as_str().expect("a token").to_owned();
    let call = async |address: &str| {
        let request =
            app.request(Method::POST, "/api/sessions").bearer_auth(&token).header("User-Agent", FIREFOX);
        let body = json!({"payload": {}});
        let answer = Answer::to(request.header("X-Forwarded-For", address).json(&body)).await;
        let session = answer.payload()["sessions"][0].take();
        [session["address"].clone(), session["device"].clone()]
    };
    assert_eq!(call("2001:db8::7").await, ["192.0.2.1", ""], "a use is noted every few minutes only");
    let aged = "UPDATE sessions SET used_at = now() - interval '5 minutes 1 second'";
    app.sql.batch_execute(aged).await.expect("time passes");
    assert_eq!(call("2001:db8::7").await, ["2001:db8::7", "Firefox on Linux"]);
    assert_eq!(call("192.0.2.1").await, ["2001:db8::7", "Firefox on Linux"]);
}

#[async_test]
async fn one_session_is_ended_by_its_id() {
    let app = TestApp::start().await;
    let (ada, elsewhere, bob) = (app.join("ada").await, app.sign_in("ada").await, app.join("bob").await);
    let theirs = ada.sessions().await.iter().find(|session| !session.current).expect("another").session_id;
    assert!(bob.call(&EndSession { session_id: theirs }).await.is_ok(), "nobody learns whether there is one");
    assert!(elsewhere.is_signed_in().await, "and nobody ends another's");
    for _ in 0..2 {
        ada.call(&EndSession { session_id: theirs }).await.expect("an end, or none");
        elsewhere.ask_about("/api/profile", "ada").await.expect_refusal(401, ENDED);
        assert!(ada.is_signed_in().await);
    }
    let own = ada.sessions().await[0].session_id;
    ada.call(&EndSession { session_id: own }).await.expect("an end");
    ada.ask_about("/api/profile", "ada").await.expect_refusal(401, ENDED);
    assert!(bob.is_signed_in().await);
    assert_eq!(kinds(&app, ada.user_id).await, ["registered", "signed_in", "sessions_ended"]);
    assert_eq!(
        kinds(&app, bob.user_id).await,
        ["registered", "signed_in"],
        "nothing has happened to the other"
    );
    app.post("/api/end_session", json!({"session_id": "x", "token": bob.token})).await.payload();
}

#[async_test]
async fn all_others_are_ended_or_all() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let others = join_all((0..3).map(|_| app.sign_in("ada"))).await;
    for _ in 0..2 {
        ada.call(&EndSessions { others: true }).await.expect("an end of the others");
    }
    for other in &others {
        assert!(!other.is_signed_in().await);
    }
    assert_eq!(ada.sessions().await.len(), 1);
    let again = app.sign_in("ada").await;
    ada.call(&EndSessions { others: false }).await.expect("an end of all");
    assert!(!ada.is_signed_in().await && !again.is_signed_in().await);
    assert!(bob.is_signed_in().await, "nobody else's");
    assert_eq!(app.times(&ada, "sessions_ended").await, 2, "where nothing ends, nothing is noted");
}

#[async_test]
async fn the_least_recently_used_of_too_many_sessions_ends() {
    let app = TestApp::start().await;
    let (oldest, old) = (app.join("ada").await, app.sign_in("ada").await);
    let more = "INSERT INTO sessions (token_hash, person_id, used_at)
                SELECT sha256(n::text::bytea), $1, now() - n * interval '1 minute' FROM generate_series(1, 98) AS n";
    app.sql.execute(more, &[&old.user_id]).await.expect("sessions");
    let aged = "UPDATE sessions SET used_at = now() - interval '2 hours' WHERE token_hash = sha256($1)";
    app.sql.execute(aged, &[&oldest.token.as_bytes()]).await.expect("time passes");
    assert_eq!(old.sessions().await.len(), 100);
    let new = app.sign_in("ada").await;
    assert_eq!(new.sessions().await.len(), 100);
    assert!(old.is_signed_in().await && !oldest.is_signed_in().await, "the least recently used has ended");
    join_all((0..8).map(|_| app.sign_in("ada"))).await;
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 100, "of many who come at once as well");
    assert!(old.is_signed_in().await);
}

#[async_test]
async fn signing_in_anew_ends_the_session_before() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let login =
        |password: &str, token: &str| json!({"Username": "ada", "Password": password, "token": token});
    assert_eq!(app.post("/api/login", login("wrong password", &ada.token)).await.status, 401);
    assert!(ada.is_signed_in().await, "who fails stays signed in");
    let answer = app.post("/api/login", login(PASSWORD, &ada.token)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!ada.is_signed_in().await);
    let token = answer.payload()["token"].as_str().expect("a token").to_owned();
    assert_eq!(app.post("/api/profile", json!({"user": "ada", "token": token})).await.status, 200);
    app.post("/api/login", login(PASSWORD, &ada.token)).await.expect_refusal(401, ENDED);
    assert_eq!(app.post("/api/login", login(PASSWORD, &bob.token)).await.status, 200);
    assert!(!bob.is_signed_in().await, "whosever it was");
    let expected = ["registered", "sign_in_failed", "signed_out", "signed_in"];
    assert_eq!(kinds(&app, ada.user_id).await, expected);
    assert_eq!(kinds(&app, bob.user_id).await, ["registered", "signed_in", "signed_out"]);
}
