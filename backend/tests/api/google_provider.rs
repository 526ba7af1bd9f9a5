//! A provider that is down, slow, or not itself.

use crate::google_sign_in::{AWAY, EXPIRED, expect_unidentified, identified};
use crate::helpers::{Answer, TestApp};
use crate::id_tokens::{Key, claims, sound};
use crate::provider::{CLIENT, Provider};
use crate::provider_answers::{KEYS, METADATA, Mood, TOKEN};
use common::accounts::google::GoogleBegun;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use serde_json::json;

/// The code of a browser that has just been to the provider.
fn visit(provider: &Provider, begun: &GoogleBegun) -> String {
    provider.visit(&begun.url, sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce)))
}

/// The flags of servers that people reach at the same address.
fn in_public(provider: &Provider) -> Vec<&str> {
    [&provider.flags()[..], &["--url", "https://kith.example.org"]].concat()
}

async fn begin(app: &TestApp) -> Answer {
    app.post("/api/google_begin", json!({})).await
}

#[async_test]
async fn while_the_provider_is_down_nobody_signs_in_and_nothing_is_lost() {
    let mut provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    provider.close().await;
    begin(&app).await.expect_refusal(503, AWAY);
    provider.open().await;
    let begun = app.begin().await;
    let code = visit(&provider, &begun);
    provider.close().await;
    app.finish(&begun, &code).await.expect_refusal(503, AWAY);
    app.finish(&begun, &code).await.expect_refusal(503, AWAY);
    app.expect_nothing_gained().await;
    provider.open().await;
    identified(&app.finish(&begun, &code).await);
    app.finish(&begun, &code).await.expect_refusal(403, EXPIRED);
}

#[async_test]
async fn a_server_that_knows_nothing_of_the_provider_yet_uses_up_no_secret_while_it_is_down() {
    let mut provider = Provider::start().await;
    let app = TestApp::start_with(&in_public(&provider), |rocket| rocket).await;
    let begun = app.begin().await;
    let code = visit(&provider, &begun);
    let beside = app.beside_with(&in_public(&provider)).await;
    provider.close().await;
    beside.finish(&begun, &code).await.expect_refusal(503, AWAY);
    app.expect_nothing_gained().await;
    provider.open().await;
    identified(&beside.finish(&begun, &code).await);
}

#[async_test]
async fn a_provider_that_answers_nonsense_is_away() {
    let provider = Provider::start().await;
    for mood in [Mood::Garbage, Mood::Endless, Mood::TooLong, Mood::Broken, Mood::Elsewhere, Mood::Strange] {
        let app = TestApp::start_at(&provider).await;
        for path in [METADATA, KEYS] {
            provider.turn(path, mood);
            begin(&app).await.expect_refusal(503, AWAY);
            provider.recover();
        }
        assert_eq!(app.number("SELECT count(*) FROM tickets").await, 0, "no secret for nothing");
        let begun = app.begin().await;
        let code = visit(&provider, &begun);
        provider.turn(TOKEN, mood);
        let answer = app.finish(&begun, &code).await;
        match mood {
            Mood::Strange => expect_unidentified(&answer),
            _ => answer.expect_refusal(503, AWAY),
        }
        app.expect_nothing_gained().await;
        provider.recover();
        app.finish(&begun, &code).await.expect_refusal(403, EXPIRED);
        identified(&app.go(&provider, |claims| sound(Key::First, &claims)).await);
    }
}

#[async_test]
async fn a_provider_that_does_not_answer_is_not_waited_for() {
    let provider = Provider::start().await;
    let flags = [&provider.flags()[..], &["--google-timeout", "1"]].concat();
    let app = TestApp::start_with(&flags, |rocket| rocket).await;
    for path in [METADATA, KEYS] {
        provider.turn(path, Mood::Silent);
        begin(&app).await.expect_refusal(503, AWAY);
        provider.recover();
    }
    let begun = app.begin().await;
    let code = visit(&provider, &begun);
    provider.turn(TOKEN, Mood::Silent);
    app.finish(&begun, &code).await.expect_refusal(503, AWAY);
    provider.recover();
    app.finish(&begun, &code).await.expect_refusal(403, EXPIRED);
    app.expect_nothing_gained().await;
}

#[async_test]
async fn of_many_who_begin_at_once_one_asks_the_provider() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    for answer in join_all((0..8).map(|_| begin(&app))).await {
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert_eq!((provider.asked(METADATA), provider.asked(KEYS)), (1, 1));
}

#[async_test]
async fn a_provider_that_has_not_told_is_let_alone_for_a_while() {
    let provider = Provider::start().await;
    let flags = [&provider.flags()[..], &["--google-timeout", "1", "--google-pause", "3600"]].concat();
    let app = TestApp::start_with(&flags, |rocket| rocket).await;
    provider.turn(METADATA, Mood::Silent);
    for answer in join_all((0..8).map(|_| begin(&app))).await {
        answer.expect_refusal(503, AWAY);
    }
    provider.recover();
    begin(&app).await.expect_refusal(503, AWAY);
    assert_eq!(provider.asked(METADATA), 1, "they wait for one answer, and nobody asks again");
}

#[async_test]
async fn a_native_clients_secret_outlives_a_provider_that_will_not_tell_its_new_key() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    let unknown = sound(Key::Second, &claims(&provider.issuer, CLIENT, &begun.nonce));
    provider.turn(KEYS, Mood::Broken);
    let natively = async |token: &str| {
        app.post("/api/google_finish", json!({"secret": begun.secret, "id_token": token})).await
    };
    natively(&unknown).await.expect_refusal(503, AWAY);
    app.expect_nothing_gained().await;
    identified(&natively(&token).await);
}

#[async_test]
async fn no_connection_is_held_while_the_provider_is_asked() {
    let provider = Provider::start().await;
    let one = ["--google-timeout", "1", "--database-connections", "1"];
    let app = TestApp::start_with(&[&provider.flags()[..], &one].concat(), |rocket| rocket).await;
    app.register("ada").await;
    let begun = app.begin().await;
    let code = visit(&provider, &begun);
    provider.turn(TOKEN, Mood::Silent);
    let look = async {
        while provider.asked(TOKEN) == 0 {
            yield_now().await;
        }
        assert_eq!(app.profile("ada").await.person.username, "ada", "the only connection is free");
    };
    let (answer, ()) = join(app.finish(&begun, &code), look).await;
    answer.expect_refusal(503, AWAY);
}

#[async_test]
async fn without_a_client_id_nobody_signs_in_that_way() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for (path, payload) in [
        ("begin", json!({})),
        ("finish", json!({"secret": "a", "state": "b", "code": "c"})),
        ("login", json!({"proof": "a"})),
        ("link", json!({"proof": "a", "token": ada.token})),
        ("unlink", json!({"token": ada.token})),
    ] {
        let answer = app.post(&format!("/api/google_{path}"), payload).await;
        answer.expect_refusal(403, "Signing in with Google is not set up here.");
    }
}
