//! Signing in with a passkey: by itself, once for each ceremony, and with nothing that proves less.

use crate::helpers::{Answer, TestApp};
use crate::passkeys::{LATE, UNVERIFIED};
use crate::software_key::{Bend, PRESENT, SoftwareKey, VERIFIED, decode, read};
use crate::test_client::PASSWORD;
use common::accounts::passkeys::{Ceremony, PasskeyChallenge};
use common::envelope::Credentials;
use rocket::async_test;
use serde_json::value::RawValue;
use serde_json::{from_str, json};
use std::collections::HashSet;

const SITE: [&str; 2] = ["--url", "https://kith.example.org"];

impl TestApp {
    pub async fn passkey_challenge(&self) -> Ceremony {
        self.call(&PasskeyChallenge {}, &Credentials::default()).await.expect("a challenge")
    }

    pub async fn finish_passkey_login(&self, ceremony: &str, credential: &RawValue) -> Answer {
        self.post("/api/passkey_login", json!({"ceremony": ceremony, "credential": credential})).await
    }

    pub async fn passkey_login(&self, key: &mut SoftwareKey) -> Answer {
        let Ceremony { ceremony, options, .. } = self.passkey_challenge().await;
        self.finish_passkey_login(&ceremony, &key.sign(&options)).await
    }
}

#[track_caller]
pub fn expect_unverified(answer: &Answer, why: &str) {
    assert_eq!(answer.status, 422, "{why}: {answer:?}");
    answer.expect(422, json!({"success": false, "error_code": null, "code": "passkey_not_verified", "error_message": UNVERIFIED}));
}

#[async_test]
async fn a_passkey_signs_in_by_itself() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&ada, &mut key).await;
    let runs = app.bcrypt_runs().await;
    let answer = app.passkey_login(&mut key).await;
    let token = answer.payload()["token"].as_str().unwrap_or_default().to_owned();
    let message = "user authenticated successfully";
    answer.expect(200, json!({"success": true, "message": message, "token": token, "user_id": ada.user_id}));
    let signed = json!({"token": token, "user": "ada"});
    assert_eq!(app.post("/api/profile", signed).await.status, 200, "the token works");
    assert_eq!(app.bcrypt_runs().await, runs, "no password is asked for");
    assert_eq!(app.events_of(&ada).await, "registered passkey_added signed_in");
}

#[async_test]
async fn a_browser_is_told_to_find_any_passkey_and_to_make_sure_who_is_there() {
    let app = TestApp::start().await;
    let begun = [app.passkey_challenge().await, app.passkey_challenge().await];
    let options = begun.map(|begun| read(&begun.options));
    for options in &options {
        assert_eq!((&options["rpId"], &options["allowCredentials"]), (&json!("localhost"), &json!([])));
        assert_eq!(
            (&options["userVerification"], &options["timeout"]),
            (&json!("required"), &json!(300_000))
        );
    }
    assert_eq!(options.iter().map(|options| decode(&options["challenge"])).collect::<HashSet<_>>().len(), 2);
}

#[async_test]
async fn a_ceremony_works_once_and_for_five_minutes() {
    let app = TestApp::start().await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&app.join("ada").await, &mut key).await;
    let Ceremony { ceremony, options, .. } = app.passkey_challenge().await;
    let signed = key.sign(&options);
    assert_eq!(app.finish_passkey_login(&ceremony, &signed).await.status, 200);
    for late in [&ceremony, "", "invented"] {
        app.finish_passkey_login(late, &signed).await.expect_refusal(403, LATE);
    }
    let fresh = app.passkey_challenge().await.ceremony;
    expect_unverified(&app.finish_passkey_login(&fresh, &signed).await, "it answers another challenge");
    app.finish_passkey_login(&fresh, &signed).await.expect_refusal(403, LATE);

    let Ceremony { ceremony, options, .. } = app.passkey_challenge().await;
    app.let_time_pass("5 minutes").await;
    app.finish_passkey_login(&ceremony, &key.sign(&options)).await.expect_refusal(403, LATE);
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 2);
}

