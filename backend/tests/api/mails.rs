//! Mails: what they look like, and that nothing waits for them or fails by them.

use crate::helpers::TestApp;
use crate::mailbox::{Mailbox, free_port};
use crate::test_client::PASSWORD;
use common::accounts::emails::ConfirmEmail;
use reqwest::Method;
use rocket::async_test;
use serde_json::json;

#[async_test]
async fn registration_asks_for_a_proof_of_the_address() {
    let mut mailbox = Mailbox::open().await;
    let url = ["--smtp-url", &mailbox.url, "--url", "https://kith.example.org"];
    let app = TestApp::start_with(&url, |app| app).await;
    let ada = app.join("ada").await;
    let letter = mailbox.next_to("ada@example.org").await;
    assert_eq!(letter.subject, "Confirm your e-mail address");
    assert!(letter.body.contains("https://kith.example.org/confirm?code="), "{letter:?}");
    assert!(!letter.raw.contains("ada\r\n") && letter.raw.contains("Auto-Submitted: auto-generated"));
    assert!(!app.is_verified(&ada).await);
    ada.call(&ConfirmEmail { code: letter.code() }).await.expect("the address is proven");
    assert!(app.is_verified(&ada).await);
    mailbox.expect_empty();
}

#[async_test]
async fn mails_are_in_the_language_of_the_request() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let wanted = json!({"payload": {"Username": "ada", "Email_id": "ada@example.org", "Password": PASSWORD}});
    let request = app.request(Method::POST, "/api/register").header("Accept-Language", "de-AT,en;q=0.5");
    assert!(request.json(&wanted).send().await.expect("an answer").status().is_success());
    let letter = mailbox.next_to("ada@example.org").await;
    assert_eq!(letter.subject, "Bestätige deine E-Mail-Adresse");
    assert!(letter.body.contains("Öffne diesen Link und drücke auf Bestätigen"), "{letter:?}");
}

#[async_test]
async fn an_international_domain_is_written_to_in_ascii() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    assert_eq!(app.try_register("ada", "ada@bücher.example", PASSWORD).await.status, 200);
    mailbox.next_to("ada@xn--bcher-kva.example").await;
}

#[async_test]
async fn a_mail_server_that_is_away_keeps_nobody_from_registering() {
    let port = free_port().await;
    let url = format!("smtp://127.0.0.1:{port}");
    let app = TestApp::start_with(&["--smtp-url", &url], |app| app).await;
    app.register("ada").await;
    let mut back = Mailbox::open_at(port).await;
    let letter = back.next_to("ada@example.org").await;
    assert_eq!(letter.subject, "Confirm your e-mail address");
}

#[async_test]
async fn without_a_mail_server_no_mail_is_promised() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let features = app.post("/api/features", json!({})).await;
    features.expect(
        200,
        json!({"success": true, "google": false, "mail": false, "password_min": 8, "api_version": 1}),
    );
    let asked = json!({"token": ada.token});
    app.post("/api/verify_email", asked).await.expect_refusal(403, "No mails are sent here.");
    for address in ["ada@example.org", "nobody@example.org"] {
        let forgotten = app.post("/api/forgot_password", json!({"Email_id": address})).await;
        forgotten.expect_refusal(403, "No mails are sent here.");
    }
}

#[async_test]
async fn for_development_mails_are_files() {
    let folder = std::env::temp_dir().join(format!("kith-mails-{}", uuid::Uuid::now_v7()));
    let path = folder.to_str().expect("UTF-8");
    let app = TestApp::start_with(&["--mail-folder", path], |app| app).await;
    app.register("ada").await;
    let mails = || std::fs::read_dir(&folder).expect("the folder is made").flatten().collect::<Vec<_>>();
    while mails().is_empty() {
        rocket::tokio::task::yield_now().await;
    }
    let mail = std::fs::read_to_string(mails()[0].path()).expect("a mail");
    assert!(mail.contains("To: ada@example.org"), "{mail}");
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[async_test]
async fn an_address_cannot_add_lines_to_a_mail() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    for address in ["ada@example.org\r\nBcc: eve@example.org", "ada@example.org>\r\nDATA", "a\nb@example.org"]
    {
        assert_eq!(app.try_register("ada", address, PASSWORD).await.status, 422, "{address:?}");
    }
    for (number, address) in
        ["\"ada bob\"@example.org", "ada<eve@example.org>@example.org"].iter().enumerate()
    {
        app.try_register(&format!("ada{number}"), address, PASSWORD).await;
    }
    app.register("last").await;
    mailbox.next_to("last@example.org").await;
    mailbox.expect_empty();
}

impl TestApp {
    /// Whether a person's address is proven.
    pub async fn is_verified(&self, person: &crate::test_client::Visitor<'_>) -> bool {
        let sql = "SELECT email_verified FROM accounts WHERE person_id = $1";
        self.sql.query_one(sql, &[&person.user_id]).await.expect("an account").get(0)
    }

    /// As if every mail had been asked for so long before.
    pub async fn let_time_pass(&self, time: &str) {
        for [table, key, column] in [
            ["tickets", "ticket_hash", "expires_at"],
            ["mail_budgets", "key", "full_at"],
            ["outbox", "mail_id", "next_at"],
            ["outbox", "mail_id", "expires_at"],
        ] {
            // A sharded engine computes no time from a column of the row that it changes.
            let age = format!(
                "UPDATE {table} SET {column} = earlier.time
                 FROM (SELECT {key}, {column} - interval '{time}' AS time FROM {table}) AS earlier
                 WHERE earlier.{key} = {table}.{key}"
            );
            self.sql.batch_execute(&age).await.expect("time passes");
        }
    }
}
