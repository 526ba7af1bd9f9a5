//! Sessions that end while a call of theirs goes on: it changes nothing more, and tells nothing more.

use crate::avatars::{form, plain};
use crate::helpers::{Answer, TestApp};
use crate::list_imports::events;
use crate::test_client::PASSWORD;
use reqwest::{Method, Response};
use rocket::async_test;
use serde_json::{Value, json};

const END: &str = "DELETE FROM sessions";
const ENDED: &str = "This session has ended. Sign in again.";

#[async_test]
async fn a_change_that_waited_is_not_made() {
    let app = TestApp::start().await;
    app.register("ada").await;
    for (path, payload) in [
        ("/api/edit_profile", json!({"name": "Mallory", "location": "Elsewhere"})),
        ("/api/remove_avatar", json!({})),
        ("/api/authenticator_begin", json!({"Password": PASSWORD})),
    ] {
        let here = app.sign_in("ada").await;
        let call =
            app.request(Method::POST, path).bearer_auth(&here.token).json(&json!({"payload": payload}));
        app.meanwhile(END, Answer::to(call)).await.expect_refusal(401, ENDED);
    }
    let here = app.sign_in("ada").await;
    let picture = form(plain([1, 2, 3]), "me.png", "image/png");
    app.meanwhile(END, app.upload(&here.token, picture)).await.expect_refusal(401, ENDED);
    for nothing in [
        "SELECT count(*) FROM profiles WHERE name <> ''",
        "SELECT count(*) FROM people WHERE avatar IS NOT NULL OR location <> ''",
        "SELECT count(*) FROM pictures",
        "SELECT count(*) FROM authenticators",
    ] {
        assert_eq!(app.number(nothing).await, 0, "{nothing}");
    }
}

#[async_test]
async fn an_import_stops_before_its_next_batch() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.crowd("p", 350).await;
    let file = (0..350).map(|number| format!("p{number:03}\n")).collect::<String>();
    let other = app.database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    let here = app.sign_in("ada").await;
    let running = app.import(&here, &file, "merge").send().await.expect("it has begun");
    app.wait_for_lock().await;
    ada.call(&common::accounts::sessions::EndSessions { others: true }).await.expect("all others end");
    other.batch_execute("COMMIT").await.expect("the lock goes");
    let told = events(&Answer::of(running).await);
    let [Ok(first), Err(last)] = &told[..] else { panic!("one batch, and a refusal: {told:?}") };
    assert_eq!((first.followed, first.done), (100, false));
    assert_eq!((last.error_code, last.error_message.as_str()), (Some(401), ENDED));
    assert_eq!(app.profile("ada").await.counts.followed, 100);
    assert_eq!(app.imported(&ada, &file, "merge").await.followed, 250, "the next one goes on");
}

/// What still comes of an answer after all sessions have ended, as far as the connection holds.
async fn rest(app: &TestApp, mut response: Response) -> Vec<u8> {
    assert_eq!(response.status(), 200);
    app.sql.batch_execute(END).await.expect("all sessions end");
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        text.extend(chunk);
    }
    text
}

#[async_test]
async fn a_list_and_a_document_on_their_way_out_are_cut_off() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    // So many that no buffer on the way holds them.
    let crowd = app.crowd("a-name-as-long-as-it-may-", 60_000).await;
    app.admire(ada.user_id, &crowd).await;
    let response = app.export(&ada, "followed").send().await.expect("the file begins");
    let length = response.content_length().expect("a length");
    let text = rest(&app, response).await;
    assert!((text.len() as u64) < length, "{} of {length} bytes", text.len());
    let ada = app.sign_in("ada").await;
    let document = app.request(Method::POST, "/api/download").bearer_auth(&ada.token);
    let document = document.json(&json!({"payload": {}})).send().await.expect("the document begins");
    let text = rest(&app, document).await;
    assert!(serde_json::from_slice::<Value>(&text).is_err(), "{} bytes are not all of it", text.len());
}
