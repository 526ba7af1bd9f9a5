//! Removing a follower: a follow ended by the person followed.

use crate::helpers::TestApp;
use common::graph::follows::RemoveFollower;
use rocket::async_test;
use serde_json::json;

#[async_test]
async fn a_follower_is_removed_and_nothing_else() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    bob.follow("ada").await;
    for _ in 0..2 {
        ada.ask_about("/api/remove_follower", "bob").await.expect(
            200,
            json!({
                "success": true,
                "relationship": {"following": true, "followed_by": false},
                "counts": {"followers": 1, "followed": 0},
            }),
        );
    }
    assert!(!bob.relationship("ada").await.following);
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 1, "ada follows bob as before");
    app.assert_directions_agree().await;
    assert!(bob.follow("ada").await.relationship.following, "who was removed may follow again");
}

#[async_test]
async fn a_request_is_no_follow_yet() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.lock(true).await;
    bob.follow("ada").await;
    let removed = ada.call(&RemoveFollower { user: "bob".to_owned() }).await.expect("nothing to remove");
    assert!(removed.relationship.requested_by, "to turn a request down is to reject it");
}

#[async_test]
async fn where_there_is_nobody_to_remove() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for user in ["stranger", "0198c0de-0000-7000-8000-000000000000"] {
        ada.ask_about("/api/remove_follower", user).await.expect_refusal(404, "There is no such user.");
    }
    assert_eq!(ada.ask_about("/api/remove_follower", "ada").await.status, 200, "nobody follows themselves");
    app.post("/api/remove_follower", json!({"user": "ada"})).await.expect_refusal(401, "Sign in first.");
}
