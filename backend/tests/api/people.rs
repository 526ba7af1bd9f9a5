//! Profiles: who it is, exact counts, and how the caller and that person stand.

use crate::helpers::{Answer, TestApp};
use common::people::person::Counts;
use common::people::profiles::Details;
use common::people::relationships::Relationship;
use reqwest::Method;
use rocket::async_test;
use serde_json::json;

#[async_test]
async fn a_profile_by_name_in_any_case_or_by_id() {
    let app = TestApp::start().await;
    let ada = app.join("Ada").await;
    app.sql.batch_execute("UPDATE people SET location = 'São Paulo'").await.expect("a location");
    let id = ada.user_id.to_string();
    for user in ["Ada", "ada", "ADA", &id, &id.to_uppercase()] {
        app.post("/api/profile", json!({"user": user})).await.expect(
            200,
            json!({
                "success": true,
                "person": {"user_id": id, "avatar": format!("/avatars/{id}.svg"), "username": "Ada", "location": "São Paulo"},
                "counts": {"followers": 0, "followed": 0},
                "privacy": {"locked": false, "hides_lists": false},
                "details": Details::default(),
            }),
        );
    }
    for user in [ada.user_id.simple().to_string(), format!("{{{id}}}"), format!("urn:uuid:{id}")] {
        app.post("/api/profile", json!({"user": user})).await.expect_refusal(404, "There is no such user.");
    }
}

#[async_test]
async fn a_username_that_looks_like_a_short_id_is_a_username() {
    let app = TestApp::start().await;
    let name = "0123456789abcdef0123456789abcd";
    app.register(name).await;
    assert_eq!(app.profile(name).await.person.username, name);
}

#[async_test]
async fn counts_are_exact() {
    let app = TestApp::start().await;
    let crowd = app.crowd("p", 250).await;
    app.gather(&crowd[1..], crowd[0]).await;
    app.admire(crowd[0], &crowd[1..8]).await;
    let counts = app.profile("p000").await.counts;
    assert_eq!(counts, Counts { followers: 249, followed: 7 });
    assert_eq!(app.profile("p001").await.counts, Counts { followers: 1, followed: 1 });
    assert_eq!(app.profile("p100").await.counts, Counts { followers: 0, followed: 1 });
}

#[async_test]
async fn the_relationship_is_told_from_the_callers_side() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let stand = |following, followed_by| Relationship { following, followed_by, ..Relationship::default() };
    assert_eq!(ada.relationship("bob").await, stand(false, false));
    ada.follow("bob").await;
    assert_eq!(ada.relationship("bob").await, stand(true, false));
    assert_eq!(bob.relationship("ada").await, stand(false, true));
    bob.follow("ada").await;
    assert_eq!(
        (ada.relationship("bob").await, bob.relationship("ada").await),
        (stand(true, true), stand(true, true))
    );
    ada.unfollow("bob").await;
    assert_eq!(ada.relationship("bob").await, stand(false, true));
    assert_eq!(ada.relationship("ada").await, stand(false, false), "nobody follows themselves");
    assert_eq!(app.profile("bob").await.person.relationship, None, "a stranger is told nothing");
}

#[async_test]
async fn an_account_that_goes_takes_its_sessions_along() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    app.sql.batch_execute("DELETE FROM people WHERE username = 'ada'").await.expect("ada leaves");
    ada.ask_about("/api/follow", "bob").await.expect_refusal(401, "This session has ended. Sign in again.");
    app.post("/api/profile", json!({"user": "ada"})).await.expect_refusal(404, "There is no such user.");
    let answer = Answer::to(app.request(Method::GET, &format!("/avatars/{}.svg", ada.user_id))).await;
    assert_eq!(answer.status, 200, "an avatar's path always answers");
}
