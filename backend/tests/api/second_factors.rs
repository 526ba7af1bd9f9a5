//! The second step of a login: who is asked for it, how many codes may be tried, and for how long.

use crate::authenticators::code;
use crate::helpers::{Answer, TestApp};
use crate::provider::Provider;
use crate::test_client::{PASSWORD, Visitor};
use common::Envelope;
use common::Failure;
use common::accounts::second_factors::{Method, SecondFactor};
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::{from_str, json};

pub const WRONG_CODE: &str = "This code is not right.";
pub const EXPIRED: &str = "This sign-in took too long, or too many codes were wrong. Start again.";
const TOO_MANY: &str = "Too many tries. Wait before the next one.";

/// What a login tells that lacks a second factor.
#[track_caller]
pub fn demanded(answer: &Answer) -> SecondFactor {
    assert_eq!(answer.status, 401, "{answer:?}");
    let failure = from_str::<Envelope<Failure>>(&answer.text).expect("a failure").payload;
    failure.second_factor.unwrap_or_else(|| panic!("no second factor is asked for: {answer:?}"))
}

impl TestApp {
    /// What a right password leads to.
    pub async fn ticket(&self, username: &str) -> String {
        demanded(&self.try_sign_in(username, PASSWORD).await).ticket
    }

    pub async fn login_code(&self, ticket: &str, code: &str) -> Answer {
        self.post("/api/login_code", json!({"ticket": ticket, "code": code})).await
    }

    /// How many times something has happened to a person.
    pub async fn times(&self, person: &Visitor<'_>, kind: &str) -> i64 {
        let sql = "SELECT coalesce(sum(times), 0) FROM security_events WHERE person_id = $1 AND kind = $2";
        self.sql.query_one(sql, &[&person.user_id, &kind]).await.expect("events").get(0)
    }

    /// What has happened to a person, each kind where it happened last, the oldest first.
    pub async fn events_of(&self, person: &Visitor<'_>) -> String {
        let sql = "SELECT string_agg(kind, ' ' ORDER BY event_id) FROM security_events WHERE person_id = $1";
        self.sql.query_one(sql, &[&person.user_id]).await.expect("events").get(0)
    }
}

#[async_test]
async fn a_right_password_alone_is_a_failure_in_plain_words() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.add_authenticator(&ada).await;
    let runs = app.bcrypt_runs().await;
    for name in ["ada", "ADA@example.org"] {
        let answer = app.try_sign_in(name, PASSWORD).await;
        let asked = demanded(&answer);
        assert_eq!(asked.methods, [Method::Authenticator, Method::RecoveryCode]);
        let message = "This account asks for a second factor.";
        let second_factor = json!({"ticket": asked.ticket, "methods": ["authenticator", "recovery_code"]});
        answer.expect(
            401,
            json!({"success": false, "error_code": null, "code": "second_factor_required", "error_message": message, "second_factor": second_factor}),
        );
    }
    assert_eq!(app.bcrypt_runs().await, runs + 2, "bcrypt runs once for each");
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 1, "nobody has signed in");
    let sql = "SELECT bool_and(ticket_hash = sha256(convert_to($1, 'UTF8'))) FROM tickets";
    app.sql.batch_execute("DELETE FROM tickets").await.expect("a new start");
    let ticket = app.ticket("ada").await;
    assert!(
        app.sql.query_one(sql, &[&ticket]).await.expect("a ticket").get::<_, bool>(0),
        "its hash alone is kept"
    );
}

#[async_test]
async fn a_wrong_password_tells_nothing_of_it() {
    let app = TestApp::start().await;
    app.add_authenticator(&app.join("ada").await).await;
    let runs = app.bcrypt_runs().await;
    for (name, password) in [("ada", "wrong password"), ("ada", ""), ("nobody", PASSWORD)] {
        let message = "Wrong username or password";
        let failure = json!({"success": false, "error_code": null, "code": "wrong_credentials", "error_message": message});
        app.try_sign_in(name, password).await.expect(401, failure);
    }
    assert_eq!(app.bcrypt_runs().await, runs + 3, "bcrypt runs once for each");
    assert_eq!(app.number("SELECT count(*) FROM tickets").await, 0);
}

#[async_test]
async fn a_ticket_is_good_for_five_codes() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (phone, _) = app.add_authenticator(&ada).await;
    let ticket = app.ticket("ada").await;
    for _ in 0..4 {
        app.login_code(&ticket, "000 00").await.expect_complaint(422, "code", WRONG_CODE);
    }
    assert_eq!(app.login_code(&ticket, &code(&phone, 0)).await.status, 200, "the fifth may be right");
    let ticket = app.ticket("ada").await;
    for _ in 0..5 {
        app.login_code(&ticket, "nonsense").await.expect_complaint(422, "code", WRONG_CODE);
    }
    app.login_code(&ticket, &code(&phone, 1)).await.expect_refusal(403, EXPIRED);
    assert_eq!(app.times(&ada, "second_factor_failed").await, 9);
    assert_eq!(app.login_code(&app.ticket("ada").await, &code(&phone, 1)).await.status, 200, "start again");
    assert_eq!(app.number("SELECT count(*) FROM failed_tries").await, 0, "and none counts any more");
}

