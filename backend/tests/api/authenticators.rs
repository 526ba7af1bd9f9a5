//! Authenticator apps: setting one up, which of its codes work, and what the database keeps of it.

use crate::helpers::{Answer, TestApp};
use crate::second_factors::{EXPIRED, WRONG_CODE};
use crate::test_client::{PASSWORD, Visitor, by_password};
use common::accounts::second_factors::{AuthenticatorBegin, AuthenticatorConfirm, AuthenticatorRemove};
use qrcodegen::{QrCode, QrCodeEcc};
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};
use totp_rs::{Secret, Totp};

const THERE_IS_ONE: &str = "Your account has an authenticator already. Remove that one first.";
const NONE_TO_CONFIRM: &str = "There is no new authenticator to confirm.";

/// The code of an app so many steps of 30 seconds from now.
pub fn code(app: &Totp, later: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs() as i64;
    app.generate((now + 30 * later) as u64).to_string()
}

/// An app that has read what the server sent.
pub fn phone(secret: &str) -> Totp {
    let secret = Secret::try_from_base32(secret).expect("base32");
    totp_rs::Builder::new().with_secret(secret).build().expect("a secret of a good length")
}

pub fn with_password() -> AuthenticatorBegin {
    AuthenticatorBegin { confirmation: by_password() }
}

impl TestApp {
    /// Sets an app up, which is given together with the recovery codes.
    pub async fn add_authenticator(&self, person: &Visitor<'_>) -> (Totp, Vec<String>) {
        let begun = person.call(&with_password()).await.expect("a beginning");
        let phone = phone(&begun.secret);
        let confirmed = person.call(&AuthenticatorConfirm { code: code(&phone, 0) }).await;
        self.let_steps_pass().await;
        (phone, confirmed.expect("it is confirmed").recovery_codes)
    }

    /// As if every code that was used were long gone, but for the clock.
    pub async fn let_steps_pass(&self) {
        self.sql.batch_execute("UPDATE authenticators SET last_step = 0").await.expect("time passes");
    }
}

pub async fn remove(person: &Visitor<'_>) -> Result<common::Done, common::Failure> {
    person.call(&AuthenticatorRemove { confirmation: by_password() }).await
}

#[async_test]
async fn from_its_confirmation_on_every_login_asks_for_a_code() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let begun = ada.call(&with_password()).await.expect("a beginning");
    let phone = phone(&begun.secret);
    assert_eq!(phone.secret().as_bytes().len(), 20, "160 bits");
    let read = Totp::from_url(&begun.uri).expect("an otpauth address");
    assert_eq!((read.issuer(), read.account_name(), read.secret()), (Some("Kith"), "ada", phone.secret()));
    assert_eq!(code(&read, 0), code(&phone, 0), "either way leads to the same codes");
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "nothing has changed yet");

    let confirm =
        |code: String| app.post("/api/authenticator_confirm", json!({"token": ada.token, "code": code}));
    for wrong in ["", "1234567", "abcdef", &code(&phone, 3), &code(&phone, -3)] {
        confirm(wrong.to_owned()).await.expect_complaint(422, "code", WRONG_CODE);
    }
    let answer = confirm(code(&phone, 0)).await;
    assert_eq!((answer.status, answer.payload()["recovery_codes"].as_array().map(Vec::len)), (200, Some(10)));
    confirm(code(&phone, 1)).await.expect_refusal(403, NONE_TO_CONFIRM);

    let ticket = app.ticket("ada").await;
    let answer = app.login_code(&ticket, &code(&phone, 1)).await;
    let token = answer.payload()["token"].as_str().unwrap_or_default().to_owned();
    let message = "user authenticated successfully";
    answer.expect(200, json!({"success": true, "message": message, "token": token, "user_id": ada.user_id}));
    let signed = json!({"token": token, "user": "ada"});
    assert_eq!(app.post("/api/profile", signed).await.status, 200, "the token works");
    assert_eq!(ada.ask_about("/api/profile", "ada").await.status, 200, "and older sessions go on");
    assert_eq!(app.events_of(&ada).await, "registered authenticator_added signed_in");
}

#[async_test]
async fn the_qr_code_holds_the_address_in_one_path() {
    let app = TestApp::start().await;
    let begun = app.join("ada").await.call(&with_password()).await.expect("a beginning");
    let expected = QrCode::encode_text(&begun.uri, QrCodeEcc::Medium).expect("a QR code");
    let (head, rest) = begun.qr.split_once(" d=\"").expect("a path");
    let (path, end) = rest.split_once('"').expect("its end");
    let side = expected.size() + 8;
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path"#
    );
    assert_eq!((head, end), (svg.as_str(), "/></svg>"));
    let mut drawn = vec![];
    for square in path.split_terminator("h1v1h-1z") {
        let (x, y) = square.trim_start_matches('M').split_once(',').expect("a place");
        drawn.push((x.parse::<i32>().expect("x") - 4, y.parse::<i32>().expect("y") - 4));
    }
    let all = (0..expected.size()).flat_map(|y| (0..expected.size()).map(move |x| (x, y)));
    assert_eq!(drawn, all.filter(|&(x, y)| expected.get_module(x, y)).collect::<Vec<_>>());
}

