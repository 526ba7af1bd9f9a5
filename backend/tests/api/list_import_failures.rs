//! Files that cannot be imported, and imports that break off.

use crate::helpers::{Answer, TestApp};
use crate::list_imports::{done, events};
use common::graph::transfers::{IMPORT_LIMIT, Imported};
use reqwest::Method;
use rocket::async_test;
use serde_json::json;

#[async_test]
async fn to_overwrite_with_a_file_that_matches_nobody_is_refused() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    let told = events(&Answer::to(app.import(&ada, "bob@elsewhere.example\nada", "overwrite")).await);
    let [Ok(first), Err(last)] = &told[..] else { panic!("what is unmatched, and a refusal: {told:?}") };
    assert_eq!((first.done, first.unmatched.len()), (false, 2));
    let complaint = "Nobody in this file could be followed, so nobody was unfollowed.";
    assert_eq!((last.error_code, last.fields["csv"].as_str()), (None, complaint));
    assert_eq!(app.followed_names("ada").await, ["bob"]);
}

#[async_test]
async fn a_file_that_cannot_be_read_changes_nothing() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    for (file, complaint) in [
        ("", "There is no account in this file."),
        ("Account address,Show boosts\r\n", "There is no account in this file."),
        ("ada\n\"bob\neve", "A quotation mark in this file is never closed."),
        ("\u{fffd}PNG\r\n\u{1a}", "This file is not text. Choose a CSV file."),
        ("a\0d\0a\0", "This file is not text. Choose a CSV file."),
        ("PK\u{3}\u{4}\u{14}\0\u{6}\0", "This file is not text. Choose a CSV file."),
        (
            "Username;Name\nada;Jos\u{fffd}",
            "This file is not in UTF-8. Save it as “CSV UTF-8” and choose it again.",
        ),
    ] {
        let answer = Answer::to(app.import(&ada, file, "overwrite")).await;
        answer.expect_complaint(422, "csv", complaint);
    }
    assert_eq!(Answer::to(app.import(&ada, "bob", "replace")).await.status, 400, "there is no such mode");
    assert_eq!(app.followed_names("ada").await, ["bob"]);
}

#[async_test]
async fn a_file_may_be_so_large_and_no_larger() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    let file = format!("bob{}", "\n".repeat(IMPORT_LIMIT - 3));
    assert_eq!(app.imported(&ada, &file, "merge").await, Imported { followed: 1, ..done(1) });
    for more in [1, 2 * IMPORT_LIMIT] {
        let answer = Answer::to(app.import(&ada, &format!("{file}{}", " ".repeat(more)), "merge")).await;
        answer.expect_refusal(413, "The request is too large.");
    }
    let long = json!({"payload": {"user": "bob", "more": " ".repeat(64 * 1024)}});
    let other = app.request(Method::POST, "/api/follow").bearer_auth(&ada.token).json(&long);
    Answer::to(other).await.expect_refusal(413, "The request is too large.");
}

#[async_test]
async fn a_fault_in_the_middle_is_the_last_that_is_told() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let crowd = app.crowd("p", 150).await;
    let broken = format!("ALTER TABLE followers ADD CONSTRAINT broken CHECK (person_id <> '{}')", crowd[120]);
    app.sql.batch_execute(&broken).await.expect("a fault of ours");
    let file = (0..150).map(|number| format!("p{number:03}\n")).collect::<String>();
    let told = events(&Answer::to(app.import(&ada, &file, "merge")).await);
    let [Ok(first), Err(last)] = &told[..] else { panic!("progress, and a failure: {told:?}") };
    assert_eq!((first.handled, first.done), (100, false));
    assert_eq!((last.error_code, last.error_message.as_str()), (Some(500), "internal server error"));
    assert_eq!(app.profile("ada").await.counts.followed, 120, "what was followed stays followed");
    app.assert_directions_agree().await;
}
