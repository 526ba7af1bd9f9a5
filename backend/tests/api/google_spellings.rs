//! What providers write in their own way, and what none may write.

use crate::google_sign_in::{expect_unidentified, identified};
use crate::helpers::TestApp;
use crate::id_tokens::{Key, sound};
use crate::provider::Provider;
use crate::provider_answers::ACCESS;
use rocket::async_test;
use serde_json::{Value, json};

/// A sound token, of an address that is verified as it is told here.
fn verified(value: &Value) -> impl Fn(Value) -> String {
    move |mut claims: Value| {
        claims["email_verified"] = value.clone();
        sound(Key::First, &claims)
    }
}

#[async_test]
async fn an_address_is_verified_in_either_spelling_and_in_no_other() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    for (value, email) in [
        (json!(true), "ada@example.org"),
        (json!("true"), "ada@example.org"),
        (json!(false), ""),
        (json!("false"), ""),
        (json!(null), ""),
    ] {
        for answer in
            [app.go(&provider, verified(&value)).await, app.go_natively(&provider, verified(&value)).await]
        {
            assert_eq!(identified(&answer).email, email, "{value}");
        }
    }
    for value in [json!("yes"), json!("True"), json!(""), json!(" true"), json!(1), json!([true]), json!({})]
    {
        for answer in
            [app.go(&provider, verified(&value)).await, app.go_natively(&provider, verified(&value)).await]
        {
            expect_unidentified(&answer);
        }
    }
}

#[async_test]
async fn seconds_are_a_number_in_either_spelling_and_in_no_other() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let sound = |claims: Value| sound(Key::First, &claims);
    for value in [json!(3599), json!("3599"), json!("0"), json!(null)] {
        provider.add(json!({"expires_in": value, "scope": "openid email"}));
        identified(&app.go(&provider, sound).await);
    }
    for value in [
        json!("soon"),
        json!(""),
        json!("-1"),
        json!("+1"),
        json!(" 1"),
        json!("3599.5"),
        json!(-1),
        json!(0.5),
        json!([3599]),
        json!("99999999999999999999"),
    ] {
        provider.add(json!({"expires_in": value}));
        expect_unidentified(&app.go(&provider, sound).await);
    }
}

/// A browser that comes back learns which account the provider named, and gets none of its tokens.
#[async_test]
async fn no_token_of_the_providers_is_handed_on_or_kept() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    provider.add(json!({"refresh_token": "a refresh token", "expires_in": 3599}));
    let mut given = String::new();
    let answer = app
        .go(&provider, |claims| {
            given = sound(Key::First, &claims);
            given.clone()
        })
        .await;
    let proof = identified(&answer).proof;
    let made = app.sign_up("ada", "ada@example.org", &proof).await;
    let login = app.google_login(&proof).await;
    assert_eq!((made.status, login.status), (200, 200), "{made:?} {login:?}");
    let rows =
        "SELECT string_agg(query_to_xml('SELECT * FROM ' || quote_ident(relname), true, true, '')::text, '')
                FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    let rows: String = app.sql.query_one(rows, &[]).await.expect("every row").get(0);
    assert!(rows.contains("ada@example.org"), "the rows are there: {rows}");
    let mut shown = vec![rows];
    for answer in [answer, made, login] {
        shown.push(format!("{:?} {}", answer.headers, answer.text));
    }
    for token in [ACCESS, "a refresh token", &given] {
        assert!(shown.iter().all(|text| !text.contains(token)), "{token}: {shown:?}");
    }
}
