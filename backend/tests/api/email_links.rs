//! Links in mails: what they are about is told before anything happens, and nothing happens without a press.

use crate::helpers::{Answer, TestApp};
use crate::mailbox::Mailbox;
use crate::software_key::SoftwareKey;
use crate::test_client::{PASSWORD, Visitor};
use rocket::async_test;
use serde_json::{Value, json};

const OLD_LINK: &str = "This link has been used or is too old. Ask for a new one.";
const CONFIRMED: &str = "Your e-mail address is confirmed.";

async fn start(mailbox: &mut Mailbox) -> (TestApp, String) {
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    app.register("ada").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    (app, code)
}

async fn ask(app: &TestApp, path: &str, code: &str) -> Answer {
    app.post(path, json!({"code": code})).await
}

fn link(kind: &str, email: &str, done: Option<&str>) -> Value {
    json!({"success": true, "kind": kind, "username": "ada", "Email_id": email, "done": done})
}

fn done(message: &str) -> Value {
    json!({"success": true, "message": message})
}

async fn change(app: &TestApp, by: &Visitor<'_>, to: &str) {
    let asked = json!({"token": by.token, "Password": PASSWORD, "Email_id": to});
    assert_eq!(app.post("/api/change_email", asked).await.status, 200, "{to}");
}

#[async_test]
async fn a_look_at_a_link_tells_what_it_is_for_and_does_nothing() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = start(&mut mailbox).await;
    for _ in 0..3 {
        ask(&app, "/api/view_link", &code).await.expect(200, link("verify", "ada@example.org", None));
    }
    let ada = app.sign_in("ada").await;
    assert!(!app.is_verified(&ada).await);
    for _ in 0..2 {
        ask(&app, "/api/confirm_email", &code).await.expect(200, done(CONFIRMED));
        ask(&app, "/api/view_link", &code)
            .await
            .expect(200, link("verify", "ada@example.org", Some(CONFIRMED)));
    }
    let noted = "SELECT count(*) FROM security_events WHERE kind = 'email_verified'";
    assert_eq!(app.number(noted).await, 1, "a second press does nothing");
    app.let_time_pass("2 days").await;
    ask(&app, "/api/view_link", &code).await.expect(200, link("verify", "ada@example.org", Some(CONFIRMED)));
    app.let_time_pass("29 days").await;
    ask(&app, "/api/view_link", &code).await.expect_refusal(403, OLD_LINK);
}

#[async_test]
async fn links_for_a_change_say_what_it_is_and_how_far_it_is() {
    let mut mailbox = Mailbox::open().await;
    let (app, proof) = start(&mut mailbox).await;
    assert_eq!(ask(&app, "/api/confirm_email", &proof).await.status, 200);
    let ada = app.sign_in("ada").await;
    change(&app, &ada, "ada@example.com").await;
    let codes = [mailbox.next().await.code(), mailbox.next().await.code()];
    let half = "Now open the link in the mail to your other address.";
    let whole = "Your account has its new e-mail address.";
    for code in &codes {
        ask(&app, "/api/view_link", code).await.expect(200, link("change", "ada@example.com", None));
        ask(&app, "/api/disown_email", code).await.expect_refusal(403, OLD_LINK);
    }
    ask(&app, "/api/confirm_email", &codes[0]).await.expect(200, done(half));
    ask(&app, "/api/view_link", &codes[0]).await.expect(200, link("change", "ada@example.com", Some(half)));
    ask(&app, "/api/confirm_email", &codes[1]).await.expect(200, done(whole));
    for code in &codes {
        ask(&app, "/api/view_link", code).await.expect(200, link("change", "ada@example.com", Some(whole)));
    }
}

#[async_test]
async fn half_an_agreement_runs_out_with_its_other_half() {
    let mut mailbox = Mailbox::open().await;
    let (app, proof) = start(&mut mailbox).await;
    assert_eq!(ask(&app, "/api/confirm_email", &proof).await.status, 200);
    let ada = app.sign_in("ada").await;
    change(&app, &ada, "ada@example.com").await;
    let codes = [mailbox.next().await.code(), mailbox.next().await.code()];
    assert_eq!(ask(&app, "/api/confirm_email", &codes[0]).await.status, 200);
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    app.let_time_pass("1 day").await;
    for code in &codes {
        ask(&app, "/api/view_link", code).await.expect_refusal(403, OLD_LINK);
        ask(&app, "/api/confirm_email", code).await.expect_refusal(403, OLD_LINK);
    }
    assert!(app.is_verified(&ada).await, "the old address is as it was");
}

