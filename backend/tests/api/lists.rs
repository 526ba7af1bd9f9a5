//! Followers and followed by page number: sizes, order, ends, and what a caller may ask for.

use crate::helpers::TestApp;
use crate::test_client::{names, page_of};
use common::graph::lists::{Followed, Followers};
use rocket::async_test;
use serde_json::json;

/// `star000`, whom 65 fans follow and who follows the same fans, in the order of their numbers.
async fn star() -> TestApp {
    let app = TestApp::start().await;
    let (star, fans) = (app.crowd("star", 1).await[0], app.crowd("fan", 65).await);
    app.gather(&fans, star).await;
    app.admire(star, &fans).await;
    app
}

/// The fans from one number down to another: newest first.
fn fans(from: usize, to: usize) -> Vec<String> {
    (to..=from).rev().map(|number| format!("fan{number:03}")).collect()
}

#[async_test]
async fn pages_count_from_1_with_30_rows_newest_first() {
    let app = star().await;
    let expected =
        [(1, fans(64, 35), Some(2)), (2, fans(34, 5), Some(3)), (3, fans(4, 0), None), (4, vec![], None)];
    for (page, rows, next) in expected {
        let followers = app.followers(page_of("star000", page, 30)).await;
        assert_eq!((names(&followers), followers.next), (rows.clone(), next), "page {page} of followers");
        let followed = app.followed(page_of("star000", page, 30)).await;
        assert_eq!((names(&followed), followed.next), (rows, next), "page {page} of followed");
        assert_eq!((followers.total, followed.total), (Some(65), Some(65)), "page {page}");
    }
    for path in ["/api/followers", "/api/followed"] {
        let bare = app.post(path, json!({"user": "star000"})).await.payload();
        let asked = app.post(path, json!({"user": "star000", "page": 1, "limit": 30})).await.payload();
        assert_eq!(bare, asked, "page 1 and 30 rows where nothing is said");
    }
}

#[async_test]
async fn a_page_has_as_many_rows_as_asked_for() {
    let app = star().await;
    for limit in [1, 7, 13, 64, 65, 66, 100] {
        let (mut seen, mut page) = (Vec::new(), 1);
        loop {
            let found = app.followers(page_of("star000", page, limit)).await;
            seen.extend(names(&found));
            assert!(page < 100, "the list comes to an end: {seen:?}");
            assert_eq!(found.cursor.is_some(), found.next.is_some(), "both end together");
            let Some(next) = found.next else { break };
            assert_eq!((found.rows.len() as i64, next), (limit, page + 1), "a page before the last is full");
            page = next;
        }
        assert_eq!((page, &seen), ((65 + limit - 1) / limit, &fans(64, 0)), "limit {limit}");
    }
}

#[async_test]
async fn a_page_past_the_end_is_empty() {
    let app = star().await;
    for path in ["/api/followers", "/api/followed"] {
        for (page, limit) in [(4, 30), (1000, 100), (i64::MAX, 1), (i64::MAX, 100), (i64::MAX / 100, 100)] {
            let key = path.rsplit('/').next().unwrap_or_default();
            app.post(path, json!({"user": "star000", "page": page, "limit": limit})).await.expect(
                200,
                json!({"success": true, key: null, "next": false, "next_page": false, "total": 65, "cursor": null}),
            );
        }
    }
}

#[async_test]
async fn a_page_or_limit_out_of_range_is_a_complaint() {
    let app = star().await;
    for path in ["/api/followers", "/api/followed"] {
        for page in [0, -1, i64::MIN] {
            let answer = app.post(path, json!({"user": "star000", "page": page})).await;
            answer.expect_complaint(422, "page", "Pages count from 1.");
        }
        for limit in [0, -1, 101, i64::MAX, i64::MIN] {
            let answer = app.post(path, json!({"user": "star000", "limit": limit})).await;
            answer.expect_complaint(422, "limit", "A page has 1 to 100 rows.");
        }
    }
}

#[async_test]
async fn a_person_is_named_by_name_or_id() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("Ada").await, app.join("bob").await);
    bob.follow("ada").await;
    for user in ["Ada", "aDA", &ada.user_id.to_string()] {
        assert_eq!(names(&app.followers(page_of(user, 1, 30)).await), ["bob"], "{user}");
        assert!(app.followed(page_of(user, 1, 30)).await.rows.is_empty(), "{user}");
    }
    assert_eq!(names(&app.followed(page_of(&bob.user_id.to_string(), 1, 30)).await), ["Ada"]);
}

#[async_test]
async fn relationships_come_with_a_token() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    for fan in [&ada, &bob] {
        fan.follow("eve").await;
    }
    ada.follow("bob").await;
    eve.follow("bob").await;
    let asked = || page_of("eve", 1, 30);
    let stands = |rows: Vec<common::people::person::Person<'_>>| {
        rows.iter().map(|row| row.relationship.map(|r| (r.following, r.followed_by))).collect::<Vec<_>>()
    };
    let followers = ada.call(&Followers(asked())).await.expect("a page");
    assert_eq!(names(&followers), ["bob", "ada"]);
    assert_eq!(stands(followers.rows), [Some((true, false)), Some((false, false))], "as ada stands");
    let followers = bob.call(&Followers(asked())).await.expect("a page");
    assert_eq!(stands(followers.rows), [Some((false, false)), Some((false, true))], "as bob stands");
    let followed = bob.call(&Followed(asked())).await.expect("a page");
    assert_eq!(stands(followed.rows), [Some((false, false))], "as bob stands to himself");
    assert_eq!(stands(app.followers(asked()).await.rows), [None, None], "a stranger is told nothing");
}

#[async_test]
async fn a_follow_taken_up_again_is_the_newest() {
    let app = star().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    for visitor in [&ada, &bob] {
        visitor.follow("star000").await;
    }
    ada.follow("star000").await;
    let top = page_of("star000", 1, 2);
    assert_eq!(names(&app.followers(top.clone()).await), ["bob", "ada"], "following twice changes nothing");
    ada.unfollow("star000").await;
    ada.follow("star000").await;
    assert_eq!(names(&app.followers(top).await), ["ada", "bob"], "a new follow is a new one");
}
