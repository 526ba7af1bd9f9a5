//! Tokens that prove nothing: each is refused, and nobody gains anything by it.

use crate::google_visits::{EXPIRED, expect_unidentified, identified};
use crate::helpers::TestApp;
use crate::id_tokens::{Key, claims, jwt, now, published, signed, sound, with_secret};
use crate::provider::{CLIENT, KEYS, NATIVE, Provider, SECRET};
use openidconnect::core::CoreJwsSigningAlgorithm as Algorithm;
use rocket::async_test;
use rocket::futures::future::join;
use serde_json::{Value, json};

const RS256: Algorithm = Algorithm::RsaSsaPkcs1V15Sha256;

/// Signed as it must be, with one claim changed, or taken away where the value is null.
fn altered(mut claims: Value, claim: &str, value: Value) -> String {
    claims[claim] = value;
    if claims[claim].is_null() {
        claims.as_object_mut().expect("claims").remove(claim);
    }
    sound(Key::First, &claims)
}

/// Refused by whatever way it comes.
async fn expect_refused(app: &TestApp, provider: &Provider, what: &str, token: impl Fn(Value) -> String) {
    for answer in [app.go(provider, &token).await, app.go_natively(provider, &token).await] {
        assert_eq!(answer.status, 401, "{what}: {answer:?}");
        expect_unidentified(&answer);
        app.expect_nothing_gained().await;
    }
}

#[async_test]
async fn a_sound_token_proves_who_somebody_is() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let sound = |claims: Value| sound(Key::First, &claims);
    for answer in [app.go(&provider, sound).await, app.go_natively(&provider, sound).await] {
        let identified = identified(&answer);
        assert_eq!((identified.known, identified.email.as_str()), (false, "ada@example.org"));
    }
}

#[async_test]
async fn a_token_must_be_signed_with_the_providers_key_by_rs256() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let public = &published(&[Key::First])[0];
    let secrets =
        [SECRET.to_owned(), public.to_string(), public["n"].as_str().expect("a modulus").to_owned()];
    for secret in &secrets {
        expect_refused(&app, &provider, "HS256", |claims| with_secret(secret.as_bytes(), &claims)).await;
    }
    for none in ["none", "None", "nOnE"] {
        let header = json!({"alg": none, "typ": "JWT", "kid": "first"});
        expect_refused(&app, &provider, none, |claims| jwt(&header, &claims, |_| Vec::new())).await;
    }
    let stolen = |claims: Value| {
        let (token, header) = (sound(Key::First, &claims), json!({"alg": "none", "kid": "first"}));
        let signature = token.rsplit('.').next().expect("a signature").to_owned();
        format!("{}{signature}", jwt(&header, &claims, |_| Vec::new()))
    };
    expect_refused(&app, &provider, "none, with a signature", stolen).await;
    for algorithm in [Algorithm::RsaSsaPkcs1V15Sha512, Algorithm::RsaSsaPssSha256] {
        let what = format!("{algorithm:?}");
        let token = |claims: Value| signed(Key::First, algorithm.clone(), "first", &claims);
        expect_refused(&app, &provider, &what, token).await;
    }
    let foreign = |claims: Value| signed(Key::Second, RS256, "first", &claims);
    expect_refused(&app, &provider, "another key under the id of the provider's", foreign).await;
    expect_refused(&app, &provider, "a key nobody knows", |claims| sound(Key::Second, &claims)).await;
    let own_key = json!({"alg": "RS256", "kid": "mine", "jwk": published(&[Key::Second])[0]});
    expect_refused(&app, &provider, "a key of its own", |claims| {
        let signature = sound(Key::Second, &claims);
        jwt(&own_key, &claims, |_| signature.into_bytes())
    })
    .await;
}

#[async_test]
async fn a_token_that_was_changed_after_it_was_signed_is_refused() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let changed = |mut claims: Value| {
        let token = sound(Key::First, &claims);
        let signature = token.rsplit('.').next().expect("a signature").to_owned();
        claims["sub"] = json!("1002");
        let unsigned = jwt(&json!({"alg": "RS256", "typ": "JWT", "kid": "first"}), &claims, |_| Vec::new());
        format!("{unsigned}{signature}")
    };
    expect_refused(&app, &provider, "another subject", changed).await;
    for text in ["", "a", "a.b", "a.b.c", "....", "\u{1F511}.b.c", "e30.e30.e30"] {
        expect_refused(&app, &provider, text, |_| text.to_owned()).await;
    }
}

