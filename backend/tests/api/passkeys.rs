//! Adding a passkey, and what it changes.

use crate::helpers::TestApp;
use crate::second_factors::demanded;
use crate::software_key::{Bend, PRESENT, SoftwareKey, decode, encode, read};
use crate::test_client::{PASSWORD, Visitor, by_password};
use common::Failure;
use common::accounts::account::ViewAccount;
use common::accounts::passkeys::{Ceremony, PasskeyAdd, PasskeyBegin};
use common::accounts::second_factors::{Method, RecoveryCodes, SecondFactor};
use reqwest::Method as Verb;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

pub const UNVERIFIED: &str = "This passkey could not be verified.";
pub const LATE: &str = "This took too long. Start again.";
const ENOUGH: &str = "Your account has 20 passkeys. Remove one first.";

pub async fn begin(person: &Visitor<'_>) -> Ceremony {
    person.call(&PasskeyBegin { confirmation: by_password() }).await.expect("a beginning")
}

pub async fn add(
    person: &Visitor<'_>,
    ceremony: &str,
    credential: Box<RawValue>,
) -> Result<RecoveryCodes, Failure> {
    let (ceremony, name) = (ceremony.to_owned(), "My key".to_owned());
    person.call(&PasskeyAdd { ceremony, name, credential }).await
}

impl TestApp {
    /// Where a browser finds the app.
    pub fn origin(&self) -> String {
        let request = self.request(Verb::GET, "/").build().expect("a request");
        format!("http://localhost:{}", request.url().port().expect("a port"))
    }

    /// Adds a passkey to a person's account, and returns the recovery codes.
    pub async fn add_passkey(&self, person: &Visitor<'_>, key: &mut SoftwareKey) -> Vec<String> {
        let Ceremony { ceremony, options, .. } = begin(person).await;
        add(person, &ceremony, key.create(&options)).await.expect("it is added").recovery_codes
    }

    /// What a right password leads to.
    pub async fn demanded(&self, username: &str) -> SecondFactor {
        demanded(&self.try_sign_in(username, PASSWORD).await)
    }
}

#[track_caller]
fn expect_unverified(added: Result<RecoveryCodes, Failure>, why: &str) {
    let Err(failure) = added else { panic!("added, though {why}") };
    assert_eq!((failure.error_code, failure.error_message.as_str()), (None, UNVERIFIED), "{why}");
}

#[async_test]
async fn a_browser_is_told_what_to_make() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let options = read(&begin(&ada).await.options);
    assert_eq!(options["rp"], json!({"id": "localhost", "name": "Kith"}));
    let id = encode(ada.user_id.as_bytes());
    assert_eq!(options["user"], json!({"id": id, "name": "ada", "displayName": "ada"}));
    let wanted = &options["authenticatorSelection"];
    let how = json!({"residentKey": "required", "requireResidentKey": true, "userVerification": "required"});
    assert_eq!(wanted, &how, "one that signs in by itself, and makes sure who is there");
    assert_eq!((&options["attestation"], &options["timeout"]), (&json!("none"), &json!(300_000)));
    assert_eq!(options["excludeCredentials"], json!([]));
    assert!(decode(&options["challenge"]).len() >= 16, "a challenge: {options}");
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&ada, &mut key).await;
    let options = read(&begin(&ada).await.options);
    assert_eq!(options["excludeCredentials"], json!([{"type": "public-key", "id": encode(&key.id)}]));
}

#[async_test]
async fn from_the_first_passkey_on_a_password_alone_is_not_enough() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (mut laptop, mut phone) = (SoftwareKey::new(&app.origin()), SoftwareKey::new(&app.origin()));
    let codes = app.add_passkey(&ada, &mut laptop).await;
    assert_eq!(codes.len(), 10, "the first comes with recovery codes");
    assert_eq!(app.add_passkey(&ada, &mut phone).await, [""; 0], "the second needs none");
    let asked = app.demanded("ada").await;
    assert_eq!(asked.methods, [Method::Passkey, Method::RecoveryCode]);
    assert_eq!(app.login_code(&asked.ticket, &codes[0]).await.status, 200);
    let account = ada.call(&ViewAccount {}).await.expect("an account; older sessions go on");
    assert_eq!(
        account.passkeys.iter().map(|passkey| passkey.name.as_str()).collect::<Vec<_>>(),
        ["My key"; 2]
    );
    let events = app.events_of(&ada).await;
    assert_eq!(events, "registered passkey_added recovery_code_used signed_in");
}

