//! People whom one may want to follow.

use crate::helpers::TestApp;
use crate::test_client::{Visitor, names};
use common::graph::lists::{Direction, OwnListRequest, Page};
use common::graph::suggestions::Suggestions;
use kith::database::graph::counts::{compact, size::SIZE};
use rocket::async_test;
use serde_json::json;

async fn page(
    viewer: &Visitor<'_>,
    page: i64,
    limit: i64,
    cursor: Option<String>,
) -> Page<'static, Suggestions> {
    viewer.call(&Suggestions(OwnListRequest { page, limit, cursor })).await.expect("a page of suggestions")
}

async fn suggested(viewer: &Visitor<'_>) -> Vec<String> {
    names(&page(viewer, 1, 100, None).await)
}

#[async_test]
async fn friends_of_friends_come_first_and_those_of_most_friends_before_all() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (friends, others) = (app.crowd("friend", 3).await, app.crowd("other", 4).await);
    app.admire(ada.user_id, &friends).await;
    app.admire(friends[0], &[others[2], others[3]]).await;
    app.admire(friends[1], &[others[3], others[1], friends[0]]).await;
    app.admire(friends[2], &[others[3], others[1], ada.user_id]).await;
    let found = suggested(&ada).await;
    assert_eq!(found, ["other003", "other001", "other002", "other000"], "and who is new at the end");
    let page = page(&ada, 1, 2, None).await;
    assert_eq!((page.total, page.next), (Some(4), Some(2)));
    let relationship = page.rows[0].relationship.expect("a relationship");
    assert!(!relationship.following && !relationship.requested);
}

#[async_test]
async fn nobody_is_suggested_with_whom_there_is_something_already() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let others = ["idol", "asked", "foe", "blocks", "asks", "fan"];
    ada.follow("bob").await;
    for name in others {
        let other = app.join(name).await;
        bob.follow(name).await;
        match name {
            "blocks" => drop(other.block("ada").await),
            "fan" => drop(other.follow("ada").await),
            "asked" => lock(&app, name).await,
            "asks" => {
                lock(&app, "ada").await;
                other.follow("ada").await;
            }
            _ => {}
        }
    }
    ada.follow("idol").await;
    ada.follow("asked").await;
    ada.block("foe").await;
    let mut found = suggested(&ada).await;
    found.sort_unstable();
    assert_eq!(found, ["asks", "fan"], "who is interested in ada may well interest her");
    let relationships = page(&ada, 1, 30, None).await.rows.into_iter().map(|row| row.relationship.unwrap());
    assert!(relationships.into_iter().all(|stand| stand.requested_by || stand.followed_by));
}

async fn lock(app: &TestApp, name: &str) {
    let sql = "UPDATE people SET locked = true WHERE username = $1";
    app.sql.execute(sql, &[&name]).await.expect("a lock");
}

#[async_test]
async fn a_hidden_list_is_not_told_by_what_is_suggested() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let others = app.crowd("other", 120).await;
    ada.follow("bob").await;
    app.admire(bob.user_id, &others[..1]).await;
    assert_eq!(suggested(&ada).await[0], "other000");
    app.sql
        .batch_execute("UPDATE people SET hides_lists = true WHERE username = 'bob'")
        .await
        .expect("a wish");
    assert_eq!(suggested(&ada).await[0], "other119", "the newest of all, as for everybody");
    assert!(!suggested(&ada).await.contains(&"other000".to_owned()));
}

#[async_test]
async fn whom_many_follow_is_suggested_to_who_follows_nobody() {
    let app = TestApp::start().await;
    let (stars, fans) = (app.crowd("star", 3).await, app.crowd("fan", 300).await);
    for (star, count) in stars.iter().zip([280, 300, 260]) {
        app.gather(&fans[..count], *star).await;
        let mut client = app.database.client().await;
        assert_eq!(compact(Direction::Followers, &mut client, *star, SIZE).await.expect("compaction"), count);
    }
    let ada = app.join("ada").await;
    let found = suggested(&ada).await;
    assert_eq!(found[..4], ["star001", "star000", "star002", "fan299"].map(String::from));
    ada.follow("star001").await;
    assert_eq!(suggested(&ada).await[..2], ["star000", "star002"].map(String::from));
    let known = ["fan000", "star000"];
    app.admire(ada.user_id, &fans[..1]).await;
    assert!(!suggested(&ada).await.contains(&known[0].to_owned()));
    assert_eq!(suggested(&ada).await[0], known[1], "whom ada's followed follow, and only once");
    assert_eq!(suggested(&ada).await.iter().filter(|name| *name == known[1]).count(), 1);
}

#[async_test]
async fn there_are_a_hundred_at_the_most_and_pages_part_them() {
    let app = TestApp::start().await;
    app.crowd("p", 140).await;
    let ada = app.join("ada").await;
    let expected = (40..140).rev().map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    for by_cursor in [false, true] {
        let (mut seen, mut number, mut cursor) = (Vec::new(), 1, None);
        loop {
            let found = page(&ada, number, 30, cursor.filter(|_| by_cursor)).await;
            assert_eq!((found.total, found.next.is_some()), (Some(100), found.cursor.is_some()));
            seen.extend(names(&found));
            cursor = found.cursor;
            let Some(next) = found.next else { break };
            number = next;
        }
        assert_eq!((number, &seen), (4, &expected), "by cursor: {by_cursor}");
    }
    assert_eq!(page(&ada, 2, 50, None).await.next, None, "a page that is just full is the last");
    assert_eq!(page(&ada, 9, 30, None).await.rows, [], "past the end");
    assert_eq!(page(&ada, i64::MAX, 100, None).await.rows, []);
    assert_eq!(
        page(&ada, 1, 30, Some(usize::MAX.to_string())).await.rows,
        [],
        "a forged cursor finds nobody"
    );
    for cursor in ["", "-1", "1.5", "x", "99999999999999999999999", "0198c0de-0000-7000-8000-000000000000"] {
        let asked =
            Suggestions(OwnListRequest { cursor: Some(cursor.to_owned()), ..OwnListRequest::default() });
        let failure = ada.call(&asked).await.expect_err("a complaint");
        assert_eq!(failure.fields["cursor"], "This cursor is not one that a page came with.");
    }
}

#[async_test]
async fn alone_one_is_suggested_nobody() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let nobody = json!({
        "success": true, "suggestions": null, "next": false, "next_page": false, "total": 0, "cursor": null,
    });
    app.post("/api/suggestions", json!({"token": ada.token})).await.expect(200, nobody);
    app.post("/api/suggestions", json!({})).await.expect_refusal(401, "Sign in first.");
}
