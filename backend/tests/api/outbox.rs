//! The outbox: what is promised is sent, once, by whichever server; and what cannot be is told to the account's owner.

use crate::helpers::TestApp;
use crate::mailbox::Mailbox;
use crate::test_client::PASSWORD;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;
use std::collections::HashSet;

const WAITING: &str = "SELECT count(*) FROM outbox";
const NEW: &str = "another fine password";

async fn start(mailbox: &Mailbox) -> TestApp {
    TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await
}

/// Waits until the one mail there is was refused so often, and lets its pause pass, of which it gives the seconds. No pause is near the
/// time of a lease, which the mail has while a server tries.
async fn let_pause_pass(app: &TestApp, attempts: i64) -> f64 {
    let refused = "SELECT coalesce(max(attempts), 0)::bigint FROM outbox
                   WHERE next_at - now() NOT BETWEEN interval '60 seconds' AND interval '90 seconds'";
    app.wait_for(refused, attempts).await;
    let pause = "SELECT extract(epoch FROM next_at - now())::float8 FROM outbox";
    let seconds: f64 = app.sql.query_one(pause, &[]).await.expect("a mail waits").get(0);
    app.let_time_pass(&format!("{seconds} seconds")).await;
    seconds
}

#[async_test]
async fn a_mail_is_there_exactly_if_what_caused_it_is() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    let register = |name: &'static str| app.try_register(name, "ada@example.org", PASSWORD);
    let answers = join_all(["ada", "bob", "kim"].map(register)).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
    mailbox.next_to("ada@example.org").await;
    app.wait_for(WAITING, 0).await;
    mailbox.expect_empty();
}

#[async_test]
async fn two_servers_send_each_mail_once() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    let other = app.beside_with(&["--smtp-url", &mailbox.url]).await;
    let names = (0..30).map(|number| format!("ada{number}")).collect::<Vec<_>>();
    join_all(names.iter().enumerate().map(|(number, name)| match number % 2 {
        0 => app.register(name),
        _ => other.register(name),
    }))
    .await;
    let mut to = HashSet::new();
    for _ in &names {
        let letter = mailbox.next().await;
        assert!(to.insert(letter.to[0].clone()), "twice: {letter:?}");
    }
    app.wait_for(WAITING, 0).await;
    mailbox.expect_empty();
}

#[async_test]
async fn a_reset_code_survives_hours_of_greylisting_and_is_then_good_for_ten_minutes() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    app.wait_for(WAITING, 0).await;
    const REFUSALS: i64 = 8;
    (0..REFUSALS).for_each(|_| mailbox.refuse_next(451));
    assert_eq!(app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await.status, 200);
    app.wait_for("SELECT count(*) FROM outbox WHERE person_id IS NOT NULL", 1).await;
    let mut waited = 0.0;
    for refusal in 1..=REFUSALS {
        waited += let_pause_pass(&app, refusal).await;
    }
    assert!(waited > 3.0 * 3600.0, "{waited} seconds");
    let code = mailbox.next_to("ada@example.org").await.code();
    app.wait_for(WAITING, 0).await;
    let reset = json!({"code": code, "Password": NEW});
    app.let_time_pass("10 minutes").await;
    assert_eq!(app.post("/api/reset_password", reset.clone()).await.status, 403);
    app.let_time_pass("-1 minute").await;
    assert_eq!(app.post("/api/reset_password", reset).await.status, 200);
}

/// The mail with a reset code, refused for now.
async fn refused_reset(app: &TestApp, mailbox: &mut Mailbox) {
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    app.wait_for(WAITING, 0).await;
    mailbox.refuse_next(451);
    assert_eq!(app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await.status, 200);
    // Refused, and not only claimed: a pause is shorter than a lease.
    let put_off = "SELECT count(*) FROM outbox
                   WHERE person_id IS NOT NULL AND attempts = 1 AND next_at < now() + interval '30 seconds'";
    app.wait_for(put_off, 1).await;
}