#[async_test]
async fn a_ceremony_works_once_for_five_minutes_and_for_its_caller() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut key = SoftwareKey::new(&app.origin());
    let Ceremony { ceremony, options, .. } = begin(&ada).await;
    let made = key.create(&options);
    add(&ada, &ceremony, made.clone()).await.expect("it is added");
    assert_eq!(add(&ada, &ceremony, made).await.expect_err("a replay").error_message, LATE);

    let Ceremony { ceremony, options, .. } = begin(&ada).await;
    let made = SoftwareKey::new(&app.origin()).create(&options);
    assert_eq!(add(&bob, &ceremony, made.clone()).await.expect_err("not his").error_message, LATE);
    assert_eq!(add(&ada, &ceremony, made).await.expect_err("used up for nothing").error_message, LATE);

    let Ceremony { ceremony, options, .. } = begin(&bob).await;
    app.let_time_pass("5 minutes").await;
    let made = SoftwareKey::new(&app.origin()).create(&options);
    assert_eq!(add(&bob, &ceremony, made).await.expect_err("too late").error_message, LATE);
    let foreign = app.passkey_challenge().await;
    let made = SoftwareKey::new(&app.origin()).sign(&foreign.options);
    assert_eq!(add(&bob, &foreign.ceremony, made).await.expect_err("for a login").error_message, LATE);
    assert_eq!(app.number("SELECT count(*) FROM passkeys").await, 1);
}

#[async_test]
async fn a_passkey_that_proves_nothing_is_not_added() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let bends: [Bend; 5] = [
        ("it was made on another page", |key| key.origin = "https://kith.example.org".to_owned()),
        ("it was made at another port", |key| key.origin = "http://localhost:1".to_owned()),
        ("it is for another site", |key| key.site = "example.org".to_owned()),
        ("nobody made sure who was there", |key| key.flags = PRESENT),
        ("nobody was there", |key| key.flags = 0),
    ];
    for (why, bend) in bends {
        let mut key = SoftwareKey::new(&app.origin());
        bend(&mut key);
        let Ceremony { ceremony, options, .. } = begin(&ada).await;
        expect_unverified(add(&ada, &ceremony, key.create(&options)).await, why);
    }
    let mut key = SoftwareKey::new(&app.origin());
    let (other, Ceremony { ceremony, .. }) = (begin(&ada).await, begin(&ada).await);
    expect_unverified(
        add(&ada, &ceremony, key.create(&other.options)).await,
        "another challenge was answered",
    );
    for nonsense in
        [json!({}), json!([]), json!("credential"), json!({"id": "AA", "rawId": "AA", "type": "public-key"})]
    {
        let nonsense = to_raw_value(&nonsense).expect("JSON");
        expect_unverified(add(&ada, &begin(&ada).await.ceremony, nonsense).await, "it is none at all");
    }
    assert_eq!(app.number("SELECT count(*) FROM passkeys").await, 0);
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "nothing has changed");
}

#[async_test]
async fn no_account_has_a_passkey_twice() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut key = SoftwareKey::new(&app.origin());
    let early = begin(&ada).await;
    app.add_passkey(&ada, &mut key).await;
    let Ceremony { ceremony, options, .. } = begin(&ada).await;
    expect_unverified(add(&ada, &ceremony, key.create(&options)).await, "it was excluded");
    let credential = key.create(&early.options);
    let twice = json!({"token": ada.token, "ceremony": early.ceremony, "name": "", "credential": credential});
    let complaint = "Your account has this passkey already.";
    app.post("/api/passkey_add", twice).await.expect_complaint(409, "credential", complaint);
}

#[async_test]
async fn an_account_has_twenty_at_the_most() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let fill = "INSERT INTO passkeys (person_id, credential_id, passkey_id, name, passkey)
                SELECT $1, int4send(number), gen_random_uuid(), '', '' FROM generate_series(1, 18) AS number";
    app.sql.execute(fill, &[&ada.user_id]).await.expect("18 passkeys");
    let begun = [begin(&ada).await, begin(&ada).await, begin(&ada).await, begin(&ada).await];
    let added = begun.map(|Ceremony { ceremony, options, .. }| {
        let made = SoftwareKey::new(&app.origin()).create(&options);
        let ada = &ada;
        async move { add(ada, &ceremony, made).await }
    });
    let (added, refused) = join_all(added).await.into_iter().partition::<Vec<_>, _>(Result::is_ok);
    assert_eq!((added.len(), refused.len()), (2, 2), "the first one wins");
    for refused in refused {
        assert_eq!(refused.expect_err("refused").error_message, ENOUGH);
    }
    let begin = json!({"token": ada.token, "Password": PASSWORD});
    app.post("/api/passkey_begin", begin).await.expect_refusal(403, ENOUGH);
}

#[async_test]
async fn a_name_is_short_and_in_one_line() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for name in ["two\nlines", &"x".repeat(51)] {
        let sent = json!({"token": ada.token, "ceremony": "", "name": name, "credential": {}});
        let complaint = "The name may have 50 characters, in one line.";
        app.post("/api/passkey_add", sent).await.expect_complaint(422, "name", complaint);
    }
}
