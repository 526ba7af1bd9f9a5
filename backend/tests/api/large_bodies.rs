//! Large bodies: who may send one, how long it may take, and what becomes of a session that ends meanwhile.

use crate::avatars::form;
use crate::fair_share::{BUSY, HERE, THERE};
use crate::helpers::{Answer, BEHIND_A_PROXY, TestApp};
use crate::pictures::encode;
use crate::slow_clients::{answer, begun, connect};
use image::{ImageFormat, RgbImage};
use reqwest::Method;
use rocket::async_test;
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::TcpStream;
use rocket::tokio::select;
use rocket::tokio::task::yield_now;
use rocket::tokio::time::{interval, timeout};
use serde_json::json;
use std::time::Duration;

const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: multipart/form-data; boundary=x\r\n";
const MOST: usize = 64 * 1024;
/// Rocket waits for as many bytes before it looks at anything.
const BEGUN: &str = "{\"payload\":{   ";

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

/// A large import that has begun, of which all is still to come.
async fn import_begins(app: &TestApp, token: &str) -> TcpStream {
    begun(app, "/api/import", 4_000_000, &format!("{JSON}{}\r\n{BEGUN}", bearer(token))).await
}

/// Until the server has looked at a session, which was not used for some time.
async fn is_looked_at(app: &TestApp, token: &str, work: impl Future<Output = TcpStream>) -> TcpStream {
    let hash = "token_hash = sha256(convert_to($1, 'UTF8'))";
    let age = format!("UPDATE sessions SET used_at = now() - interval '1 hour' WHERE {hash}");
    assert_eq!(app.sql.execute(&age, &[&token]).await.expect("time passes"), 1);
    let connection = work.await;
    let is_old = format!("SELECT used_at < now() - interval '30 minutes' FROM sessions WHERE {hash}");
    while app.sql.query_one(&is_old, &[&token]).await.expect("a session").get(0) {
        yield_now().await;
    }
    connection
}

#[async_test]
async fn a_large_body_of_nobody_is_refused_before_it_comes() {
    let app = TestApp::start().await;
    let ended = "This session has ended. Sign in again.";
    for (path, kind) in [("/api/import", JSON), ("/avatars", FORM)] {
        for (token, message) in [(String::new(), "Sign in first."), (bearer("forged"), ended)] {
            let head = format!("{kind}{token}\r\n{BEGUN}");
            let told = answer(&mut begun(&app, path, 4_000_000, &head).await).await;
            assert!(told.starts_with("HTTP/1.1 401 ") && told.contains(message), "{path}: {told}");
        }
    }
    let ada = app.join("ada").await;
    for token in [String::new(), bearer(&ada.token)] {
        for (path, kind, length) in [("/api/follow", JSON, MOST + 1), ("/avatars", FORM, 1 << 40)] {
            let told =
                answer(&mut begun(&app, path, length, &format!("{kind}{token}\r\n{BEGUN}")).await).await;
            assert!(told.starts_with("HTTP/1.1 413 "), "{path}: {told}");
        }
    }
}

#[async_test]
async fn a_body_whose_length_is_not_told_is_refused_where_it_becomes_large() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    // The token in the payload does for small ones.
    let body = |length: usize| {
        let begin = format!(r#"{{"payload":{{"csv":"ada","token":"{}","x":""#, ada.token);
        let rest = length - begin.len() - 3;
        format!("{begin}{}\"}}}}", "x".repeat(rest))
    };
    let small = chunked(&app, "", &body(MOST)).await;
    assert!(small.starts_with("HTTP/1.1 200 "), "64 KiB are read of anybody: {small}");
    let refused = chunked(&app, "", &body(MOST + 1)).await;
    assert!(refused.starts_with("HTTP/1.1 401 ") && refused.contains("Sign in first."), "{refused}");
    for length in [MOST + 1, 1_000_000] {
        let large = chunked(&app, &bearer(&ada.token), &body(length)).await;
        assert!(large.starts_with("HTTP/1.1 200 "), "{length}: {large}");
    }
}

/// What answers an import whose length is not told.
async fn chunked(app: &TestApp, token: &str, body: &str) -> String {
    let head = format!("Connection: close\r\n{JSON}{token}Transfer-Encoding: chunked\r\n\r\n");
    let mut connection = connect(app, "/api/import", &head).await;
    let chunk = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    connection.write_all(chunk.as_bytes()).await.expect("it is sent");
    let mut told = String::new();
    connection.read_to_string(&mut told).await.expect("all of the answer");
    told
}

#[async_test]
async fn a_refusal_reaches_who_still_sends() {
    let app = TestApp::start().await;
    let large = json!({"payload": {"csv": "x".repeat(4_000_000)}});
    for _ in 0..10 {
        let request = app.request(Method::POST, "/api/import").bearer_auth("forged").json(&large);
        Answer::to(request).await.expect_refusal(401, "This session has ended. Sign in again.");
    }
}

