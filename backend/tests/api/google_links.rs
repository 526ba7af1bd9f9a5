//! Linking a Google account to one's own, and not any more.

use crate::google_sign_in::EXPIRED;
use crate::helpers::{Answer, TestApp};
use crate::provider::Provider;
use crate::test_client::{PASSWORD, Visitor};
use rocket::async_test;
use rocket::futures::future::join;
use rocket::tokio::task::yield_now;
use serde_json::json;

const LINKED: &str = "This Google account is linked to an account here already.";
const HAS_ONE: &str = "Your account is linked to a Google account already. Unlink that one first.";
const WRONG: &str = "This is not the password of your account.";
const LAST: &str = "Without Google you could not confirm any more that it is you. Choose a password first.";
const UNKNOWN: &str = "No account is linked to this Google account yet.";
/// Gives everybody a passkey.
const PASSKEY: &str =
    "INSERT INTO passkeys SELECT person_id, 'id', gen_random_uuid(), 'key', '{}' FROM people";
/// Gives everybody a password.
const CHOICE: &str = "UPDATE accounts SET password_hash = 'a hash'";

async fn link(app: &TestApp, by: &Visitor<'_>, proof: &str, password: &str) -> Answer {
    let payload = json!({"token": by.token, "proof": proof, "Password": password});
    app.post("/api/google_link", payload).await
}

async fn unlink(app: &TestApp, by: &Visitor<'_>, password: &str) -> Answer {
    app.post("/api/google_unlink", json!({"token": by.token, "Password": password})).await
}

/// A proof of the person whom the provider calls 1001, if not otherwise.
async fn proof(app: &TestApp, provider: &Provider, subject: &str) -> String {
    app.identify(provider, subject, "person@example.org").await.proof
}

/// How often something has happened.
async fn events(app: &TestApp, kind: &str) -> i64 {
    app.number(&format!("SELECT count(*) FROM security_events WHERE kind = '{kind}'")).await
}

async fn links(app: &TestApp) -> i64 {
    app.number("SELECT count(*) FROM identities").await
}

#[async_test]
async fn a_linked_google_account_signs_in_until_it_is_unlinked() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let ada = app.join("ada").await;
    let done = json!({"success": true, "message": "Google account linked"});
    link(&app, &ada, &proof(&app, &provider, "1001").await, PASSWORD).await.expect(200, done);
    let answer = app.google_login(&proof(&app, &provider, "1001").await).await;
    assert_eq!(answer.payload()["user_id"], json!(ada.user_id), "{answer:?}");
    unlink(&app, &ada, "wrong password").await.expect_complaint(422, "Password", WRONG);
    assert_eq!(links(&app).await, 1);
    for _ in 0..2 {
        let done = json!({"success": true, "message": "Google account unlinked"});
        unlink(&app, &ada, PASSWORD).await.expect(200, done);
    }
    app.google_login(&proof(&app, &provider, "1001").await).await.expect_refusal(404, UNKNOWN);
    assert_eq!((events(&app, "google_linked").await, events(&app, "google_unlinked").await), (1, 1));
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "the password is as it was");
}

#[async_test]
async fn linking_takes_a_session_the_password_and_a_proof() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let ada = app.join("ada").await;
    let proven = proof(&app, &provider, "1001").await;
    let signed_out = json!({"proof": proven, "Password": PASSWORD});
    app.post("/api/google_link", signed_out).await.expect_refusal(401, "Sign in first.");
    app.post("/api/google_unlink", json!({"Password": PASSWORD})).await.expect_refusal(401, "Sign in first.");
    link(&app, &ada, &proven, "wrong password").await.expect_complaint(422, "Password", WRONG);
    link(&app, &ada, "forged", PASSWORD).await.expect_refusal(403, EXPIRED);
    assert_eq!((links(&app).await, events(&app, "google_linked").await), (0, 0));
    assert_eq!(link(&app, &ada, &proven, PASSWORD).await.status, 200, "a wrong password uses up no proof");
    app.google_login(&proven).await.expect_refusal(403, EXPIRED);
}

#[async_test]
async fn a_google_account_is_linked_to_one_account_and_an_account_to_one_google_account() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    assert_eq!(link(&app, &ada, &proof(&app, &provider, "1001").await, PASSWORD).await.status, 200);
    let stolen = proof(&app, &provider, "1001").await;
    link(&app, &bob, &stolen, PASSWORD).await.expect_complaint(409, "proof", LINKED);
    let answer = app.google_login(&stolen).await;
    assert_eq!(answer.payload()["user_id"], json!(ada.user_id), "still whose it was, and the proof too");
    let second = proof(&app, &provider, "1002").await;
    link(&app, &ada, &second, PASSWORD).await.expect_complaint(409, "proof", HAS_ONE);
    assert_eq!((links(&app).await, events(&app, "google_linked").await), (1, 1));
    assert_eq!(link(&app, &bob, &second, PASSWORD).await.status, 200, "it is free for another person");
}

