//! Recovery codes: when they are given, that each works once, and what is kept of them.

use crate::authenticators::{code, remove};
use crate::helpers::TestApp;
use crate::second_factors::WRONG_CODE;
use crate::software_key::SoftwareKey;
use crate::test_client::{PASSWORD, Visitor, by_password};
use common::Failure;
use common::accounts::second_factors::Method;
use common::accounts::second_factors::{NewRecoveryCodes, RecoveryCodes};
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;
use std::collections::HashSet;

async fn renew(person: &Visitor<'_>) -> Result<RecoveryCodes, Failure> {
    person.call(&NewRecoveryCodes { confirmation: by_password() }).await
}

#[async_test]
async fn there_are_ten_of_120_bits() {
    let app = TestApp::start().await;
    let (_, codes) = app.add_authenticator(&app.join("ada").await).await;
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 10, "{codes:?}");
    let is_base32 = |letter: u8| matches!(letter, b'a'..=b'z' | b'2'..=b'7');
    for code in &codes {
        let groups = code.split('-').map(|group| group.len()).collect::<Vec<_>>();
        assert_eq!(groups, [4; 6], "{code}");
        assert!(code.bytes().all(|letter| letter == b'-' || is_base32(letter)), "{code}");
    }
}

#[async_test]
async fn each_works_once_however_it_is_written() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (_, codes) = app.add_authenticator(&ada).await;
    let written = [
        codes[0].clone(),
        codes[1].to_uppercase(),
        codes[2].replace('-', ""),
        format!(" {} ", codes[3].replace('-', " ")),
    ];
    for code in &written {
        assert_eq!(app.login_code(&app.ticket("ada").await, code).await.status, 200, "{code:?}");
    }
    for code in codes[..4].iter().chain(&written) {
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
        app.login_code(&app.ticket("ada").await, code).await.expect_complaint(422, "code", WRONG_CODE);
    }
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 6);
    assert_eq!(app.times(&ada, "recovery_code_used").await, 4);
    assert_eq!(app.times(&ada, "signed_in").await, 5, "once without a code");
}

#[async_test]
async fn of_many_logins_with_one_code_at_once_one_succeeds() {
    let app = TestApp::start().await;
    let (_, codes) = app.add_authenticator(&app.join("ada").await).await;
    let tickets = [app.ticket("ada").await, app.ticket("ada").await, app.ticket("ada").await];
    let answers = join_all(tickets.iter().map(|ticket| app.login_code(ticket, &codes[0]))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
}

#[async_test]
async fn the_code_of_another_account_is_wrong() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    app.add_authenticator(&ada).await;
    let (_, bobs) = app.add_authenticator(&bob).await;
    app.login_code(&app.ticket("ada").await, &bobs[0]).await.expect_complaint(422, "code", WRONG_CODE);
    assert_eq!(app.login_code(&app.ticket("bob").await, &bobs[0]).await.status, 200, "and is not used up");
}

#[async_test]
async fn the_database_knows_a_code_by_its_hash_alone() {
    let app = TestApp::start().await;
    let (_, codes) = app.add_authenticator(&app.join("ada").await).await;
    let plain = codes.iter().map(|code| code.replace('-', "")).collect::<Vec<_>>();
    let sql = "SELECT count(*) FROM recovery_codes JOIN unnest($1::text[]) AS code
               ON code_hash = sha256(convert_to(code, 'UTF8'))";
    let known: i64 = app.sql.query_one(sql, &[&plain]).await.expect("a count").get(0);
    assert_eq!(known, 10, "SHA-256 of each");
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes WHERE length(code_hash) <> 32").await, 0);
}

#[async_test]
async fn new_ones_take_the_place_of_the_old() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let none = json!({"token": ada.token, "Password": PASSWORD});
    let refused = "Set up an authenticator or a passkey first.";
    app.post("/api/recovery_codes", none).await.expect_refusal(403, refused);
    let (_, old) = app.add_authenticator(&ada).await;
    let new = renew(&ada).await.expect("new ones").recovery_codes;
    assert_eq!((new.len(), old.iter().any(|code| new.contains(code))), (10, false));
    let ticket = app.ticket("ada").await;
    app.login_code(&ticket, &old[0]).await.expect_complaint(422, "code", WRONG_CODE);
    assert_eq!(app.login_code(&ticket, &new[0]).await.status, 200);
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 9);
    assert!(app.events_of(&ada).await.contains("recovery_codes_made"));
    let answers = join_all((0..3).map(|_| renew(&ada))).await;
    assert!(answers.iter().all(|answer| answer.is_ok()), "{answers:?}");
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 10, "one set, the last one");
}

#[async_test]
async fn they_come_with_the_first_factor_and_go_with_the_last() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut key = SoftwareKey::new(&app.origin());
    let codes = app.add_passkey(&ada, &mut key).await;
    assert_eq!(codes.len(), 10);
    let (phone, more) = app.add_authenticator(&ada).await;
    assert_eq!(more, [""; 0], "there are some already");
    assert_eq!(app.login_code(&app.ticket("ada").await, &code(&phone, 0)).await.status, 200);
    remove(&ada).await.expect("the authenticator goes");
    let asked = app.demanded("ada").await;
    assert_eq!(asked.methods, [Method::Passkey, Method::RecoveryCode], "the passkey still asks for more");
    assert_eq!(app.login_code(&asked.ticket, &codes[0]).await.status, 200);
    app.remove_passkeys(&ada).await;
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "nothing asks for more");
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 0);
}

#[async_test]
async fn the_authenticator_still_works_when_all_codes_are_used() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (phone, _) = app.add_authenticator(&ada).await;
    app.sql.batch_execute("DELETE FROM recovery_codes").await.expect("all are used");
    let asked = app.demanded("ada").await;
    assert_eq!(asked.methods, [Method::Authenticator]);
    assert_eq!(app.login_code(&asked.ticket, &code(&phone, 0)).await.status, 200);
}
