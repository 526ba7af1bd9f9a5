//! Passkeys: adding one, and taking one away.

use crate::helpers::{Answer, TestApp};
use crate::second_factors::demanded;
use crate::software_key::{PRESENT, SoftwareKey, decode, encode, read};
use crate::visitors::{PASSWORD, Visitor};
use common::accounts::ViewAccount;
use common::passkeys::{Ceremony, PasskeyAdd, PasskeyBegin, PasskeyRemove};
use common::second_factors::{Method, RecoveryCodes, SecondFactor};
use common::{Done, Failure};
use reqwest::Method as Verb;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};
use uuid::Uuid;

pub const UNVERIFIED: &str = "This passkey could not be verified.";
pub const LATE: &str = "This took too long. Start again.";
const NO_OTHER_WAY: &str = "Without this passkey you could not sign in any more. Choose a password first.";
const ENOUGH: &str = "Your account has 20 passkeys. Remove one first.";

pub async fn begin(person: &Visitor<'_>) -> Ceremony {
    person.call(&PasskeyBegin { password: PASSWORD.to_owned(), proof: None }).await.expect("a beginning")
}

pub async fn add(
    person: &Visitor<'_>,
    ceremony: &str,
    credential: Box<RawValue>,
) -> Result<RecoveryCodes, Failure> {
    let (ceremony, name) = (ceremony.to_owned(), "My key".to_owned());
    person.call(&PasskeyAdd { ceremony, name, credential }).await
}

async fn remove(person: &Visitor<'_>, passkey_id: Uuid) -> Result<Done, Failure> {
    person.call(&PasskeyRemove { passkey_id, password: PASSWORD.to_owned(), proof: None }).await
}

/// The ids of somebody's passkeys.
async fn listed(person: &Visitor<'_>) -> Vec<Uuid> {
    let account = person.call(&ViewAccount {}).await.expect("an account");
    account.passkeys.iter().map(|passkey| passkey.passkey_id).collect()
}

impl TestApp {
    /// Where a browser finds the app.
    pub fn origin(&self) -> String {
        let request = self.request(Verb::GET, "/").build().expect("a request");
        format!("http://localhost:{}", request.url().port().expect("a port"))
    }

    /// Adds a passkey to somebody's account, and gives the recovery codes.
    pub async fn add_passkey(&self, person: &Visitor<'_>, key: &mut SoftwareKey) -> Vec<String> {
        let Ceremony { ceremony, options, .. } = begin(person).await;
        add(person, &ceremony, key.create(&options)).await.expect("it is added").recovery_codes
    }

    pub async fn remove_passkeys(&self, person: &Visitor<'_>) {
        for passkey in listed(person).await {
            remove(person, passkey).await.expect("a removal");
        }
    }

    /// What somebody's right password leads to.
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
    assert_eq!(events, "registered signed_in passkey_added passkey_added recovery_code_used signed_in");
}

#[async_test]
async fn a_ceremony_works_once_for_five_minutes_and_for_whoever_began_it() {
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
    let expire = "UPDATE tickets SET expires_at = expires_at - interval '5 minutes'";
    app.sql.batch_execute(expire).await.expect("time passes");
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
    let bends: [(&str, fn(&mut SoftwareKey)); 5] = [
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
    assert_eq!((added.len(), refused.len()), (2, 2), "whoever comes first");
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
        assert_eq!(remove(&ada, adas).await.expect("twice is once").message, "passkey removed");
    }
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200);
    assert_eq!(app.events_of(&ada).await, "registered signed_in passkey_added passkey_removed signed_in");
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

    let other = app.database.connect().await;
    other.batch_execute("BEGIN; SELECT FROM accounts FOR UPDATE").await.expect("a lock");
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let unlinked = async {
        while app.number(waiting).await == 0 {
            yield_now().await;
        }
        other.batch_execute("DELETE FROM identities; COMMIT").await.expect("Google goes");
    };
    let (answer, ()) = join(remove_by_proof(&app, &ada, passkeys[1]), unlinked).await;
    answer.expect_refusal(403, NO_OTHER_WAY);
    assert_eq!(listed(&ada).await, passkeys[1..]);
    assert_eq!(app.passkey_login(&mut keys[1]).await.status, 200, "and signs in");
}
