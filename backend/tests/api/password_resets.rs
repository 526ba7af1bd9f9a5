//! A forgotten password, replaced by mail: once, soon, and by nobody else.

use crate::helpers::{Answer, BEHIND_A_PROXY, TestApp};
use crate::mailbox::Mailbox;
use crate::second_factors::demanded;
use crate::software_key::SoftwareKey;
use crate::test_client::{PASSWORD, Visitor};
use rocket::async_test;
use rocket::futures::future::join;
use serde_json::json;
use uuid::Uuid;

const NEW: &str = "another fine password";
const SENT: &str = "If an account has this address, a mail is on its way.";
const OLD_LINK: &str = "This link has been used or is too old. Ask for a new one.";

async fn forget(app: &TestApp, address: &str) {
    let answer = app.post("/api/forgot_password", json!({"Email_id": address})).await;
    answer.expect(200, json!({"success": true, "message": SENT}));
}

async fn reset(app: &TestApp, code: &str, password: &str) -> Answer {
    app.post("/api/reset_password", json!({"code": code, "Password": password})).await
}

/// A server, and the code that was sent to a person who has forgotten their password.
async fn forgotten(mailbox: &mut Mailbox) -> (TestApp, String) {
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    forget(&app, "ADA@example.org").await;
    let letter = mailbox.next_to("ada@example.org").await;
    assert!(letter.body.contains("/reset?code="), "{letter:?}");
    let code = letter.code();
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    (app, code)
}

#[async_test]
async fn a_code_from_a_mail_sets_a_new_password_once() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    let ada = app.sign_in("ada").await;
    assert_eq!(reset(&app, &code, NEW).await.status, 200);
    assert_eq!(mailbox.next_to("ada@example.org").await.subject, "Your password is changed");
    let ended = app.post("/api/account", json!({"token": ada.token})).await;
    ended.expect_refusal(401, "This session has ended. Sign in again.");
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 401);
    assert_eq!(app.try_sign_in("ada", NEW).await.status, 200);
    reset(&app, &code, "yet another password").await.expect_refusal(403, OLD_LINK);
    assert!(app.is_verified(&ada).await, "reading the mail proves the address");
}

#[async_test]
async fn a_password_that_breaks_the_rules_costs_no_code() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    for (password, complaint) in [
        ("short", "The password must have 8 to 256 characters."),
        ("password", "This password is among the most common ones. Choose another."),
        ("ada@example.org", "The password must differ from the username and the e-mail address."),
    ] {
        reset(&app, &code, password).await.expect_complaint(422, "Password", complaint);
    }
    assert_eq!(reset(&app, &code, NEW).await.status, 200);
}

#[async_test]
async fn of_two_who_use_a_code_at_once_one_does() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    let (one, other) = join(reset(&app, &code, NEW), reset(&app, &code, "the other password")).await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
    let password = if one.status == 200 { NEW } else { "the other password" };
    assert_eq!(app.try_sign_in("ada", password).await.status, 200);
}

#[async_test]
async fn a_code_is_good_for_ten_minutes_and_never_without_its_whole_text() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    let runs = app.bcrypt_runs().await;
    for wrong in ["", "x", &code[1..], &code.to_lowercase()] {
        reset(&app, wrong, NEW).await.expect_refusal(403, OLD_LINK);
    }
    app.let_time_pass("10 minutes").await;
    reset(&app, &code, NEW).await.expect_refusal(403, OLD_LINK);
    assert_eq!(app.bcrypt_runs().await, runs, "a wrong code costs no bcrypt");
}

#[async_test]
async fn nobody_learns_who_has_an_account_and_nobody_is_flooded() {
    let mut mailbox = Mailbox::open().await;
    let (app, _) = forgotten(&mut mailbox).await;
    forget(&app, "nobody@example.org").await;
    forget(&app, "ada@example.org").await;
    app.register("last").await;
    mailbox.next_to("last@example.org").await;
    mailbox.expect_empty();
}

#[async_test]
async fn a_stranger_who_asks_over_and_over_ends_no_code() {
    let mut mailbox = Mailbox::open().await;
    let (app, first) = forgotten(&mut mailbox).await;
    let mut later = Vec::new();
    for _ in 0..2 {
        app.let_time_pass("61 seconds").await;
        forget(&app, "ada@example.org").await;
        later.push(mailbox.next_to("ada@example.org").await.code());
    }
    assert_eq!(reset(&app, &first, NEW).await.status, 200);
    for code in later.iter().chain([&first]) {
        reset(&app, code, "yet another password").await.expect_refusal(403, OLD_LINK);
    }
}

