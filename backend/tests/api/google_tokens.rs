//! Tokens that prove nothing: each is refused, and nobody gains anything by it.

use crate::google_sign_in::{expect_unidentified, identified};
use crate::helpers::TestApp;
use crate::id_tokens::{Key, jwt, now, published, signed, sound, with_secret};
use crate::provider::{CLIENT, NATIVE, Provider, SECRET};
use openidconnect::core::CoreJwsSigningAlgorithm as Algorithm;
use rocket::async_test;
use serde_json::{Value, json};

pub const RS256: Algorithm = Algorithm::RsaSsaPkcs1V15Sha256;

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
async fn a_sound_token_proves_an_identity() {
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
async fn a_token_must_be_of_this_provider_for_this_client_and_have_a_subject() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let long = "1".repeat(256);
    let slash = format!("{}/", provider.issuer);
    for (claim, value) in [
        ("iss", json!("https://accounts.google.com")),
        ("iss", json!(slash)),
        ("iss", json!("")),
        ("iss", json!(null)),
        ("aud", json!("another-client")),
        ("aud", json!([CLIENT, "another-client"])),
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
