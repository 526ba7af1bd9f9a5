//! Logins, and changes to the ways in, that began by what is not right any more when they end.

use crate::authenticators::{code, phone, with_password};
use crate::helpers::{Answer, TestApp};
use crate::mailbox::Mailbox;
use crate::passkeys::begin;
use crate::provider::Provider;
use crate::second_factors::EXPIRED;
use crate::software_key::SoftwareKey;
use crate::test_client::PASSWORD;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use serde_json::json;

const WRONG_PAIR: &str = "Wrong username or password";
/// What a reset does to the account that it holds.
const RESET: &str =
    "UPDATE accounts SET password_set_at = clock.time FROM (SELECT clock_timestamp() AS time) AS clock;
                     DELETE FROM sessions; DELETE FROM tickets";

#[track_caller]
fn expect_wrong(answer: &Answer) {
    answer.expect(401, json!({"success": false, "error_code": null, "code": "wrong_credentials", "error_message": WRONG_PAIR}));
}

async fn sessions(app: &TestApp) -> i64 {
    app.number("SELECT count(*) FROM sessions").await
}

#[async_test]
async fn a_password_that_is_replaced_meanwhile_opens_nothing() {
    let app = TestApp::start().await;
    app.register("ada").await;
    expect_wrong(&app.meanwhile(RESET, app.try_sign_in("ada", PASSWORD)).await);
    assert_eq!(sessions(&app).await, 0);
    app.add_authenticator(&app.sign_in("ada").await).await;
    expect_wrong(&app.meanwhile(RESET, app.try_sign_in("ada", PASSWORD)).await);
    assert_eq!(app.number("SELECT count(*) FROM tickets").await, 0, "nor a second step");
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 401, "which is asked for otherwise");
    assert_eq!(app.number("SELECT count(*) FROM tickets").await, 1);
}

#[async_test]
async fn a_login_at_once_with_a_real_reset_leaves_no_session_behind() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await;
    let reset =
        json!({"code": mailbox.next_to("ada@example.org").await.code(), "Password": "another fine password"});
    let logins = join_all((0..3).map(|_| app.try_sign_in("ada", PASSWORD)));
    let (answer, _) = join(app.post("/api/reset_password", reset), logins).await;
    assert_eq!((answer.status, sessions(&app).await), (200, 0), "each was before the reset, or was refused");
}

#[async_test]
async fn a_code_whose_ticket_is_taken_back_meanwhile_stays_good() {
    let app = TestApp::start().await;
    let (phone, codes) = app.add_authenticator(&app.join("ada").await).await;
    for code in [&codes[0], &code(&phone, 0)] {
        let ticket = app.ticket("ada").await;
        let late = app.meanwhile(RESET, app.login_code(&ticket, code)).await;
        late.expect_refusal(403, EXPIRED);
        assert_eq!(sessions(&app).await, 0);
        assert_eq!(app.login_code(&app.ticket("ada").await, code).await.status, 200, "nothing is lost");
    }
}

#[async_test]
async fn a_passkey_that_is_removed_meanwhile_opens_nothing() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&ada, &mut key).await;
    let late = app.meanwhile("DELETE FROM passkeys", app.passkey_login(&mut key)).await;
    assert_eq!((late.status, sessions(&app).await), (422, 1), "{late:?}");
}

#[async_test]
async fn a_google_account_that_is_unlinked_meanwhile_opens_nothing() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    assert_eq!(app.sign_up("ada", "ada@example.org", &proof).await.status, 200);
    let late = app.meanwhile("DELETE FROM identities", app.google_login(&proof)).await;
    assert_eq!((late.status, sessions(&app).await), (404, 0), "{late:?}");
}

#[async_test]
async fn a_session_that_ends_meanwhile_changes_nothing_more() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let ceremony = begin(&ada).await;
    let credential = SoftwareKey::new(&app.origin()).create(&ceremony.options);
    let app_secret = phone(&ada.call(&with_password()).await.expect("a beginning").secret);
    let calls = [
        ("passkey_add", json!({"ceremony": ceremony.ceremony, "name": "hers", "credential": credential})),
        ("authenticator_confirm", json!({"code": code(&app_secret, 0)})),
        ("recovery_codes", json!({"Password": PASSWORD})),
        ("authenticator_remove", json!({"Password": PASSWORD})),
        ("delete_account", json!({"Password": PASSWORD})),
        ("change_password", json!({"Password": PASSWORD, "new_password": "another fine password"})),
    ];
    for (name, asked) in calls {
        let token = app.sign_in("ada").await.token;
        let mut asked = asked;
        asked["token"] = json!(token);
        let late = app.meanwhile("DELETE FROM sessions", app.post(&format!("/api/{name}"), asked)).await;
        assert_eq!(late.status, 401, "{name}: {late:?}");
    }
    let ways =
        "SELECT (SELECT count(*) FROM passkeys) + (SELECT count(*) FROM authenticators WHERE confirmed)";
    assert_eq!(app.number(ways).await, 0);
}