#[async_test]
async fn a_new_one_takes_the_place_of_one_that_is_not_confirmed_only() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let first = phone(&ada.call(&with_password()).await.expect("a beginning").secret);
    let second = phone(&ada.call(&with_password()).await.expect("another").secret);
    assert_ne!(first.secret(), second.secret());
    let refused =
        ada.call(&AuthenticatorConfirm { code: code(&first, 0) }).await.expect_err("the first is gone");
    assert_eq!(refused.error_message, WRONG_CODE);
    ada.call(&AuthenticatorConfirm { code: code(&second, 0) }).await.expect("the second is there");
    let begin = json!({"token": ada.token, "Password": PASSWORD});
    app.post("/api/authenticator_begin", begin).await.expect_refusal(403, THERE_IS_ONE);
    assert_eq!(
        app.login_code(&app.ticket("ada").await, &code(&second, 1)).await.status,
        200,
        "it is still that one"
    );
}

#[async_test]
async fn one_that_was_begun_is_soon_forgotten_and_cannot_be_guessed() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let phone = phone(&ada.call(&with_password()).await.expect("a beginning").secret);
    let confirm = |code| app.post("/api/authenticator_confirm", json!({"token": ada.token, "code": code}));
    let guesses = join_all((0..20).map(|_| confirm("000000".to_owned()))).await;
    let looked_at = guesses.iter().filter(|answer| answer.status == 422).count();
    assert!((1..=7).contains(&looked_at), "{looked_at}: {guesses:?}");
    assert_eq!(confirm(code(&phone, 0)).await.status, 429, "not even the right one");
    app.sql.batch_execute("DELETE FROM failed_tries").await.expect("time passes");
    let aged = "UPDATE authenticators SET begun_at = now() - interval '10 minutes'";
    app.sql.batch_execute(aged).await.expect("more time passes");
    confirm(code(&phone, 0)).await.expect_refusal(403, NONE_TO_CONFIRM);
}

#[async_test]
async fn a_session_left_open_is_not_enough() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (phone, _) = app.add_authenticator(&ada).await;
    for path in
        ["/api/authenticator_begin", "/api/authenticator_remove", "/api/recovery_codes", "/api/passkey_begin"]
    {
        app.post(path, json!({"Password": PASSWORD})).await.expect_refusal(401, "Sign in first.");
        let answer = app.post(path, json!({"token": ada.token, "Password": "wrong password"})).await;
        answer.expect_complaint(422, "Password", "This is not the password of your account.");
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
    }
    assert_eq!(
        app.login_code(&app.ticket("ada").await, &code(&phone, 0)).await.status,
        200,
        "nothing has changed"
    );
}

#[async_test]
async fn without_it_the_password_is_enough_again() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (phone, _) = app.add_authenticator(&ada).await;
    let ticket = app.ticket("ada").await;
    for _ in 0..2 {
        assert_eq!(remove(&ada).await.expect("idempotent").message, "authenticator removed");
    }
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200);
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 0, "they go with it");
    app.login_code(&ticket, &code(&phone, 0)).await.expect_complaint(422, "code", WRONG_CODE);
    let events = app.events_of(&ada).await;
    let expected = "registered authenticator_added authenticator_removed signed_in second_factor_failed";
    assert_eq!(events, expected);
    app.add_authenticator(&ada).await;
}

#[async_test]
async fn one_that_is_not_confirmed_goes_without_a_word() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let phone = phone(&ada.call(&with_password()).await.expect("a beginning").secret);
    remove(&ada).await.expect("a removal");
    assert_eq!(app.events_of(&ada).await, "registered signed_in");
    let confirm = json!({"token": ada.token, "code": code(&phone, 0)});
    app.post("/api/authenticator_confirm", confirm).await.expect_refusal(403, NONE_TO_CONFIRM);
}

#[async_test]
async fn of_many_confirmations_at_once_one_gives_codes() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let phone = phone(&ada.call(&with_password()).await.expect("a beginning").secret);
    let confirm = json!({"token": ada.token, "code": code(&phone, 0)});
    let answers = join_all((0..4).map(|_| app.post("/api/authenticator_confirm", confirm.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer: &Answer| matches!(answer.status, 200 | 403)), "{answers:?}");
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 10);
    app.login_code("invented", &code(&phone, 1)).await.expect_refusal(403, EXPIRED);
}
