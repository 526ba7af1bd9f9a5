//! Blocks: they end what was between two people, and the blocked person stays away. What they hide is tested in `block_visibility`.

use crate::helpers::TestApp;
use crate::test_client::{Visitor, names};
use common::graph::blocks::{Block, Blocked};
use common::graph::follows::{Follow, Unfollow};
use common::graph::lists::OwnListRequest;
use common::graph::requests::Accept;
use common::people::relationships::Relationship;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;

pub const GONE: &str = "There is no such user.";
pub const BLOCKED: &str = "You have blocked this person. Unblock them first.";
pub const BLOCKING: Relationship = Relationship {
    following: false,
    followed_by: false,
    requested: false,
    requested_by: false,
    blocking: true,
};

/// Fails where a block stands beside a follow or a request, or any of them in one direction only.
async fn assert_apart(app: &TestApp) {
    let beside = "SELECT count(*) FROM blocking
                  JOIN (SELECT person_id, follower_id AS other_id FROM followers
                        UNION ALL SELECT person_id, requester_id FROM requests) AS edges
                  ON (edges.person_id, other_id) IN ((blocking.person_id, blocked_id), (blocked_id, blocking.person_id))";
    assert_eq!(app.number(beside).await, 0, "follows and requests beside a block");
    let blocks = "WITH blocking AS MATERIALIZED (SELECT * FROM blocking), blocked_by AS MATERIALIZED (SELECT * FROM blocked_by)
                   SELECT count(*) FROM blocking FULL JOIN blocked_by
                  ON blocking.person_id = blocker_id AND blocked_id = blocked_by.person_id
                  WHERE blocker_id IS NULL OR blocked_id IS NULL";
    let requests = "WITH requests AS MATERIALIZED (SELECT * FROM requests), requested AS MATERIALIZED (SELECT * FROM requested)
                   SELECT count(*) FROM requests FULL JOIN requested
                    ON requests.person_id = requested_id AND requester_id = requested.person_id
                       AND requests.request_id = requested.request_id
                    WHERE requested_id IS NULL OR requester_id IS NULL";
    assert_eq!((app.number(blocks).await, app.number(requests).await), (0, 0), "in one direction only");
    app.assert_directions_agree().await;
}

/// Whom this person has blocked.
pub async fn blocked(by: &Visitor<'_>) -> Vec<String> {
    names(&by.call(&Blocked::default()).await.expect("who is blocked"))
}

#[async_test]
async fn a_block_ends_follows_both_ways() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    bob.follow("ada").await;
    for _ in 0..2 {
        ada.ask_about("/api/block", "bob").await.expect(
            200,
            json!({
                "success": true,
                "relationship": {"following": false, "followed_by": false, "blocking": true},
                "counts": {"followers": 0, "followed": 0},
            }),
        );
    }
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM blocking").await, 1, "idempotent");
    assert_apart(&app).await;
}

#[async_test]
async fn a_block_ends_requests_both_ways() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.lock(true).await;
    bob.lock(true).await;
    ada.follow("bob").await;
    bob.follow("ada").await;
    assert_eq!(ada.block("bob").await.relationship, BLOCKING);
    assert_eq!(app.number("SELECT count(*) FROM requests").await, 0);
    assert_apart(&app).await;
    let refusal = "This person has not asked to follow you.";
    ada.ask_about("/api/accept", "bob").await.expect_refusal(404, refusal);
}

#[async_test]
async fn what_an_unblocked_person_had_stays_ended() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    bob.follow("ada").await;
    ada.block("bob").await;
    for _ in 0..2 {
        assert_eq!(ada.unblock("bob").await.relationship, Relationship::default());
    }
    assert_eq!(bob.relationship("ada").await, Relationship::default());
    assert!(bob.follow("ada").await.relationship.following, "but begins anew");
    assert!(blocked(&ada).await.is_empty());
    assert_apart(&app).await;
}

/// Two block each other at the same moment; later than that, either finds nobody to block.
async fn block_each_other(ada: &Visitor<'_>, bob: &Visitor<'_>) {
    ada.block("bob").await;
    let sql = "WITH block AS (
                   INSERT INTO blocking SELECT bob.person_id, ada.person_id, gen_random_uuid() FROM people AS ada, people AS bob
                   WHERE ada.username = 'ada' AND bob.username = 'bob' RETURNING person_id, blocked_id
               ) INSERT INTO blocked_by SELECT blocked_id, person_id FROM block";
    ada.app.sql.batch_execute(sql).await.expect("a block");
    assert_eq!(bob.block("ada").await.relationship, BLOCKING, "idempotent");
}

