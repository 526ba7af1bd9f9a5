//! What people let others see and do: the choices themselves, and hidden lists. What a locked account is, `requests` tells.

use crate::helpers::{Answer, TestApp};
use crate::test_client::{Visitor, names, page_of};
use common::graph::lists::Followers;
use common::people::person::Counts;
use common::people::privacy::{Privacy, SetPrivacy};
use reqwest::Method;
use rocket::async_test;
use serde_json::{Value, json};

async fn set(app: &TestApp, by: &Visitor<'_>, choices: Value) -> Answer {
    let request = app.request(Method::POST, "/api/privacy").bearer_auth(&by.token);
    Answer::to(request.json(&json!({ "payload": choices }))).await
}

async fn hide(by: &Visitor<'_>, hides_lists: bool) {
    let wanted = SetPrivacy { locked: None, hides_lists: Some(hides_lists) };
    by.call(&wanted).await.expect("a choice");
}

#[async_test]
async fn what_is_left_out_stays_and_everybody_may_know() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    let steps = [
        (json!({}), false, false),
        (json!({"locked": true}), true, false),
        (json!({"hides_lists": true}), true, true),
        (json!({"locked": null, "hides_lists": null}), true, true),
        (json!({"locked": false, "hides_lists": true}), false, true),
    ];
    for (choices, locked, hides_lists) in steps {
        let privacy = json!({"locked": locked, "hides_lists": hides_lists});
        set(&app, &ada, choices).await.expect(200, json!({"success": true, "privacy": privacy}));
        assert_eq!(app.profile("ada").await.privacy, Privacy { locked, hides_lists });
    }
    assert_eq!(app.profile("bob").await.privacy, Privacy::default(), "nobody else's choices");
    app.post("/api/privacy", json!({"locked": true})).await.expect_refusal(401, "Sign in first.");
}

#[async_test]
async fn hidden_lists_are_their_owners_and_the_counts_everybodys() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    bob.follow("ada").await;
    hide(&ada, true).await;
    for path in ["/api/followers", "/api/followed"] {
        for asked in
            [json!({"user": "ada"}), json!({"user": "ada", "page": 9}), json!({"user": "ada", "prefix": "b"})]
        {
            app.post(path, asked).await.expect_refusal(403, "This person's lists are hidden.");
        }
        bob.ask_about(path, "ada").await.expect_refusal(403, "This person's lists are hidden.");
        assert_eq!(ada.ask_about(path, "ada").await.status, 200, "one's own lists are never hidden");
    }
    assert_eq!(app.profile("ada").await.counts, Counts { followers: 1, followed: 1 });
    let bobs = app.followers(page_of("bob", 1, 30)).await;
    assert_eq!(names(&bobs), ["ada"], "who hides their lists still stands in others'");
    hide(&ada, false).await;
    let seen = bob.call(&Followers(page_of("ada", 1, 30))).await.expect("a page");
    assert_eq!(names(&seen), ["bob"]);
}

#[async_test]
async fn the_lists_of_nobody_are_not_hidden_but_missing() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for user in ["stranger", "0198c0de-0000-7000-8000-000000000000"] {
        app.post("/api/followers", json!({"user": user})).await.expect_refusal(404, "There is no such user.");
        ada.ask_about("/api/followers", user).await.expect_refusal(404, "There is no such user.");
    }
}
