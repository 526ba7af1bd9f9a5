//! Requests to follow a locked account: asking, and each way in which that ends.

use crate::helpers::TestApp;
use crate::test_client::{Visitor, names};
use common::graph::requests::{Reject, Requested, Requests};
use common::people::person::Counts;
use common::people::relationships::Relationship;
use rocket::async_test;
use serde_json::json;

const NOT_ASKED: &str = "This person has not asked to follow you.";

/// Who waits for this person's answer.
async fn asking(by: &Visitor<'_>) -> Vec<String> {
    names(&by.call(&Requests::default()).await.expect("who asks"))
}

/// For whose answer this person waits.
async fn asked(by: &Visitor<'_>) -> Vec<String> {
    names(&by.call(&Requested::default()).await.expect("who is asked"))
}

async fn assert_no_request(app: &TestApp) {
    let rows = "SELECT (SELECT count(*) FROM requests) + (SELECT count(*) FROM requested)";
    assert_eq!(app.number(rows).await, 0, "a request that has ended leaves nothing behind");
}

#[async_test]
async fn to_follow_a_locked_account_is_to_ask() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.lock(true).await;
    for _ in 0..2 {
        bob.ask_about("/api/follow", "ada").await.expect(
            200,
            json!({
                "success": true,
                "relationship": {"following": false, "followed_by": false, "requested": true},
                "counts": {"followers": 0, "followed": 0},
            }),
        );
    }
    assert_eq!(
        app.number("SELECT (SELECT count(*) FROM followers) + (SELECT count(*) FROM followed)").await,
        0
    );
    let page = ada.call(&Requests::default()).await.expect("who asks");
    assert_eq!((names(&page), page.total, page.next), (vec!["bob".to_owned()], Some(1), None));
    let stands = Relationship { requested_by: true, ..Relationship::default() };
    assert_eq!(page.rows[0].relationship, Some(stands));
    assert_eq!(ada.relationship("bob").await, stands);
    let page = bob.call(&Requested::default()).await.expect("who is asked");
    assert_eq!((names(&page), page.total, page.next), (vec!["ada".to_owned()], Some(1), None));
    let stands = Relationship { requested: true, ..Relationship::default() };
    assert_eq!(page.rows[0].relationship, Some(stands));
    assert!(asked(&ada).await.is_empty() && asking(&bob).await.is_empty(), "it goes one way");
}

#[async_test]
async fn who_is_accepted_follows() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.lock(true).await;
    bob.follow("ada").await;
    for _ in 0..2 {
        let accepted = ada.accept("bob").await;
        assert_eq!(accepted.relationship, Relationship { followed_by: true, ..Relationship::default() });
        assert_eq!(accepted.counts, Counts { followers: 0, followed: 1 });
    }
    assert!(bob.follow("ada").await.relationship.following, "and need not ask again");
    assert_no_request(&app).await;
    app.assert_directions_agree().await;
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 1);
}

#[async_test]
async fn who_is_rejected_may_ask_again() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.lock(true).await;
    bob.follow("ada").await;
    for _ in 0..2 {
        let rejected = ada.call(&Reject { user: "bob".to_owned() }).await.expect("a rejection");
        assert_eq!(rejected.relationship, Relationship::default());
    }
    assert_no_request(&app).await;
    ada.ask_about("/api/accept", "bob").await.expect_refusal(404, NOT_ASKED);
    assert!(bob.follow("ada").await.relationship.requested);
}

#[async_test]
async fn a_request_is_withdrawn_like_a_follow() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.lock(true).await;
    bob.follow("ada").await;
    for _ in 0..2 {
        assert_eq!(bob.unfollow("ada").await.relationship, Relationship::default());
    }
    assert_no_request(&app).await;
    ada.ask_about("/api/accept", "bob").await.expect_refusal(404, NOT_ASKED);
    assert_eq!(
        app.number("SELECT count(*) FROM followers").await,
        0,
        "a refused answer leaves nothing behind"
    );
}

#[async_test]
async fn where_there_is_nobody_to_answer() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    ada.ask_about("/api/accept", "ada").await.expect_complaint(422, "user", "You cannot follow yourself.");
    let nobody = "0198c0de-0000-7000-8000-000000000000";
    for (path, user) in
        ["/api/accept", "/api/reject"].iter().flat_map(|path| [(path, "stranger"), (path, nobody)])
    {
        ada.ask_about(path, user).await.expect_refusal(404, "There is no such user.");
    }
    for path in ["/api/requests", "/api/requested"] {
        app.post(path, json!({})).await.expect_refusal(401, "Sign in first.");
    }
}

#[async_test]
async fn who_follows_stays_when_the_account_is_locked() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    bob.follow("ada").await;
    ada.lock(true).await;
    assert!(bob.follow("ada").await.relationship.following);
    assert_no_request(&app).await;
    bob.unfollow("ada").await;
    assert!(bob.follow("ada").await.relationship.requested, "who leaves must ask to come back");
}

#[async_test]
async fn who_has_asked_still_waits_when_the_account_is_unlocked() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    ada.lock(true).await;
    bob.follow("ada").await;
    eve.follow("ada").await;
    ada.lock(false).await;
    assert_eq!(asking(&ada).await, ["eve", "bob"], "newest first");
    ada.accept("bob").await;
    assert_eq!(
        eve.follow("ada").await.relationship,
        Relationship { following: true, ..Relationship::default() }
    );
    assert_no_request(&app).await;
    assert_eq!(app.profile("ada").await.counts.followers, 2);
}