#[async_test]
async fn of_two_blocks_each_sees_their_own() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    block_each_other(&ada, &bob).await;
    for (viewer, other) in [(&ada, "bob"), (&bob, "ada")] {
        assert_eq!(viewer.relationship(other).await, BLOCKING);
        assert_eq!(blocked(viewer).await, [other]);
        for path in ["/api/follow", "/api/followers", "/api/followed", "/api/known_followers"] {
            viewer.ask_about(path, other).await.expect_refusal(403, BLOCKED);
        }
    }
    ada.unblock("bob").await;
    for path in ["/api/profile", "/api/follow", "/api/block", "/api/unblock"] {
        ada.ask_about(path, "bob").await.expect_refusal(404, GONE);
    }
    bob.ask_about("/api/follow", "ada").await.expect_refusal(403, BLOCKED);
    assert_apart(&app).await;
}

#[async_test]
async fn where_there_is_nobody_to_block() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for path in ["/api/block", "/api/unblock"] {
        for user in ["stranger", "0198c0de-0000-7000-8000-000000000000"] {
            ada.ask_about(path, user).await.expect_refusal(404, GONE);
        }
        app.post(path, json!({"user": "ada"})).await.expect_refusal(401, "Sign in first.");
    }
    ada.ask_about("/api/block", "ada").await.expect_complaint(422, "user", "You cannot block yourself.");
    app.post("/api/blocked", json!({})).await.expect_refusal(401, "Sign in first.");
    assert_eq!(
        app.number("SELECT (SELECT count(*) FROM blocking) + (SELECT count(*) FROM blocked_by)").await,
        0
    );
}

#[async_test]
async fn whom_one_has_blocked_newest_first() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for id in app.crowd("p", 5).await {
        ada.block(&id.to_string()).await;
    }
    let (mut seen, mut page, mut cursor) = (Vec::new(), 1, None);
    loop {
        let found = ada.call(&Blocked(OwnListRequest { page, limit: 2, cursor })).await.expect("a page");
        assert!(found.rows.iter().all(|row| row.relationship == Some(BLOCKING)), "{found:?}");
        assert_eq!(found.total, Some(5));
        seen.extend(names(&found));
        let Some(next) = found.next else { break };
        (page, cursor) = (next, found.cursor);
    }
    assert_eq!((page, seen.join(" ").as_str()), (3, "p004 p003 p002 p001 p000"));
    let middle =
        ada.call(&Blocked(OwnListRequest { page: 2, limit: 2, cursor: None })).await.expect("a page");
    assert_eq!(names(&middle), ["p002", "p001"], "by page number too");
}

/// What may happen between two people at once.
async fn scuffle(ada: &Visitor<'_>, bob: &Visitor<'_>, turn: usize) {
    let (to_ada, to_bob) = ("ada".to_owned(), "bob".to_owned());
    let answer = match turn % 6 {
        0 => bob.call(&Follow { user: to_ada }).await,
        1 => ada.call(&Block { user: to_bob }).await,
        2 => ada.call(&Follow { user: to_bob }).await,
        3 => bob.call(&Unfollow { user: to_ada }).await,
        4 => bob.call(&Block { user: to_ada }).await,
        _ => ada.call(&Accept { user: to_bob }).await,
    };
    let refusal = answer.err().and_then(|failure| failure.error_code);
    assert!(matches!(refusal, None | Some(403 | 404)), "turn {turn} ends with {refusal:?}");
}

#[async_test]
async fn a_follow_and_a_block_at_the_same_time_never_both_stand() {
    let app = TestApp::start_with(&["--database-connections", "12"], |rocket| rocket).await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for round in 0..20 {
        ada.lock(round % 2 == 1).await;
        join_all((round..round + 18).map(|turn| scuffle(&ada, &bob, turn))).await;
        assert_apart(&app).await;
        let blocks = app.number("SELECT count(*) FROM blocking").await;
        assert!(matches!(blocks, 1 | 2), "the first block hides who would block in turn: {blocks}");
        for (by, other) in [(&ada, "bob"), (&bob, "ada")] {
            if !blocked(by).await.is_empty() {
                by.unblock(other).await;
            }
        }
        bob.follow("ada").await;
        ada.follow("bob").await;
    }
}
