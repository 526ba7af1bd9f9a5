//! What works once, and for whom, between the way to the provider and the way back, and the provider's keys, which change.

use crate::google_sign_in::{EXPIRED, expect_unidentified, identified, state};
use crate::google_tokens::RS256;
use crate::helpers::TestApp;
use crate::id_tokens::{Key, claims, signed, sound};
use crate::provider::{CLIENT, Provider};
use crate::provider_answers::{KEYS, TOKEN};
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use serde_json::{Value, json};

#[async_test]
async fn a_secret_works_once_and_so_does_a_code() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    let code = provider.visit(&begun.url, token.clone());
    identified(&app.finish(&begun, &code).await);
    app.finish(&begun, &code).await.expect_refusal(403, EXPIRED);
    let fresh = provider.visit(&begun.url, token.clone());
    app.finish(&begun, &fresh).await.expect_refusal(403, EXPIRED);
    let natively = json!({"secret": begun.secret, "id_token": token});
    app.post("/api/google_finish", natively).await.expect_refusal(403, EXPIRED);
    expect_unidentified(&app.finish(&app.begin().await, &code).await);
    let replayed = json!({"secret": app.begin().await.secret, "id_token": token});
    expect_unidentified(&app.post("/api/google_finish", replayed).await);
    assert_eq!(
        app.number("SELECT count(*) FROM tickets WHERE purpose = 'proof'").await,
        1,
        "the first one's"
    );
}

#[async_test]
async fn of_two_who_come_back_with_one_secret_at_once_one_is_identified() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    let [one, other] = [token.clone(), token].map(|token| provider.visit(&begun.url, token));
    let answers = join(app.finish(&begun, &one), app.finish(&begun, &other)).await;
    let mut answers = [answers.0, answers.1];
    answers.sort_by_key(|answer| answer.status);
    identified(&answers[0]);
    answers[1].expect_refusal(403, EXPIRED);
}

#[async_test]
async fn a_code_of_another_sign_in_is_worth_nothing() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let (ours, theirs) = (app.begin().await, app.begin().await);
    // Even with our nonce: the provider gave the code for another verifier.
    let code = provider.visit(&theirs.url, sound(Key::First, &claims(&provider.issuer, CLIENT, &ours.nonce)));
    expect_unidentified(&app.finish(&ours, &code).await);
    app.expect_nothing_gained().await;
}

#[async_test]
async fn who_has_only_read_an_address_comes_back_with_nothing() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let (ours, theirs) = (app.begin().await, app.begin().await);
    assert!(!theirs.url.contains(&theirs.secret), "{}", theirs.url);
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &theirs.nonce));
    let (state, code) = (state(&theirs), provider.visit(&theirs.url, token));
    for secret in [&ours.secret, &state, &theirs.nonce, "", "another"] {
        expect_unidentified(&app.come_back(secret, &state, &code).await);
    }
    for state in [&self::state(&ours), &theirs.secret, "", "another", "a b"] {
        expect_unidentified(&app.come_back(&theirs.secret, state, &code).await);
    }
    app.expect_nothing_gained().await;
    assert_eq!(provider.asked(TOKEN), 0, "the code is not spent either");
    identified(&app.finish(&theirs, &code).await);
}

#[async_test]
async fn a_secret_that_is_unknown_or_too_old_is_refused_and_the_database_cannot_tell_what_it_was() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let code = provider.visit(&begun.url, sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce)));
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    for secret in ["another", &begun.nonce, &state(&begun)] {
        let natively = json!({"secret": secret, "id_token": token});
        app.post("/api/google_finish", natively).await.expect_refusal(403, EXPIRED);
    }
    let kept = "SELECT string_agg(ticket::text, '') FROM tickets AS ticket";
    let kept: String = app.sql.query_one(kept, &[]).await.expect("tickets").get(0);
    assert!(kept.contains("openid"), "{kept}");
    for secret in [&begun.secret, &state(&begun), &begun.nonce] {
        assert!(!kept.contains(secret), "{kept}");
    }
    let age = "UPDATE tickets SET expires_at = now()";
    app.sql.execute(age, &[]).await.expect("time passes");
    app.finish(&begun, &code).await.expect_refusal(403, EXPIRED);
    app.expect_nothing_gained().await;
}

#[async_test]
async fn one_comes_back_with_either_a_code_or_a_token() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let (secret, state) = (&begun.secret, state(&begun));
    for payload in [
        json!({ "secret": secret }),
        json!({"secret": secret, "state": state}),
        json!({"secret": secret, "code": "a"}),
        json!({"secret": secret, "state": state, "id_token": "b"}),
        json!({"secret": secret, "state": state, "code": "a", "id_token": "b"}),
    ] {
        let answer = app.post("/api/google_finish", payload).await;
        answer.expect_complaint(422, "code", "Send either a code with its state or an id_token.");
    }
    assert_eq!(app.number("SELECT count(*) FROM tickets").await, 1, "the secret still works");
}

#[async_test]
async fn a_new_key_is_picked_up_at_once_and_nonsense_does_not_reach_the_provider_each_time() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    identified(&app.go(&provider, |claims| sound(Key::First, &claims)).await);
    identified(&app.go(&provider, |claims| sound(Key::First, &claims)).await);
    assert_eq!(provider.asked(KEYS), 1, "keys are kept");
    provider.publish(&[Key::Second]);
    identified(&app.go(&provider, |claims| sound(Key::Second, &claims)).await);
    assert_eq!(provider.asked(KEYS), 2, "asked again for the new one");
    for _ in 0..5 {
        let unknown = |claims: Value| signed(Key::Second, RS256, "third", &claims);
        expect_unidentified(&app.go_natively(&provider, unknown).await);
    }
    expect_unidentified(&app.go(&provider, |claims| sound(Key::First, &claims)).await);
    assert_eq!(provider.asked(KEYS), 2, "and not for nonsense right after");
}

#[async_test]
async fn of_many_who_come_with_a_new_key_at_once_nobody_is_refused() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    identified(&app.go(&provider, |claims| sound(Key::First, &claims)).await);
    provider.publish(&[Key::First, Key::Second]);
    let many = (0..8).map(|_| app.go(&provider, |claims| sound(Key::Second, &claims)));
    join_all(many).await.iter().for_each(|answer| drop(identified(answer)));
    assert_eq!(provider.asked(KEYS), 2, "they wait for one answer");
}
