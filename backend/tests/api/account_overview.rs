//! How an account is set up, as its owner sees it.

use crate::helpers::TestApp;
use crate::test_client::Visitor;
use rocket::async_test;
use serde_json::{Value, json};
use uuid::Uuid;

impl TestApp {
    /// Gives a person one of everything that an account may have.
    pub async fn set_up(&self, person: &Visitor<'_>) {
        let sql = "
            UPDATE accounts SET email_verified = true, email_proven_at = now() WHERE person_id = '{id}';
            INSERT INTO identities (issuer, subject, person_id, email)
                VALUES ('https://accounts.example.org', 'subject of {id}', '{id}', 'g.{name}@example.org');
            INSERT INTO authenticators (person_id, sealed, confirmed) VALUES ('{id}', 'a sealed secret', true);
            INSERT INTO recovery_codes SELECT '{id}', int4send(code) FROM generate_series(1, 9) AS code;
            INSERT INTO passkeys (person_id, credential_id, passkey_id, name, passkey, created_at) VALUES
                ('{id}', 'credential 2', '0198c0de-0000-7000-8000-000000000002', 'Phone', 'a public key', '2026-02-03 04:05:06+00'),
                ('{id}', 'credential 1', '0198c0de-0000-7000-8000-000000000001', 'Laptop', 'a public key', '2026-01-02 03:04:05+00');
            INSERT INTO profiles (person_id, name, about) VALUES ('{id}', 'The name', 'About it');
            INSERT INTO tickets (ticket_hash, purpose, person_id, content, expires_at)
                VALUES (uuid_send('{id}'), 'email', '{id}', '\"a ticket\"', now() + interval '1 hour');";
        let sql = sql.replace("{id}", &person.user_id.to_string()).replace("{name}", &person.username);
        self.sql.batch_execute(&sql).await.expect("an account that has everything");
    }
}

fn plain(email: &str) -> Value {
    json!({
        "success": true, "Email_id": email, "email_verified": false, "email_confirmed": false,
        "has_password": true, "google": null, "has_authenticator": false, "recovery_codes": 0, "passkeys": [], "undelivered": null,
    })
}

#[async_test]
async fn a_new_account_has_a_password_and_nothing_else() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.post("/api/account", json!({"token": ada.token})).await.expect(200, plain("ada@example.org"));
    app.post("/api/account", json!({})).await.expect_refusal(401, "Sign in first.");
}

#[async_test]
async fn the_owner_sees_all_that_an_account_has() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    app.set_up(&ada).await;
    let passkey = |number: u128, name: &str, created_at: &str| {
        let passkey_id = Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0000 + number);
        json!({"passkey_id": passkey_id, "name": name, "created_at": created_at})
    };
    let mut expected = json!({
        "success": true, "Email_id": "ada@example.org", "email_verified": true, "email_confirmed": true,
        "has_password": true, "google": "g.ada@example.org", "has_authenticator": true, "recovery_codes": 9,
        "passkeys": [passkey(1, "Laptop", "2026-01-02T03:04:05Z"), passkey(2, "Phone", "2026-02-03T04:05:06Z")],
        "undelivered": null,
    });
    app.post("/api/account", json!({"token": ada.token})).await.expect(200, expected.clone());
    let sql = "UPDATE authenticators SET confirmed = false; UPDATE accounts SET password_hash = NULL";
    app.sql.batch_execute(sql).await.expect("a change");
    expected["has_authenticator"] = json!(false);
    expected["has_password"] = json!(false);
    app.post("/api/account", json!({"token": ada.token})).await.expect(200, expected);
    let mut bobs = plain("bob@example.org");
    bobs["has_password"] = json!(false);
    app.post("/api/account", json!({"token": bob.token})).await.expect(200, bobs);
}

#[async_test]
async fn that_an_account_was_made_is_noted_with_it() {
    let app = TestApp::start().await;
    app.register("ada").await;
    assert_eq!(app.try_register("ADA", "other@example.org", "correct horse").await.status, 409);
    let sql =
        "SELECT kind, address FROM security_events JOIN people USING (person_id) WHERE username = 'ada'";
    let event = app.sql.query_one(sql, &[]).await.expect("one event");
    assert_eq!((event.get(0), event.get(1)), ("registered", "127.0.0.1"));
    assert_eq!(app.number("SELECT count(*) FROM security_events").await, 1);
}