#[async_test]
async fn no_more_than_three_codes_work_at_once() {
    let mut mailbox = Mailbox::open().await;
    let (app, _) = forgotten(&mut mailbox).await;
    for _ in 0..2 {
        app.let_time_pass("61 seconds").await;
        forget(&app, "ada@example.org").await;
        mailbox.next_to("ada@example.org").await;
    }
    app.let_time_pass("61 seconds").await;
    forget(&app, "ada@example.org").await;
    app.register("last").await;
    mailbox.next_to("last@example.org").await;
    mailbox.expect_empty();
    // Else it is sent once more: its lease would end before it is known that it has arrived.
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    app.let_time_pass("7 minutes").await;
    forget(&app, "ada@example.org").await;
    mailbox.next_to("ada@example.org").await;
    let codes = "SELECT count(*) FROM tickets WHERE purpose = 'password_reset' AND expires_at > now()";
    assert_eq!(app.number(codes).await, 3, "the first has run out, and there is a fourth");
}

#[async_test]
async fn a_request_that_sends_nothing_uses_nothing_up() {
    let mut mailbox = Mailbox::open().await;
    let (app, _) = forgotten(&mut mailbox).await;
    const BUDGETS: &str = "SELECT round(sum(extract(epoch FROM full_at)))::bigint FROM mail_budgets";
    for asked in 1..=6 {
        app.let_time_pass("61 seconds").await;
        let before = app.number(BUDGETS).await;
        forget(&app, "ada@example.org").await;
        app.wait_for("SELECT count(*) FROM outbox", 0).await;
        assert_eq!(mailbox.has_more(), asked < 3, "the {asked}. time");
        assert_eq!(app.number(BUDGETS).await != before, asked < 3, "the {asked}. time");
        if asked < 3 {
            mailbox.next_to("ada@example.org").await;
        }
    }
    app.let_time_pass("10 minutes").await;
    for _ in 0..2 {
        forget(&app, "ada@example.org").await;
        mailbox.next_to("ada@example.org").await;
        app.let_time_pass("61 seconds").await;
    }
}

#[async_test]
async fn the_database_knows_no_code() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    let rows = app.sql.query("SELECT tickets::text FROM tickets", &[]).await.expect("tickets");
    let kept = rows.iter().map(|row| row.get::<_, String>(0)).collect::<String>();
    assert!(!rows.is_empty() && !kept.contains(&code), "{kept}");
}

#[async_test]
async fn an_account_without_a_password_gets_one_this_way() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    app.sql.execute("UPDATE accounts SET password_hash = NULL", &[]).await.expect("no password");
    let runs = app.bcrypt_runs().await;
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 401);
    assert_eq!(app.bcrypt_runs().await, runs + 1, "it takes as long as any");
    assert_eq!(reset(&app, &code, NEW).await.status, 200);
    assert_eq!(app.try_sign_in("ada", NEW).await.status, 200);
}

#[async_test]
async fn a_stranger_who_tries_for_long_is_forgotten_with_the_old_password() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    for _ in 0..6 {
        app.try_sign_in("ada", "wrong password").await;
    }
    assert_eq!(reset(&app, &code, NEW).await.status, 200);
    assert_eq!(app.try_sign_in("ada", NEW).await.status, 200);
}

/// Adds every other way in to an account.
async fn fortify(app: &TestApp, person: &Visitor<'_>) {
    app.add_authenticator(person).await;
    app.add_passkey(person, &mut SoftwareKey::new(&app.origin())).await;
    let sql = "INSERT INTO identities (issuer, subject, person_id, email) SELECT 'i', 's', person_id, '' FROM people";
    app.sql.batch_execute(sql).await.expect("a Google account");
}

const OTHER_WAYS: &str = "SELECT (SELECT count(*) FROM passkeys) + (SELECT count(*) FROM authenticators)
                               + (SELECT count(*) FROM identities) + (SELECT least(count(*), 1) FROM recovery_codes)";

#[async_test]
async fn what_was_set_up_before_a_press_proved_the_address_does_not_survive_a_reset() {
    let proofs = [
        ("never proven", ""),
        ("proven before presses were kept", "UPDATE accounts SET email_verified = true"),
        ("pressed afterwards", "UPDATE accounts SET email_verified = true, email_proven_at = now()"),
    ];
    for (case, proof) in proofs {
        let mut mailbox = Mailbox::open().await;
        let (app, code) = forgotten(&mut mailbox).await;
        fortify(&app, &app.sign_in("ada").await).await;
        assert_eq!(app.number(OTHER_WAYS).await, 4);
        app.sql.batch_execute(proof).await.expect(case);
        assert_eq!(reset(&app, &code, NEW).await.status, 200, "{case}");
        assert_eq!(app.number(OTHER_WAYS).await, 0, "{case}");
        assert_eq!(app.try_sign_in("ada", NEW).await.status, 200, "{case}: the address's owner signs in");
        let proven = "SELECT count(*) FROM accounts WHERE email_verified AND email_proven_at IS NOT NULL";
        assert_eq!(app.number(proven).await, 1, "{case}: a reset is a press");
    }
}