#[async_test]
async fn a_token_must_be_of_this_provider_for_this_client_and_about_somebody() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let long = "1".repeat(256);
    let slash = format!("{}/", provider.issuer);
    for (claim, value) in [
        ("iss", json!("https://accounts.google.com")),
        ("iss", json!(slash)),
        ("iss", json!("")),
        ("iss", json!(null)),
        ("aud", json!("somebody-else")),
        ("aud", json!([CLIENT, "somebody-else"])),
        ("aud", json!([CLIENT, NATIVE])),
        ("aud", json!([])),
        ("aud", json!("")),
        ("aud", json!(null)),
        ("sub", json!(null)),
        ("sub", json!("")),
        ("sub", json!(1001)),
        ("sub", json!("a\0b")),
        ("sub", json!(long)),
    ] {
        let what = format!("{claim}: {value}");
        expect_refused(&app, &provider, &what, |claims| altered(claims, claim, value.clone())).await;
    }
}

#[async_test]
async fn a_token_must_be_of_now_and_of_this_sign_in() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let other = app.begin().await.nonce;
    for (claim, value) in [
        ("exp", json!(now() - 1)),
        ("exp", json!(0)),
        ("exp", json!(1e300)),
        ("exp", json!(null)),
        ("iat", json!(now() + 120)),
        ("iat", json!(now() - 2 * 60 * 60)),
        ("iat", json!(i64::MIN)),
        ("iat", json!(null)),
        ("nonce", json!(null)),
        ("nonce", json!("")),
        ("nonce", json!("another")),
        ("nonce", json!(other)),
    ] {
        let what = format!("{claim}: {value}");
        expect_refused(&app, &provider, &what, |claims| altered(claims, claim, value.clone())).await;
    }
}

#[async_test]
async fn a_native_client_may_bring_a_token_that_is_meant_for_itself_and_a_browser_may_not() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let native = |claims: Value| altered(claims, "aud", json!(NATIVE));
    expect_unidentified(&app.go(&provider, native).await);
    app.expect_nothing_gained().await;
    assert_eq!(identified(&app.go_natively(&provider, native).await).email, "ada@example.org");
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
async fn a_state_works_once_and_so_does_a_code() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    let code = provider.visit(&begun.url, token.clone());
    identified(&app.finish(&begun.state, &code).await);
    app.finish(&begun.state, &code).await.expect_refusal(403, EXPIRED);
    let fresh = provider.visit(&begun.url, token.clone());
    app.finish(&begun.state, &fresh).await.expect_refusal(403, EXPIRED);
    let natively = json!({"state": begun.state, "id_token": token});
    app.post("/api/google_finish", natively).await.expect_refusal(403, EXPIRED);
    expect_unidentified(&app.finish(&app.begin().await.state, &code).await);
    let replayed = json!({"state": app.begin().await.state, "id_token": token});
    expect_unidentified(&app.post("/api/google_finish", replayed).await);
    assert_eq!(
        app.number("SELECT count(*) FROM tickets WHERE purpose = 'proof'").await,
        1,
        "the first one's"
    );
}

#[async_test]
async fn of_two_who_come_back_with_one_state_at_once_one_is_identified() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    let [one, other] = [token.clone(), token].map(|token| provider.visit(&begun.url, token));
    let answers = join(app.finish(&begun.state, &one), app.finish(&begun.state, &other)).await;
    let mut answers = [answers.0, answers.1];
    answers.sort_by_key(|answer| answer.status);
    identified(&answers[0]);
    answers[1].expect_refusal(403, EXPIRED);
}

#[async_test]
async fn a_code_of_somebody_elses_sign_in_is_worth_nothing() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let (ours, theirs) = (app.begin().await, app.begin().await);
    // Even with our nonce: the provider gave the code for another verifier.
    let code = provider.visit(&theirs.url, sound(Key::First, &claims(&provider.issuer, CLIENT, &ours.nonce)));
    expect_unidentified(&app.finish(&ours.state, &code).await);
    app.expect_nothing_gained().await;
}

#[async_test]
async fn a_state_that_is_unknown_or_too_old_is_refused_and_the_database_cannot_tell_what_it_was() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    let code = provider.visit(&begun.url, sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce)));
    app.finish("another", &code).await.expect_refusal(403, EXPIRED);
    app.finish(&begun.nonce, &code).await.expect_refusal(403, EXPIRED);
    let kept = "SELECT string_agg(ticket::text, '') FROM tickets AS ticket";
    let kept: String = app.sql.query_one(kept, &[]).await.expect("tickets").get(0);
    assert!(
        kept.contains("openid") && !kept.contains(&begun.state) && !kept.contains(&begun.nonce),
        "{kept}"
    );
    let age = "UPDATE tickets SET expires_at = now()";
    app.sql.execute(age, &[]).await.expect("time passes");
    app.finish(&begun.state, &code).await.expect_refusal(403, EXPIRED);
    app.expect_nothing_gained().await;
}

#[async_test]
async fn one_comes_back_with_either_a_code_or_a_token() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let state = app.begin().await.state;
    for payload in [json!({ "state": state }), json!({"state": state, "code": "a", "id_token": "b"})] {
        let answer = app.post("/api/google_finish", payload).await;
        answer.expect_complaint(422, "code", "Send either a code or an id_token.");
    }
    assert_eq!(app.number("SELECT count(*) FROM tickets").await, 1, "the state still works");
}
