//! A mail server that is away for an hour while people sign up.

use crate::helpers::TestApp;
use crate::mailbox::{Mailbox, free_port};
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;
use std::collections::HashMap;

/// Mails that are due, or that a server is at: no pause is near the time of a lease.
const UNDER_WAY: &str = "SELECT count(*) FROM outbox WHERE next_at <= now()
                         OR next_at - now() BETWEEN interval '60 seconds' AND interval '90 seconds'";
/// Mails that may be tried within the time that a test takes.
const SOON: &str = "SELECT count(*) FROM outbox WHERE next_at < now() + interval '100 seconds'";

/// Ten minutes pass, in which each mail is tried and refused.
async fn ten_minutes_pass(app: &TestApp) {
    app.let_time_pass("10 minutes").await;
    app.wait_for(UNDER_WAY, 0).await;
}

#[async_test]
async fn every_mail_of_an_hour_without_a_mail_server_comes_once() {
    let port = free_port().await;
    let url = format!("smtp://127.0.0.1:{port}");
    let app = TestApp::start_with(&["--smtp-url", &url], |app| app).await;
    let other = app.beside_with(&["--smtp-url", &url]).await;
    for ten in 0..6 {
        let names = (0..4).map(|number| format!("ada{ten}{number}")).collect::<Vec<_>>();
        let sign_up = async |(number, name): (usize, &String)| match number % 2 {
            0 => app.register(name).await,
            _ => other.register(name).await,
        };
        join_all(names.iter().enumerate().map(sign_up)).await;
        ten_minutes_pass(&app).await;
    }
    while app.number(SOON).await > 0 {
        ten_minutes_pass(&app).await;
    }
    assert_eq!(app.number("SELECT count(*) FROM outbox WHERE attempts > 3").await, 24, "all of them wait");
    let mut mailbox = Mailbox::open_at(port).await;
    app.let_time_pass("2 hours").await;
    let mut codes = HashMap::new();
    for _ in 0..24 {
        let letter = mailbox.next().await;
        assert!(codes.insert(letter.to[0].clone(), letter.code()).is_none(), "twice: {letter:?}");
    }
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    mailbox.expect_empty();
    for (address, code) in codes {
        let confirmed = app.post("/api/confirm_email", json!({ "code": code })).await;
        assert_eq!(confirmed.status, 200, "{address}: {confirmed:?}");
    }
}
