//! Making an account: the rules of input, and one account for each name and address.

use crate::helpers::{Answer, TestApp};
use crate::test_client::PASSWORD;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;

const LETTERS: &str = "Use only letters A–Z, digits, and _ . - in the username.";
const LENGTH: &str = "The username must have 2 to 30 characters.";
const EMAIL: &str = "Enter an e-mail address such as ada@example.org.";
const NAME_TAKEN: &str = "This username is taken. Choose another.";
const EMAIL_TAKEN: &str = "This e-mail address has an account already.";

/// Nobody is in the database, not even half of a person.
async fn expect_nobody(app: &TestApp) {
    let rows = "SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM accounts)";
    assert_eq!(app.number(rows).await, 0, "no account is made");
}

#[async_test]
async fn a_username_has_2_to_30_of_the_allowed_characters() {
    let app = TestApp::start().await;
    let long = "a".repeat(31);
    let refused = [
        ("", LENGTH),
        ("a", LENGTH),
        (&long, LENGTH),
        ("a b", LETTERS),
        ("ada@example", LETTERS),
        ("ädä", LETTERS),
        ("аda", LETTERS),
        ("ad\0a", LETTERS),
        ("ad/a", LETTERS),
        ("ad\na", LETTERS),
        ("a{b", LETTERS),
    ];
    for (name, complaint) in refused {
        let answer = app.try_register(name, "ada@example.org", PASSWORD).await;
        answer.expect_complaint(422, "Username", complaint);
    }
    expect_nobody(&app).await;
    for (number, name) in ["ab", "A-z_0.9", "..", "__", "42", &"a".repeat(30)].into_iter().enumerate() {
        let answer = app.try_register(name, &format!("{number}@example.org"), PASSWORD).await;
        assert_eq!(answer.status, 200, "{name} may be a username: {answer:?}");
        assert_eq!(app.profile(name).await.person.username, name, "spelled as its owner spelled it");
    }
}

#[async_test]
async fn an_email_address_must_be_plausible() {
    let app = TestApp::start().await;
    let (local, label) = (format!("{}@example.org", "a".repeat(65)), format!("a@{}.org", "a".repeat(64)));
    let refused = [
        "",
        "waedw",
        "@example.org",
        "ada@",
        "ada@localhost",
        "ada@.org",
        "ada@example..org",
        "a da@example.org",
    ];
    let also =
        ["ada@exam\0ple.org", "a\0da@example.org", "ada@-example.org", "ada@b@example.org", &local, &label];
    for email in refused.into_iter().chain(also) {
        let answer = app.try_register("ada", email, PASSWORD).await;
        answer.expect_complaint(422, "Email_id", EMAIL);
    }
    expect_nobody(&app).await;
    for (name, email) in
        [("ada", "a.d+a@mail.example.org"), ("bob", "bob@bücher.example"), ("eve", "o'e@a.io")]
    {
        let answer = app.try_register(name, email, PASSWORD).await;
        assert_eq!(answer.status, 200, "{email} is plausible: {answer:?}");
        assert_eq!(app.try_sign_in(email, PASSWORD).await.status, 200, "{email} signs in");
    }
}

#[async_test]
async fn names_and_addresses_are_unique_without_regard_to_case() {
    let app = TestApp::start().await;
    app.register("Ada").await;
    for name in ["Ada", "ada", "ADA", "aDa"] {
        let answer = app.try_register(name, "other@example.org", PASSWORD).await;
        answer.expect_complaint(409, "Username", NAME_TAKEN);
    }
    for email in ["Ada@example.org", "ada@example.org", "ADA@EXAMPLE.ORG"] {
        app.try_register("other", email, PASSWORD).await.expect_complaint(409, "Email_id", EMAIL_TAKEN);
    }
    let (people, accounts) = ("SELECT count(*) FROM people", "SELECT count(*) FROM accounts");
    assert_eq!(
        (app.number(people).await, app.number(accounts).await),
        (1, 1),
        "and nothing half-made is left"
    );
}

/// Sends the registrations at once; one must succeed and the others meet the same complaint.
async fn race(contenders: &[(String, String)], field: &str, complaint: &str) {
    let app = TestApp::start().await;
    let answers =
        join_all(contenders.iter().map(|(name, email)| app.try_register(name, email, PASSWORD))).await;
    let (made, refused) = answers.into_iter().partition::<Vec<Answer>, _>(|answer| answer.status == 200);
    assert_eq!(made.len(), 1, "exactly one wins: {made:?}");
    refused.iter().for_each(|answer| answer.expect_complaint(409, field, complaint));
    let (people, accounts) = ("SELECT count(*) FROM people", "SELECT count(*) FROM accounts");
    assert_eq!((app.number(people).await, app.number(accounts).await), (1, 1), "exactly one account");
}

/// `count` spellings of a word, by which letters are capital.
fn spellings(word: &str, count: u32) -> impl Iterator<Item = String> {
    (0..count).map(move |capitals| {
        let spell = |(at, letter): (usize, char)| match capitals >> at & 1 {
            1 => letter.to_ascii_uppercase(),
            _ => letter,
        };
        word.chars().enumerate().map(spell).collect()
    })
}

#[async_test]
async fn of_many_who_want_a_name_at_once_one_gets_it() {
    let contenders =
        spellings("lovelace", 16).zip(0..).map(|(name, n)| (name, format!("ada{n}@example.org")));
    race(&contenders.collect::<Vec<_>>(), "Username", NAME_TAKEN).await;
}

#[async_test]
async fn of_many_who_register_an_address_at_once_one_does() {
    let contenders =
        spellings("lovelace@example.org", 16).zip(0..).map(|(email, n)| (format!("ada{n}"), email));
    race(&contenders.collect::<Vec<_>>(), "Email_id", EMAIL_TAKEN).await;
}

#[async_test]
async fn a_google_registration_without_a_verified_identity_fails() {
    let app = TestApp::start().await;
    let complaint = "Signing up with Google is not available here. Choose a password instead.";
    for flag in [json!(1), json!(true)] {
        for password in [Some(PASSWORD), None] {
            let mut request = json!({"is_google": flag, "Username": "ada", "Email_id": "ada@example.org"});
            if let Some(password) = password {
                request["Password"] = json!(password);
            }
            app.post("/api/register", request).await.expect_complaint(422, "is_google", complaint);
        }
    }
    expect_nobody(&app).await;
    for flag in [json!(2), json!(-1), json!("1"), json!(null)] {
        let request =
            json!({"is_google": flag, "Username": "ada", "Email_id": "a@example.org", "Password": PASSWORD});
        assert_eq!(app.post("/api/register", request).await.status, 400, "is_google {flag}");
    }
    expect_nobody(&app).await;
}
