//! Taking a passkey away, but not the last way in.

use crate::helpers::{Answer, TestApp};
use crate::software_key::SoftwareKey;
use crate::test_client::{PASSWORD, Visitor, by_password};
use common::accounts::account::ViewAccount;
use common::accounts::passkeys::PasskeyRemove;
use common::{Done, Failure};
use rocket::async_test;
use serde_json::json;
use uuid::Uuid;

const NO_OTHER_WAY: &str = "Without this passkey you could not sign in any more. Choose a password first.";

async fn remove(person: &Visitor<'_>, passkey_id: Uuid) -> Result<Done, Failure> {
    person.call(&PasskeyRemove { passkey_id, confirmation: by_password() }).await
}

/// The ids of a person's passkeys.
async fn listed(person: &Visitor<'_>) -> Vec<Uuid> {
    let account = person.call(&ViewAccount {}).await.expect("an account");
    account.passkeys.iter().map(|passkey| passkey.passkey_id).collect()
}

impl TestApp {
    pub async fn remove_passkeys(&self, person: &Visitor<'_>) {
        for passkey in listed(person).await {
            remove(person, passkey).await.expect("a removal");
        }
    }
}

#[async_test]
async fn without_a_passkey_the_password_is_enough_again() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for person in [&ada, &bob] {
        app.add_passkey(person, &mut SoftwareKey::new(&app.origin())).await;
    }
    let (adas, bobs) = (listed(&ada).await[0], listed(&bob).await[0]);
    remove(&ada, bobs).await.expect("an answer that tells nothing");
    assert_eq!(listed(&bob).await, [bobs], "nobody else's goes");
    for _ in 0..2 {
        assert_eq!(remove(&ada, adas).await.expect("idempotent").message, "passkey removed");
    }
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200);
    assert_eq!(app.events_of(&ada).await, "registered passkey_added passkey_removed signed_in");
    app.demanded("bob").await;
}

/// Asks to take a passkey away, by an identity in place of a password.
async fn remove_by_proof(app: &TestApp, person: &Visitor<'_>, passkey_id: Uuid) -> Answer {
    let sql = "INSERT INTO tickets (ticket_hash, purpose, content, expires_at)
               VALUES (sha256(convert_to($1, 'UTF8')), 'proof', $2, now() + interval '10 minutes')";
    let (proof, identity) = (Uuid::now_v7().to_string(), json!({"issuer": "i", "subject": "s", "email": ""}));
    app.sql.execute(sql, &[&proof, &identity.to_string()]).await.expect("a proof");
    let asked = json!({"token": person.token, "passkey_id": passkey_id, "proof": proof});
    app.post("/api/passkey_remove", asked).await
}

#[async_test]
async fn the_last_way_in_stays_even_if_google_goes_meanwhile() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut keys = [SoftwareKey::new(&app.origin()), SoftwareKey::new(&app.origin())];
    for key in &mut keys {
        app.add_passkey(&ada, key).await;
    }
    let sql = "INSERT INTO identities (issuer, subject, person_id, email) SELECT 'i', 's', person_id, '' FROM people;
               UPDATE accounts SET password_hash = NULL";
    app.sql.batch_execute(sql).await.expect("Google in place of a password");
    let passkeys = listed(&ada).await;
    assert_eq!(remove_by_proof(&app, &ada, passkeys[0]).await.status, 200, "others are left");

    let removal = remove_by_proof(&app, &ada, passkeys[1]);
    let answer = app.meanwhile("DELETE FROM identities", removal).await;
    answer.expect_refusal(403, NO_OTHER_WAY);
    assert_eq!(listed(&ada).await, passkeys[1..]);
    assert_eq!(app.passkey_login(&mut keys[1]).await.status, 200, "and signs in");
}