#[async_test]
async fn of_two_who_link_a_google_account_at_once_one_does() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let [one, other] = [proof(&app, &provider, "1001").await, proof(&app, &provider, "1001").await];
    let answers = join(link(&app, &ada, &one, PASSWORD), link(&app, &bob, &other, PASSWORD)).await;
    let mut answers = [answers.0, answers.1];
    answers.sort_by_key(|answer| answer.status);
    assert_eq!(answers[0].status, 200, "{answers:?}");
    answers[1].expect_complaint(409, "proof", LINKED);
    assert_eq!(links(&app).await, 1);
}

#[async_test]
async fn google_stays_as_long_as_there_is_no_password() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let first = proof(&app, &provider, "1001").await;
    assert_eq!(app.sign_up("ada", "ada@example.org", &first).await.status, 200);
    let token = app.google_login(&first).await.payload()["token"].clone();
    let unlink =
        async |proof: &str| app.post("/api/google_unlink", json!({"token": token, "proof": proof})).await;
    unlink(&proof(&app, &provider, "1001").await).await.expect_refusal(403, LAST);
    let stranger = "This is not the Google account that is linked to yours.";
    unlink(&proof(&app, &provider, "1002").await).await.expect_refusal(403, stranger);
    assert_eq!(links(&app).await, 1);
    app.sql.execute(PASSKEY, &[]).await.expect("a passkey");
    unlink(&proof(&app, &provider, "1001").await).await.expect_refusal(403, LAST);
    assert_eq!(links(&app).await, 1, "a passkey signs in, and confirms nothing");
    app.sql.execute(CHOICE, &[]).await.expect("a password");
    assert_eq!(unlink(&proof(&app, &provider, "1001").await).await.status, 200, "a password is left");
    assert_eq!(links(&app).await, 0);
}

#[async_test]
async fn unlinking_waits_for_a_removal_of_the_password() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let first = proof(&app, &provider, "1001").await;
    assert_eq!(app.sign_up("ada", "ada@example.org", &first).await.status, 200);
    let token = app.google_login(&first).await.payload()["token"].clone();
    app.sql.execute(CHOICE, &[]).await.expect("a password");
    let second = proof(&app, &provider, "1001").await;
    let unlink = app.post("/api/google_unlink", json!({"token": token, "proof": second}));
    let answer = app.meanwhile("UPDATE accounts SET password_hash = NULL", unlink).await;
    answer.expect_refusal(403, LAST);
    assert_eq!(links(&app).await, 1);
}

/// Gives what is answered to a call that has to wait for the identities, and whose connection breaks meanwhile.
async fn through_a_break(app: &TestApp, call: impl Future<Output = Answer>) -> Answer {
    let bystander = app.database.connect().await;
    app.sql.batch_execute("BEGIN; LOCK TABLE identities").await.expect("a lock");
    let breaks = async {
        let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while bystander.query_one(cut, &[]).await.expect("a count").get::<_, i64>(0) == 0 {
            yield_now().await;
        }
        app.sql.batch_execute("COMMIT").await.expect("the lock goes");
    };
    join(call, breaks).await.0
}

#[async_test]
async fn what_breaks_off_in_the_middle_is_done_by_another_connection() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let ada = app.join("ada").await;
    let proven = proof(&app, &provider, "1001").await;
    let answer = through_a_break(&app, link(&app, &ada, &proven, PASSWORD)).await;
    assert_eq!((answer.status, links(&app).await), (200, 1), "{answer:?}");
    let answer = through_a_break(&app, unlink(&app, &ada, PASSWORD)).await;
    assert_eq!((answer.status, links(&app).await), (200, 0), "{answer:?}");
    assert_eq!((events(&app, "google_linked").await, events(&app, "google_unlinked").await), (1, 1));
}

#[async_test]
async fn who_has_no_password_deletes_the_account_by_a_proof_and_google_may_begin_anew() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let first = proof(&app, &provider, "1001").await;
    assert_eq!(app.sign_up("ada", "ada@example.org", &first).await.status, 200);
    let token = app.google_login(&first).await.payload()["token"].clone();
    let delete =
        async |proof: &str| app.post("/api/delete_account", json!({"token": token, "proof": proof})).await;
    delete(&first).await.expect_refusal(403, EXPIRED);
    assert_eq!(delete(&proof(&app, &provider, "1001").await).await.status, 200);
    assert_eq!(links(&app).await, 0);
    let again = app.identify(&provider, "1001", "ada@example.org").await;
    assert!(!again.known);
    assert_eq!(app.sign_up("ada", "ada@example.org", &again.proof).await.status, 409, "the name rests");
    assert_eq!(app.sign_up("ada2", "ada@example.org", &again.proof).await.status, 200);
}