#[async_test]
async fn a_ticket_works_once_and_for_ten_minutes() {
    let app = TestApp::start().await;
    let (phone, _) = app.add_authenticator(&app.join("ada").await).await;
    let ticket = app.ticket("ada").await;
    assert_eq!(app.login_code(&ticket, &code(&phone, 0)).await.status, 200);
    app.login_code(&ticket, &code(&phone, 1)).await.expect_refusal(403, EXPIRED);
    for (age, status) in [("9 minutes", 200), ("10 minutes", 403)] {
        app.let_steps_pass().await;
        let ticket = app.ticket("ada").await;
        app.let_time_pass(age).await;
        assert_eq!(app.login_code(&ticket, &code(&phone, 0)).await.status, status, "after {age}");
    }
    for foreign in ["", "invented", &app.passkey_challenge().await.ceremony] {
        app.login_code(foreign, &code(&phone, 1)).await.expect_refusal(403, EXPIRED);
    }
}

#[async_test]
async fn of_two_who_bring_one_ticket_and_two_right_codes_one_signs_in() {
    let app = TestApp::start().await;
    let (_, codes) = app.add_authenticator(&app.join("ada").await).await;
    let ticket = app.ticket("ada").await;
    let answers = join_all(codes[..3].iter().map(|code| app.login_code(&ticket, code))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 403)), "{answers:?}");
    assert_eq!(
        app.number("SELECT count(*) FROM sessions").await,
        2,
        "the new one, and that of the beginning"
    );
}

#[async_test]
async fn new_tickets_bring_no_more_guesses() {
    let app = TestApp::start().await;
    let (phone, _) = app.add_authenticator(&app.join("ada").await).await;
    for _ in 0..2 {
        let ticket = app.ticket("ada").await;
        for _ in 0..3 {
            app.login_code(&ticket, "123456").await.expect_complaint(422, "code", WRONG_CODE);
        }
    }
    app.have_failed(30, "10 minutes").await;
    let ticket = app.ticket("ada").await;
    for _ in 0..6 {
        let answer = app.login_code(&ticket, &code(&phone, 0)).await;
        answer.expect_refusal(429, TOO_MANY);
        assert!(answer.header("Retry-After").parse::<u64>().is_ok_and(|wait| wait > 200), "{answer:?}");
    }
    app.have_failed(30, "15 minutes").await;
    assert_eq!(
        app.login_code(&ticket, &code(&phone, 0)).await.status,
        200,
        "those have cost the ticket nothing"
    );
}

#[async_test]
async fn of_many_guesses_at_once_few_are_looked_at() {
    let app = TestApp::start().await;
    app.add_authenticator(&app.join("ada").await).await;
    let tickets = join_all((0..8).map(|_| app.ticket("ada"))).await;
    let guesses = tickets.iter().cycle().take(40).map(|ticket| app.login_code(ticket, "123456"));
    let answers = join_all(guesses).await;
    let (tried, refused) = answers.iter().partition::<Vec<_>, _>(|answer| answer.status == 422);
    assert!((1..=7).contains(&tried.len()), "{} were looked at: {answers:?}", tried.len());
    assert!(refused.iter().all(|answer| matches!(answer.status, 403 | 429)), "{refused:?}");
}

#[async_test]
async fn a_login_by_a_code_ends_the_old_session() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (phone, _) = app.add_authenticator(&ada).await;
    let login = json!({"ticket": app.ticket("ada").await, "code": code(&phone, 0), "token": ada.token});
    assert_eq!(app.post("/api/login_code", login).await.status, 200);
    assert_eq!(ada.ask_about("/api/profile", "ada").await.status, 401, "that session has ended");
}

#[async_test]
async fn google_alone_is_not_enough_either() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let ada = app.join("ada").await;
    let (phone, _) = app.add_authenticator(&ada).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    let link = json!({"token": ada.token, "proof": proof, "Password": PASSWORD});
    assert_eq!(app.post("/api/google_link", link).await.status, 200);
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    let asked = demanded(&app.google_login(&proof).await);
    assert_eq!(asked.methods, [Method::Authenticator, Method::RecoveryCode]);
    assert_eq!(
        app.login_code(&asked.ticket, &code(&phone, 0)).await.payload()["user_id"],
        json!(ada.user_id)
    );
}
