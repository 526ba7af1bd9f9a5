//! Signing in with Google, and making an account with it.

use crate::google_sign_in::{EXPIRED, identified};
use crate::helpers::TestApp;
use crate::id_tokens::{Key, sound};
use crate::provider::Provider;
use crate::test_client::PASSWORD;
use common::Envelope;
use common::accounts::sessions::LoggedIn;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use serde_json::{from_str, json};

const EMAIL_TAKEN: &str = "This e-mail address has an account already.";
const LINKED: &str = "This Google account is linked to an account here already.";
const UNKNOWN: &str = "No account is linked to this Google account yet.";

/// What is kept of an account: address, whether it is proven, whether there is a password, and whom Google calls it.
async fn kept(app: &TestApp, username: &str) -> (String, bool, bool, String) {
    let sql = "SELECT accounts.email, email_verified, password_hash IS NOT NULL, subject
               FROM accounts JOIN people USING (person_id) JOIN identities USING (person_id) WHERE username = $1";
    let row = app.sql.query_one(sql, &[&username]).await.expect("an account");
    (row.get(0), row.get(1), row.get(2), row.get(3))
}

#[async_test]
async fn an_account_is_made_and_signed_in_to_with_google_alone() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let begun = app.begin().await;
    assert!(begun.url.contains("redirect_uri=http%3A%2F%2Flocalhost%3A"), "{}", begun.url);
    let proven = app.identify(&provider, "1001", "Ada@example.org").await;
    assert_eq!((proven.known, proven.email.as_str()), (false, "Ada@example.org"));
    let answer = app.sign_up("ada", "ada@example.org", &proven.proof).await;
    assert_eq!((answer.status, answer.payload()["success"] == true), (200, true), "{answer:?}");
    assert_eq!(kept(&app, "ada").await, ("ada@example.org".to_owned(), true, false, "1001".to_owned()));
    let answer = app.google_login(&proven.proof).await;
    assert_eq!(answer.status, 200, "the proof still signs in: {answer:?}");
    let LoggedIn { token, user_id, .. } =
        from_str::<Envelope<LoggedIn>>(&answer.text).expect("a session").payload;
    let signed = json!({"token": token, "user_id": user_id, "user": "ada"});
    assert_eq!(app.post("/api/profile", signed).await.status, 200, "the token works");
    app.google_login(&proven.proof).await.expect_refusal(403, EXPIRED);
    let again = app.identify(&provider, "1001", "ada@elsewhere.example").await;
    assert!(again.known, "by its subject, whatever its address is");
    assert_eq!(app.google_login(&again.proof).await.payload()["user_id"], json!(user_id));
    let events = "SELECT string_agg(kind, ' ' ORDER BY event_id) FROM security_events";
    let events: String = app.sql.query_one(events, &[]).await.expect("events").get(0);
    assert_eq!(events, "registered signed_in");
}

#[async_test]
async fn an_account_without_a_password_has_none_that_is_right() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    assert_eq!(app.sign_up("ada", "ada@example.org", &proof).await.status, 200);
    let before = app.bcrypt_runs().await;
    for password in ["", PASSWORD] {
        assert_eq!(app.try_sign_in("ada", password).await.status, 401, "{password:?}");
    }
    assert_eq!(app.bcrypt_runs().await, before + 2, "and it takes as long to say so");
}

#[async_test]
async fn an_address_counts_as_proven_only_where_the_provider_has_verified_this_very_one() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let other = app.identify(&provider, "1001", "ada@example.org").await;
    assert_eq!(app.sign_up("ada", "ada@elsewhere.example", &other.proof).await.status, 200);
    assert!(!kept(&app, "ada").await.1, "another address");
    for (subject, name, verified) in [("1002", "bob", json!(false)), ("1003", "eve", json!(null))] {
        let answer = app.go(&provider, |mut claims| {
            (claims["sub"], claims["email_verified"]) = (json!(subject), verified);
            claims["email"] = json!(format!("{name}@example.org"));
            sound(Key::First, &claims)
        });
        let unverified = identified(&answer.await);
        assert_eq!(unverified.email, "", "an address that nobody has verified is not told");
        let answer = app.sign_up(name, &format!("{name}@example.org"), &unverified.proof).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(!kept(&app, name).await.1, "{name} may have an account, and has proven no address");
    }
}