#[async_test]
async fn wrong_codes_tell_nothing_and_take_a_try_each() {
    let mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url, "--rate-limit", "6"], |app| app).await;
    for path in ["/api/view_link", "/api/disown_email", "/api/confirm_email"] {
        for wrong in ["", "x"] {
            ask(&app, path, wrong).await.expect_refusal(403, OLD_LINK);
        }
    }
    for path in ["/api/view_link", "/api/disown_email", "/api/confirm_email"] {
        assert_eq!(ask(&app, path, "x").await.status, 429, "{path}");
    }
    assert_eq!(app.post("/api/request_link", json!({"Email_id": "ada@example.org"})).await.status, 429);
}

#[async_test]
async fn an_address_is_taken_off_an_account_that_is_another_person_s() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = start(&mut mailbox).await;
    let stranger = app.sign_in("ada").await;
    app.add_passkey(&stranger, &mut SoftwareKey::new(&app.origin())).await;
    assert_eq!(app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await.status, 200);
    let reset = mailbox.next_to("ada@example.org").await.code();
    let removed = done("Your email address has been removed from this account.");
    ask(&app, "/api/disown_email", &code).await.expect(200, removed);
    for path in ["/api/disown_email", "/api/confirm_email", "/api/view_link"] {
        ask(&app, path, &code).await.expect_refusal(403, OLD_LINK);
    }
    let reset = json!({"code": reset, "Password": "another fine password"});
    app.post("/api/reset_password", reset).await.expect_refusal(403, OLD_LINK);
    let account = app.post("/api/account", json!({"token": stranger.token})).await.payload();
    let told =
        (&account["Email_id"], &account["email_verified"], account["passkeys"].as_array().map(Vec::len));
    assert_eq!(told, (&json!(null), &json!(false), Some(1)), "the stranger's account is as it was");
    let events = app.post("/api/security_events", json!({"token": stranger.token})).await.payload();
    assert_eq!(events["events"][0]["kind"], "email_removed");
    assert_eq!(events["events"][0]["address"], "", "from where is not the stranger's to know");
    let asked = json!({"token": stranger.token});
    let none = "Your account has no email address. Set one first.";
    app.post("/api/verify_email", asked).await.expect_refusal(403, none);

    app.let_time_pass("61 seconds").await;
    assert_eq!(app.try_register("real_ada", "ada@example.org", PASSWORD).await.status, 200, "it is free");
    mailbox.next_to("ada@example.org").await;
    change(&app, &stranger, "stranger@example.org").await;
    let code = mailbox.next_to("stranger@example.org").await.code();
    assert_eq!(ask(&app, "/api/confirm_email", &code).await.status, 200, "one address agrees");
    assert!(app.is_verified(&stranger).await);
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
}

#[async_test]
async fn a_proven_address_cannot_be_taken_off() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = start(&mut mailbox).await;
    let ada = app.sign_in("ada").await;
    assert_eq!(ask(&app, "/api/confirm_email", &code).await.status, 200);
    ask(&app, "/api/disown_email", &code).await.expect_refusal(403, OLD_LINK);
    assert!(app.is_verified(&ada).await);
}

#[async_test]
async fn an_address_that_was_verified_without_a_press_can_be_taken_off() {
    let mut mailbox = Mailbox::open().await;
    let (app, _) = start(&mut mailbox).await;
    let stranger = app.sign_in("ada").await;
    app.sql.batch_execute("UPDATE accounts SET email_verified = true").await.expect("as before V5");
    app.let_time_pass("61 seconds").await;
    app.post("/api/request_link", json!({"Email_id": "ada@example.org"})).await;
    let code = mailbox.next_to("ada@example.org").await.code();
    assert_eq!(ask(&app, "/api/disown_email", &code).await.status, 200);
    assert!(!app.is_verified(&stranger).await);
    change(&app, &stranger, "stranger@example.org").await;
    mailbox.next_to("stranger@example.org").await;
}