#[async_test]
async fn what_proves_less_signs_nobody_in() {
    let app = TestApp::start().await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&app.join("ada").await, &mut key).await;
    let bends: [Bend; 7] = [
        ("it was signed on another page", |key| key.origin = "https://kith.example.org".to_owned()),
        ("it was signed at another port", |key| key.origin = "http://localhost:1".to_owned()),
        ("it was signed for another site", |key| key.site = "example.org".to_owned()),
        ("nobody made sure who was there", |key| key.flags = PRESENT),
        ("nobody was there", |key| key.flags = VERIFIED),
        ("it does not say whose it is", |key| key.user_handle = None),
        ("it has another id", |key| key.id[0] ^= 1),
    ];
    for (why, bend) in bends {
        let mut bent = key.clone();
        bend(&mut bent);
        expect_unverified(&app.passkey_login(&mut bent).await, why);
    }
    for nonsense in [
        "{}",
        "[]",
        "\"credential\"",
        "null",
        r#"{"id":"AA","rawId":"AA","type":"public-key","response":{}}"#,
    ] {
        let Ceremony { ceremony, .. } = app.passkey_challenge().await;
        let nonsense = from_str::<&RawValue>(nonsense).expect("JSON");
        expect_unverified(&app.finish_passkey_login(&ceremony, nonsense).await, "it is none at all");
    }
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 1);
    assert_eq!(app.passkey_login(&mut key).await.status, 200, "the key itself does");
}

#[async_test]
async fn a_signature_that_was_changed_signs_nobody_in() {
    let app = TestApp::start().await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&app.join("ada").await, &mut key).await;
    for part in ["authenticatorData", "signature", "clientDataJSON"] {
        let Ceremony { ceremony, options, .. } = app.passkey_challenge().await;
        let mut signed = read(&key.sign(&options));
        let mut bytes = decode(&signed["response"][part]);
        *bytes.last_mut().expect("bytes") ^= 1;
        signed["response"][part] = json!(crate::software_key::encode(&bytes));
        let answer =
            app.post("/api/passkey_login", json!({"ceremony": ceremony, "credential": signed})).await;
        expect_unverified(&answer, part);
    }
}

#[async_test]
async fn a_key_signs_in_to_no_account_but_its_own() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let (mut adas, mut bobs) = (SoftwareKey::new(&app.origin()), SoftwareKey::new(&app.origin()));
    app.add_passkey(&ada, &mut adas).await;
    app.add_passkey(&bob, &mut bobs).await;
    bobs.user_handle.clone_from(&adas.user_handle);
    expect_unverified(&app.passkey_login(&mut bobs).await, "it claims to be ada's");
    bobs.id = adas.id;
    expect_unverified(&app.passkey_login(&mut bobs).await, "it claims to be ada's key");
    for nobody in [vec![], vec![7], rand::random::<[u8; 16]>().to_vec()] {
        bobs.user_handle = Some(nobody);
        expect_unverified(&app.passkey_login(&mut bobs).await, "it claims to be nobody's");
    }
    assert_eq!(app.passkey_login(&mut adas).await.payload()["user_id"], json!(ada.user_id));
}

#[async_test]
async fn a_passkey_that_was_removed_signs_nobody_in() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&ada, &mut key).await;
    let Ceremony { ceremony, options, .. } = app.passkey_challenge().await;
    app.remove_passkeys(&ada).await;
    expect_unverified(&app.finish_passkey_login(&ceremony, &key.sign(&options)).await, "it is gone");
}

#[async_test]
async fn another_copy_of_the_server_goes_on_with_a_ceremony() {
    let app = TestApp::start_with(&SITE, |app| app).await;
    let elsewhere = app.beside_with(&SITE).await;
    let mut key = SoftwareKey::new(SITE[1]);
    assert_eq!(key.site, "kith.example.org");
    app.add_passkey(&app.join("ada").await, &mut key).await;
    let Ceremony { ceremony, options, .. } = app.passkey_challenge().await;
    assert_eq!(read(&options)["rpId"], json!("kith.example.org"));
    assert_eq!(elsewhere.finish_passkey_login(&ceremony, &key.sign(&options)).await.status, 200);
}

#[async_test]
async fn a_site_without_a_name_has_no_passkeys() {
    let app = TestApp::start_with(&["--url", "http://192.0.2.7:8000"], |app| app).await;
    let ada = app.join("ada").await;
    let refused = "Passkeys work where a site has a name, not at a bare address.";
    app.post("/api/passkey_challenge", json!({})).await.expect_refusal(403, refused);
    let begin = json!({"token": ada.token, "Password": PASSWORD});
    app.post("/api/passkey_begin", begin).await.expect_refusal(403, refused);
}