#[async_test]
async fn a_reset_code_is_good_for_ten_minutes_however_late_its_mail_is_sent() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    refused_reset(&app, &mut mailbox).await;
    app.let_time_pass("23 hours").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    app.wait_for(WAITING, 0).await;
    app.let_time_pass("9 minutes").await;
    let reset = json!({"code": code, "Password": NEW});
    assert_eq!(app.post("/api/reset_password", reset).await.status, 200);
}

#[async_test]
async fn the_owner_is_told_of_a_reset_that_is_given_up_and_may_ask_again() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    refused_reset(&app, &mut mailbox).await;
    app.let_time_pass("3 days").await;
    app.wait_for(WAITING, 0).await;
    mailbox.expect_empty();
    assert_eq!(app.number("SELECT count(*) FROM accounts WHERE undelivered = 'ada@example.org'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM tickets WHERE purpose = 'password_reset'").await, 0);
}

#[async_test]
async fn codes_that_were_refused_for_good_keep_nobody_from_asking_again() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    (0..3).for_each(|_| mailbox.refuse_next(550));
    for _ in 0..4 {
        assert_eq!(
            app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await.status,
            200
        );
        app.wait_for(WAITING, 0).await;
        app.let_time_pass("61 seconds").await;
    }
    mailbox.next_to("ada@example.org").await;
}

#[async_test]
async fn a_mail_whose_code_works_no_more_is_not_sent() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    mailbox.refuse_next(451);
    app.register("ada").await;
    app.wait_for("SELECT count(*) FROM outbox WHERE attempts = 1", 1).await;
    app.sql
        .batch_execute("UPDATE tickets SET expires_at = now() - interval '1 day'")
        .await
        .expect("the code runs out");
    app.sql.batch_execute("UPDATE outbox SET next_at = now()").await.expect("the pause ends");
    app.wait_for(WAITING, 0).await;
    mailbox.expect_empty();
    assert_eq!(app.number("SELECT count(*) FROM accounts WHERE undelivered IS NULL").await, 1);
}

#[async_test]
async fn the_owner_is_told_what_could_not_be_delivered_until_it_can() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    mailbox.refuse_next(550);
    let ada = app.join("ada").await;
    app.wait_for(WAITING, 0).await;
    let account = app.post("/api/account", json!({"token": ada.token})).await.payload();
    assert_eq!(account["undelivered"], "ada@example.org");
    let events = app.post("/api/security_events", json!({"token": ada.token})).await.payload();
    let told = events["events"]
        .as_array()
        .expect("events")
        .iter()
        .find(|event| event["kind"] == "email_undelivered");
    let told = told.unwrap_or_else(|| panic!("{events}"));
    assert_eq!((&told["address"], &told["device"]), (&json!(""), &json!("")), "no call brought it about");
    app.let_time_pass("61 seconds").await;
    assert_eq!(app.post("/api/verify_email", json!({"token": ada.token})).await.status, 200);
    mailbox.next_to("ada@example.org").await;
    app.wait_for(WAITING, 0).await;
    let account = app.post("/api/account", json!({"token": ada.token})).await.payload();
    assert_eq!(account["undelivered"], json!(null));
}

#[async_test]
async fn a_mail_that_no_server_takes_for_a_day_is_given_up() {
    let mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    mailbox.refuse_next(421);
    app.register("ada").await;
    app.wait_for("SELECT count(*) FROM outbox WHERE attempts = 1", 1).await;
    app.sql.batch_execute("UPDATE outbox SET next_at = now(), expires_at = now()").await.expect("a day");
    app.wait_for(WAITING, 0).await;
    assert_eq!(app.number("SELECT count(*) FROM accounts WHERE undelivered = 'ada@example.org'").await, 1);
}

#[async_test]
async fn mails_about_an_account_go_with_it() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    mailbox.refuse_next(451);
    let ada = app.join("ada").await;
    app.wait_for("SELECT count(*) FROM outbox WHERE attempts = 1", 1).await;
    let gone = app.post("/api/delete_account", json!({"token": ada.token, "Password": PASSWORD})).await;
    assert_eq!(gone.status, 200, "{gone:?}");
    assert_eq!(app.number(WAITING).await, 0);
    mailbox.expect_empty();
}