#[async_test]
async fn a_body_has_so_much_time_in_all_however_large_it_is() {
    let app = TestApp::start_with(&["--body-timeout", "1"], |app| app).await;
    let ada = app.join("ada").await;
    let mut connection = import_begins(&app, &ada.token).await;
    // 64 KiB come within a second, so that only the whole takes too long.
    let mut pace = interval(Duration::from_millis(5));
    let (mut incoming, mut outgoing) = connection.split();
    let told = {
        let send = async {
            loop {
                pace.tick().await;
                if outgoing.write_all(&[b' '; 1024]).await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        select! {
            told = timeout(Duration::from_secs(10), answer(&mut incoming)) => told,
            () = send => unreachable!("it sends without an end"),
        }
    };
    let told = told.expect("an answer in time");
    assert!(told.starts_with("HTTP/1.1 400 "), "{told}");
    assert!(told.contains("The request took too long to arrive."), "{told}");
}

#[async_test]
async fn one_person_sends_two_large_bodies_at_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let held = [
        is_looked_at(&app, &ada.token, import_begins(&app, &ada.token)).await,
        is_looked_at(&app, &ada.token, import_begins(&app, &ada.token)).await,
    ];
    let large = format!("bob\n{}", "\n".repeat(100_000));
    let refused = Answer::to(app.import(&ada, &large, "merge")).await;
    refused.expect_refusal(429, BUSY);
    assert_eq!(Answer::to(app.import(&ada, "bob", "merge")).await.status, 200, "a small one needs no place");
    assert_eq!(Answer::to(app.import(&bob, &large, "merge")).await.status, 200, "others have their own");
    drop(held);
    while Answer::to(app.import(&ada, &large, "merge")).await.status == 429 {
        yield_now().await;
    }
    assert_eq!(Answer::to(app.import(&ada, &large, "merge")).await.status, 200);
}

#[async_test]
async fn one_network_sends_four_large_bodies_at_once_of_however_many_people() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let from_here = format!("{JSON}X-Forwarded-For: {HERE}\r\n");
    let mut held = Vec::new();
    for person in [&ada, &ada, &bob, &bob] {
        let head = format!("{from_here}{}\r\n{BEGUN}", bearer(&person.token));
        held.push(is_looked_at(&app, &person.token, begun(&app, "/api/import", 4_000_000, &head)).await);
    }
    let large = format!("bob\n{}", "\n".repeat(100_000));
    let import = |address| app.import(&eve, &large, "merge").header("X-Forwarded-For", address);
    Answer::to(import(HERE)).await.expect_refusal(429, BUSY);
    assert_eq!(Answer::to(import(THERE)).await.status, 200, "another network has its own");
    drop(held);
    while Answer::to(import(HERE)).await.status == 429 {
        yield_now().await;
    }
    assert_eq!(Answer::to(import(HERE)).await.status, 200);
}

#[async_test]
async fn a_session_that_ends_while_a_body_comes_does_nothing_more() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(300, 300, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(state >> 8) as u8, (state >> 16) as u8, (state >> 24) as u8])
    });
    let picture = encode(noise, ImageFormat::Png);
    assert!(picture.len() > MOST, "it is a large one");
    let shown = app.upload(&ada.token, form(picture.clone(), "me.png", "image/png")).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    app.sql.batch_execute("UPDATE people SET avatar = NULL; DELETE FROM pictures").await.expect("none");

    let head = "--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"me.png\"\r\n\r\n";
    let upload = [head.as_bytes(), &picture, b"\r\n--x--\r\n"].concat();
    let import = json!({"payload": {"csv": format!("bob{}", "\n".repeat(100_000))}}).to_string().into_bytes();
    for (path, kind, body) in [("/avatars", FORM, upload), ("/api/import", JSON, import)] {
        let here = app.sign_in("ada").await;
        let (first, rest) = body.split_at(body.len() / 2);
        let head = format!("{kind}{}\r\n", bearer(&here.token));
        let begin = async {
            let mut connection = begun(&app, path, body.len(), &head).await;
            connection.write_all(first).await.expect("half of it");
            connection
        };
        let mut connection = is_looked_at(&app, &here.token, begin).await;
        app.sql.batch_execute("DELETE FROM sessions").await.expect("all sessions end");
        connection.write_all(rest).await.expect("the rest of it");
        let told = answer(&mut connection).await;
        assert!(told.starts_with("HTTP/1.1 401 "), "{path}: {told}");
    }
    assert_eq!(app.number("SELECT count(*) FROM people WHERE avatar IS NOT NULL").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM pictures").await, 0);
    assert_eq!(app.profile("ada").await.counts.followed, 0);
}