#[async_test]
async fn an_account_without_an_address_lacks_nothing_else() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = start(&mut mailbox).await;
    let ada = app.sign_in("ada").await;
    assert_eq!(ask(&app, "/api/disown_email", &code).await.status, 200);
    for (path, wanted) in [
        ("/api/change_password", json!({"Password": PASSWORD, "new_password": "another fine password"})),
        ("/api/recovery_codes", json!({"Password": "another fine password"})),
        ("/api/download", json!({})),
        ("/api/sessions", json!({})),
        ("/api/delete_account", json!({"Password": "another fine password"})),
    ] {
        let mut wanted = wanted;
        wanted["token"] = json!(ada.token);
        let status = app.post(path, wanted).await.status;
        assert!(matches!(status, 200 | 403), "{path}: {status}");
    }
    assert_eq!(app.number("SELECT count(*) FROM people").await, 0);
    mailbox.expect_empty();
}

#[async_test]
async fn a_request_for_a_new_link_tells_nothing_and_ends_no_code() {
    let mut mailbox = Mailbox::open().await;
    let (app, first) = start(&mut mailbox).await;
    app.register("proven").await;
    mailbox.next_to("proven@example.org").await;
    let proof = "UPDATE accounts SET email_verified = true, email_proven_at = now()
                 WHERE email = 'proven@example.org'";
    app.sql.batch_execute(proof).await.expect("it is proven");
    app.let_time_pass("61 seconds").await;
    let said = done("If an account waits for this address to be confirmed, a mail is on its way.");
    for address in ["ADA@example.org", "proven@example.org", "nobody@example.org", "ada@example.org"] {
        app.post("/api/request_link", json!({"Email_id": address})).await.expect(200, said.clone());
    }
    let second = mailbox.next_to("ada@example.org").await.code();
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
    ask(&app, "/api/view_link", &second).await.expect(200, link("verify", "ada@example.org", None));
    assert_eq!(ask(&app, "/api/confirm_email", &first).await.status, 200, "a stranger ends no code");
}

#[async_test]
async fn a_change_that_was_asked_for_before_the_proof_needs_consent() {
    let mut mailbox = Mailbox::open().await;
    let (app, _) = start(&mut mailbox).await;
    let ada = app.sign_in("ada").await;
    change(&app, &ada, "thief@example.org").await;
    let adopt = mailbox.next_to("thief@example.org").await.code();
    // A mail whose lease ends before it is known to have arrived would come once more.
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    app.let_time_pass("2 minutes").await;
    app.post("/api/request_link", json!({"Email_id": "ada@example.org"})).await;
    let proof = mailbox.next_to("ada@example.org").await.code();
    ask(&app, "/api/confirm_email", &proof).await.expect(200, done(CONFIRMED));
    ask(&app, "/api/confirm_email", &adopt).await.expect_refusal(403, OLD_LINK);
    let email = "SELECT count(*) FROM accounts WHERE email = 'ada@example.org' AND email_verified";
    assert_eq!(app.number(email).await, 1);
}

#[async_test]
async fn another_link_to_the_same_mailbox_proves_nothing_anew() {
    let mut mailbox = Mailbox::open().await;
    let (app, first) = start(&mut mailbox).await;
    // A mail whose lease ends before it is known to have arrived would come once more.
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    app.let_time_pass("2 minutes").await;
    app.post("/api/request_link", json!({"Email_id": "ada@example.org"})).await;
    let second = mailbox.next_to("ada@example.org").await.code();
    ask(&app, "/api/confirm_email", &first).await.expect(200, done(CONFIRMED));
    let proven =
        "SELECT extract(epoch FROM email_proven_at)::float8::bigint FROM accounts WHERE email IS NOT NULL";
    app.sql
        .execute("UPDATE accounts SET email_proven_at = now() - interval '1 hour'", &[])
        .await
        .expect("a time");
    let before = app.number(proven).await;
    ask(&app, "/api/confirm_email", &second).await.expect(200, done(CONFIRMED));
    assert_eq!(app.number(proven).await, before);
}

#[async_test]
async fn a_link_to_an_old_address_does_not_tell_the_new_one() {
    let mut mailbox = Mailbox::open().await;
    let (app, proof) = start(&mut mailbox).await;
    ask(&app, "/api/confirm_email", &proof).await.expect(200, done(CONFIRMED));
    let ada = app.sign_in("ada").await;
    change(&app, &ada, "new@example.org").await;
    // They go out at once, in any order.
    let codes = [mailbox.next().await.code(), mailbox.next().await.code()];
    for code in &codes {
        assert_eq!(ask(&app, "/api/confirm_email", code).await.status, 200);
    }
    ask(&app, "/api/view_link", &proof).await.expect_refusal(403, OLD_LINK);
    for code in &codes {
        assert_eq!(ask(&app, "/api/view_link", code).await.status, 200);
    }
}
