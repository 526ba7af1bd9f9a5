//! A password is the same, whichever keyboard wrote it; hashes of before that was so still work.

use crate::helpers::TestApp;
use crate::mailbox::Mailbox;
use crate::test_client::PASSWORD;
use rocket::async_test;
use serde_json::json;

/// In composed letters, in letters and marks, and with a space of another keyboard.
const SPELLINGS: [&str; 3] =
    ["pässwörd für mich", "pa\u{308}sswo\u{308}rd fu\u{308}r mich", "pässwörd\u{a0}für mich"];
const COMPOSED: &str = SPELLINGS[0];
const MARKED: &str = SPELLINGS[1];

/// A hash of [`MARKED`] by a version that hashed a password as it was typed, at the cost and under the secret of the tests.
const OLD: &str = "$2b$04$abcdefghijklmnopqrstuuZMbXAQQQOf05D07NXzCrScYS8SA90kO";

async fn stored(app: &TestApp) -> String {
    app.sql.query_one("SELECT password_hash FROM accounts", &[]).await.expect("a hash").get(0)
}

#[async_test]
async fn every_spelling_signs_in_whichever_was_set() {
    for set in SPELLINGS {
        let app = TestApp::start().await;
        assert_eq!(app.try_register("ada", "ada@example.org", set).await.status, 200);
        for typed in SPELLINGS {
            let runs = app.bcrypt_runs().await;
            assert_eq!(app.try_sign_in("ada", typed).await.status, 200, "{set:?} as {typed:?}");
            assert_eq!(app.bcrypt_runs().await, runs + 1, "bcrypt runs once");
        }
        for wrong in ["passwörd für mich", "Pässwörd für mich", " pässwörd für mich", "pässwörd für mich "]
        {
            assert_eq!(app.try_sign_in("ada", wrong).await.status, 401, "{wrong:?}");
        }
    }
}

#[async_test]
async fn every_spelling_confirms_changes_and_resets() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    mailbox.next_to("ada@example.org").await;
    let change = async |old: &str, new: &str| {
        let asked = json!({"token": ada.token, "Password": old, "new_password": new});
        app.post("/api/change_password", asked).await.status
    };
    assert_eq!(change(PASSWORD, MARKED).await, 200);
    mailbox.next_to("ada@example.org").await;
    assert_eq!(app.try_sign_in("ada", COMPOSED).await.status, 200);
    assert_eq!(change(COMPOSED, "another fine password").await, 200, "it confirms");
    mailbox.next_to("ada@example.org").await;
    app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await;
    let code = mailbox.next_to("ada@example.org").await.code();
    let asked = json!({"code": code, "Password": MARKED});
    assert_eq!(app.post("/api/reset_password", asked).await.status, 200);
    assert_eq!(app.try_sign_in("ada", COMPOSED).await.status, 200);
}

#[async_test]
async fn an_older_hash_works_as_it_was_typed_and_is_renewed_at_the_next_login() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let hash = "UPDATE accounts SET password_hash = $1";
    app.sql.execute(hash, &[&OLD]).await.expect("an older hash");
    let runs = app.bcrypt_runs().await;
    assert_eq!(app.try_sign_in("ada", COMPOSED).await.status, 401, "not as it was typed");
    assert_eq!(app.bcrypt_runs().await, runs + 1, "bcrypt runs once");
    assert_eq!(stored(&app).await, OLD, "nothing is renewed for the wrong one");
    assert_eq!(app.try_sign_in("ada", MARKED).await.status, 200);
    assert_eq!(app.bcrypt_runs().await, runs + 3, "one to check, one to renew");
    assert!(stored(&app).await.ends_with("$opaque"));
    for typed in SPELLINGS {
        assert_eq!(app.try_sign_in("ada", typed).await.status, 200, "{typed:?}");
    }
    assert_eq!(app.bcrypt_runs().await, runs + 6, "once each");
}

#[async_test]
async fn the_least_length_is_a_setting_that_holds_for_new_passwords() {
    let app = TestApp::start().await;
    assert_eq!(app.try_register("ada", "ada@example.org", "q7#Lm!zP").await.status, 200);
    let features = app.post("/api/features", json!({})).await.payload();
    assert_eq!(features["password_min"], 8);
    let strict = app.beside_with(&["--password-min", "15"]).await;
    assert_eq!(strict.post("/api/features", json!({})).await.payload()["password_min"], 15);
    let complaint = "The password must have 15 to 256 characters.";
    let answer = strict.try_register("bob", "bob@example.org", "fourteen chars").await;
    answer.expect_complaint(422, "Password", complaint);
    assert_eq!(strict.try_register("bob", "bob@example.org", "fifteen chars!!").await.status, 200);
    let signed_in = strict.try_sign_in("ada", "q7#Lm!zP").await;
    assert_eq!(signed_in.status, 200, "an older password signs in");
    let token = signed_in.payload()["token"].clone();
    let asked = json!({"token": token, "Password": "q7#Lm!zP", "new_password": "fourteen chars"});
    strict.post("/api/change_password", asked).await.expect_complaint(422, "new_password", complaint);
}

#[async_test]
async fn the_site_and_the_owner_make_no_password() {
    let app = TestApp::start_with(&["--url", "https://friends.example.org"], |app| app).await;
    let complaint = "This password is too close to your name, your address or this site. Choose another.";
    for password in ["kith-2026!", "friends.example.org", "Lovelace1815", "ada.byron99"] {
        let answer = app.try_register("lovelace", "ada.byron@example.org", password).await;
        answer.expect_complaint(422, "Password", complaint);
    }
}
