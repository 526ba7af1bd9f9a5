//! Following and unfollowing: both are idempotent, and both directions tell the same.

use crate::helpers::TestApp;
use crate::test_client::{names, page_of};
use common::Success;
use common::graph::follows::{Follow, FollowChanged};
use common::people::person::Counts;
use common::people::relationships::Relationship;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;

fn stands(following: bool, followed_by: bool, followers: i64, followed: i64) -> FollowChanged {
    let relationship = Relationship { following, followed_by, ..Relationship::default() };
    FollowChanged { success: Success, relationship, counts: Counts { followers, followed } }
}

#[async_test]
async fn a_follow_and_an_unfollow_answer_with_how_things_stand() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.ask_about("/api/follow", "bob").await.expect(
        200,
        json!({
            "success": true,
            "relationship": {"following": true, "followed_by": false},
            "counts": {"followers": 1, "followed": 0},
        }),
    );
    assert_eq!(bob.follow("ada").await, stands(true, true, 1, 1));
    assert_eq!(ada.unfollow("bob").await, stands(false, true, 0, 1));
    assert_eq!(bob.unfollow("ada").await, stands(false, false, 0, 0));
}

#[async_test]
async fn following_is_idempotent() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    for _ in 0..3 {
        assert_eq!(ada.follow("bob").await, stands(true, false, 1, 0));
    }
    for _ in 0..3 {
        assert_eq!(ada.unfollow("bob").await, stands(false, false, 0, 0));
    }
    app.assert_directions_agree().await;
}

#[async_test]
async fn many_follows_of_one_person_at_once_are_one() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    let answers = join_all((0..16).map(|_| ada.follow("bob"))).await;
    assert!(answers.iter().all(|answer| *answer == stands(true, false, 1, 0)), "{answers:?}");
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 1);
    app.assert_directions_agree().await;
}

#[async_test]
async fn people_who_follow_each_other_at_the_same_time_both_do() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for name in ["ada", "bob", "eve", "kim"] {
        people.push(app.join(name).await);
    }
    let pairs = people.iter().flat_map(|one| people.iter().map(move |other| (one, other)));
    let pairs = pairs.filter(|(one, other)| one.username != other.username);
    join_all(pairs.map(|(one, other)| one.follow(&other.username))).await;
    for person in &people {
        assert_eq!(app.profile(&person.username).await.counts, Counts { followers: 3, followed: 3 });
    }
    app.assert_directions_agree().await;
}

#[async_test]
async fn both_directions_show_a_follow() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.follow(&bob.user_id.to_string()).await;
    let (here, there) =
        (app.followed(page_of("ada", 1, 30)).await, app.followers(page_of("bob", 1, 30)).await);
    assert_eq!((names(&here), names(&there)), (vec!["bob".to_owned()], vec!["ada".to_owned()]));
    assert!(app.followers(page_of("ada", 1, 30)).await.rows.is_empty(), "bob does not follow ada");
    ada.unfollow("BOB").await;
    assert!(app.followed(page_of("ada", 1, 30)).await.rows.is_empty());
    assert!(app.followers(page_of("bob", 1, 30)).await.rows.is_empty());
}

#[async_test]
async fn nobody_follows_themselves() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for user in ["ada", "ADA", &ada.user_id.to_string()] {
        ada.ask_about("/api/follow", user).await.expect_complaint(422, "user", "You cannot follow yourself.");
    }
    assert_eq!(ada.unfollow("ada").await, stands(false, false, 0, 0), "there is nothing to unfollow");
}

#[async_test]
async fn a_refused_follow_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.register("bob").await;
    let request = Follow { user: "bob".to_owned() };
    let failure = app.call(&request, &Default::default()).await.expect_err("nobody is signed in");
    assert_eq!((failure.error_code, failure.error_message.as_str()), (Some(401), "Sign in first."));
    for user in ["stranger", "0198c0de-0000-7000-8000-000000000000"] {
        ada.ask_about("/api/follow", user).await.expect_refusal(404, "There is no such user.");
    }
    assert_eq!(
        app.number("SELECT (SELECT count(*) FROM followers) + (SELECT count(*) FROM followed)").await,
        0
    );
}

#[async_test]
async fn a_follow_is_written_in_both_directions_or_not_at_all() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    app.sql
        .batch_execute("ALTER TABLE followed ADD CONSTRAINT broken CHECK (false)")
        .await
        .expect("a fault of ours");
    ada.ask_about("/api/follow", "bob").await.expect_refusal(500, "internal server error");
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 0, "the first half is rolled back");
    app.sql
        .batch_execute("ALTER TABLE followed DROP CONSTRAINT broken")
        .await
        .expect("the fault is repaired");
    assert_eq!(ada.follow("bob").await, stands(true, false, 1, 0));
}