#[async_test]
async fn a_press_keeps_what_comes_after_it_and_nothing_from_before() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    app.add_passkey(&ada, &mut SoftwareKey::new(&app.origin())).await;
    let confirmed = app.post("/api/confirm_email", json!({"code": code})).await;
    assert_eq!(confirmed.status, 200, "{confirmed:?}");
    app.add_authenticator(&ada).await;
    mailbox.next_to("ada@example.org").await;
    forget(&app, "ada@example.org").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    assert_eq!(reset(&app, &code, NEW).await.status, 200);
    demanded(&app.try_sign_in("ada", NEW).await);
    for (table, left) in [("authenticators", 1), ("passkeys", 0), ("recovery_codes", 0)] {
        assert_eq!(app.number(&format!("SELECT count(*) FROM {table}")).await, left, "{table}");
    }
}

#[async_test]
async fn an_address_verified_before_presses_were_kept_is_confirmed_once_more() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    mailbox.next_to("ada@example.org").await;
    app.sql.batch_execute("UPDATE accounts SET email_verified = true").await.expect("as before V5");
    app.let_time_pass("61 seconds").await;
    let told = async || {
        let account = app.post("/api/account", json!({"token": ada.token})).await.payload();
        [account["email_verified"].clone(), account["email_confirmed"].clone()]
    };
    let again = async || app.post("/api/verify_email", json!({"token": ada.token})).await;
    assert_eq!(told().await, [true, false]);
    again().await.expect(200, json!({"success": true, "message": "A mail with a link is on its way."}));
    let code = mailbox.next_to("ada@example.org").await.code();
    assert_eq!(app.post("/api/confirm_email", json!({"code": code})).await.status, 200);
    assert_eq!(told().await, [true, true]);
    let already = json!({"success": true, "message": "Your e-mail address is confirmed already."});
    again().await.expect(200, already);
    app.add_authenticator(&ada).await;
    mailbox.next_to("ada@example.org").await;
    forget(&app, "ada@example.org").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    assert_eq!(reset(&app, &code, NEW).await.status, 200);
    demanded(&app.try_sign_in("ada", NEW).await);
}

#[async_test]
async fn a_second_factor_is_asked_for_after_a_reset_too() {
    let mut mailbox = Mailbox::open().await;
    let (app, code) = forgotten(&mut mailbox).await;
    let proof = "UPDATE accounts SET email_verified = true, email_proven_at = now()";
    app.sql.batch_execute(proof).await.expect("it is proven");
    fortify(&app, &app.sign_in("ada").await).await;
    assert_eq!(reset(&app, &code, NEW).await.status, 200);
    demanded(&app.try_sign_in("ada", NEW).await);
    assert_eq!(app.number(OTHER_WAYS).await, 4);
}

#[async_test]
async fn a_thief_s_network_is_a_strange_one_after_a_reset() {
    const THIEF: &str = "203.0.113.7";
    let mut mailbox = Mailbox::open().await;
    let flags = [&["--smtp-url", &mailbox.url][..], &BEHIND_A_PROXY].concat();
    let app = TestApp::start_with(&flags, |app| app).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    let login = |password: &str| json!({"Username": "ada", "Password": password});
    assert_eq!(app.post_from(THIEF, "/api/login", login(PASSWORD)).await.status, 200);
    forget(&app, "ada@example.org").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    let new = json!({"code": code, "Password": NEW});
    assert_eq!(app.post_from("192.0.2.1", "/api/reset_password", new).await.status, 200);
    assert_eq!(app.post_from("198.51.100.9", "/api/login", login("wrong password")).await.status, 401);
    let many = "UPDATE failed_tries SET failures = 100, failed_at = now() - interval '1 day'";
    app.sql.batch_execute(many).await.expect("many failures");
    assert_eq!(app.post_from(THIEF, "/api/login", login("wrong password")).await.status, 429);
    assert_eq!(app.post_from("192.0.2.1", "/api/login", login(NEW)).await.status, 200, "the reset's own");
}

#[async_test]
async fn the_answer_waits_for_no_look_at_the_accounts_and_the_request_is_kept() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    // A mail that is sent is noted in the accounts, and would else be sent again.
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    app.sql.batch_execute("ALTER TABLE accounts RENAME TO accounts_elsewhere").await.expect("a fault");
    for address in ["ada@example.org", "nobody@example.org"] {
        forget(&app, address).await;
    }
    let asked = app.sql.query("SELECT mail_id FROM outbox", &[]).await.expect("what was asked for");
    let asked = asked.iter().map(|row| row.get(0)).collect::<Vec<Uuid>>();
    app.sql.batch_execute("ALTER TABLE accounts_elsewhere RENAME TO accounts").await.expect("it is repaired");
    // Not those of the mails that come of it, which would then be sent twice.
    let sql = "UPDATE outbox SET next_at = now() WHERE mail_id = ANY($1)";
    app.sql.execute(sql, &[&asked]).await.expect("the leases end");
    mailbox.next_to("ada@example.org").await;
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
}