#[async_test]
async fn an_address_that_cannot_be_one_is_not_believed() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    for email in ["", "ada", "a\0da@example.org", "ada@example.org\nbcc: eve@example.org"] {
        assert_eq!(app.identify(&provider, "1001", email).await.email, "", "{email:?}");
    }
}

#[async_test]
async fn registration_with_google_fails_without_a_proof_that_works() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let wanted =
        json!({"is_google": 1, "Username": "ada", "Email_id": "ada@example.org", "Password": PASSWORD});
    let answer = app.post("/api/register", wanted).await;
    answer.expect_complaint(422, "proof", "Sign in with Google first.");
    let secret = app.begin().await.secret;
    for proof in ["", "forged", "a\0b", &secret] {
        app.sign_up("ada", "ada@example.org", proof).await.expect_refusal(403, EXPIRED);
    }
    for proof in ["", "forged", &secret] {
        app.google_login(proof).await.expect_refusal(403, EXPIRED);
    }
    app.expect_nothing_gained().await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    let age = "UPDATE tickets SET expires_at = now()";
    app.sql.execute(age, &[]).await.expect("time passes");
    app.sign_up("ada", "ada@example.org", &proof).await.expect_refusal(403, EXPIRED);
    app.google_login(&proof).await.expect_refusal(403, EXPIRED);
    assert_eq!(app.number("SELECT count(*) FROM people").await, 0);
}

#[async_test]
async fn the_rules_of_input_hold_for_registration_with_google() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    let length = "The username must have 2 to 30 characters.";
    app.sign_up("a", "ada@example.org", &proof).await.expect_complaint(422, "Username", length);
    let email = "Enter an e-mail address such as ada@example.org.";
    app.sign_up("ada", "ada", &proof).await.expect_complaint(422, "Email_id", email);
    app.register("bob").await;
    let taken = "This username is taken. Choose another.";
    app.sign_up("BOB", "ada@example.org", &proof).await.expect_complaint(409, "Username", taken);
    assert_eq!(app.sign_up("ada", "ada@example.org", &proof).await.status, 200, "the proof lasts");
}

#[async_test]
async fn one_proof_makes_one_account() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    let names = ["ada", "bob", "eve", "kim"].map(|name| (name, format!("{name}@example.org")));
    let answers = join_all(names.iter().map(|(name, email)| app.sign_up(name, email, &proof))).await;
    let (made, refused) = answers.into_iter().partition::<Vec<_>, _>(|answer| answer.status == 200);
    assert_eq!(made.len(), 1, "{refused:?}");
    refused.iter().for_each(|answer| answer.expect_complaint(409, "proof", LINKED));
    app.sign_up("late", "late@example.org", &proof).await.expect_complaint(409, "proof", LINKED);
    let rows = "SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM accounts) + (SELECT count(*) FROM identities)";
    assert_eq!(app.number(rows).await, 3, "and nothing half-made is left");
}

#[async_test]
async fn of_two_who_sign_in_with_one_proof_at_once_one_does() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    assert_eq!(app.sign_up("ada", "ada@example.org", &proof).await.status, 200);
    let answers = join(app.google_login(&proof), app.google_login(&proof)).await;
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 1);
}

#[async_test]
async fn a_password_account_with_the_same_address_stays_apart() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    app.register("ada").await;
    let proven = app.identify(&provider, "1001", "ada@example.org").await;
    assert!(!proven.known, "an address says nothing about an account");
    let answer = app.sign_up("lovelace", "ADA@example.org", &proven.proof).await;
    answer.expect_complaint(409, "Email_id", EMAIL_TAKEN);
    app.google_login(&proven.proof).await.expect_refusal(404, UNKNOWN);
    let gains = "SELECT (SELECT count(*) FROM identities) + (SELECT count(*) FROM sessions)";
    assert_eq!(app.number(gains).await, 0);
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "and its password still works");
}
