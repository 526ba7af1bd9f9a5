//! Lists by cursor: a person who stays in a list is met exactly once, however the list changes between the pages.

use crate::helpers::TestApp;
use crate::test_client::{names, page_of};
use common::graph::lists::ListRequest;
use rocket::async_test;
use rocket::futures::future::join;
use serde_json::json;
use uuid::Uuid;

/// Reads a list to its end by cursor and lets `meanwhile` happen during each request but the first.
async fn walk(app: &TestApp, key: &str, limit: i64, mut meanwhile: impl AsyncFnMut(i64)) -> Vec<String> {
    let (mut seen, mut page, mut cursor) = (Vec::new(), 1, None);
    loop {
        let asked = ListRequest { cursor, ..page_of("star000", page, limit) };
        let change = async {
            if page > 1 {
                meanwhile(page).await;
            }
        };
        let (rows, next, after) = match key {
            "followers" => {
                let (found, ()) = join(app.followers(asked), change).await;
                (names(&found), found.next, found.cursor)
            }
            _ => {
                let (found, ()) = join(app.followed(asked), change).await;
                (names(&found), found.next, found.cursor)
            }
        };
        seen.extend(rows);
        let Some(next) = next else { break };
        assert_eq!(next, page + 1, "page numbers go on beside the cursor");
        assert!(page < 200, "the list comes to an end: {seen:?}");
        (page, cursor) = (next, after);
        assert!(cursor.is_some(), "a page before the last has a cursor");
    }
    seen
}

/// Removes follows between `star` and these people, in both directions.
pub async fn part(app: &TestApp, star: Uuid, people: &[Uuid]) {
    for table in ["followers (person_id, follower_id)", "followed (person_id, followed_id)"] {
        let (name, _) = table.split_once(' ').expect("a table");
        let other = if name == "followers" { "follower_id" } else { "followed_id" };
        let sql = format!(
            "DELETE FROM {name} WHERE person_id = $1 AND {other} = ANY($2) OR person_id = ANY($2) AND {other} = $1"
        );
        app.sql.execute(&sql, &[&star, &people]).await.expect("a parting");
    }
}

#[async_test]
async fn in_a_quiet_list_cursors_and_page_numbers_show_the_same() {
    let app = TestApp::start().await;
    let (star, fans) = (app.crowd("star", 1).await[0], app.crowd("fan", 65).await);
    app.gather(&fans, star).await;
    app.admire(star, &fans).await;
    let everybody = (0..65).rev().map(|number| format!("fan{number:03}")).collect::<Vec<_>>();
    for key in ["followers", "followed"] {
        for limit in [1, 10, 13, 100] {
            assert_eq!(walk(&app, key, limit, async |_| ()).await, everybody, "{key}, {limit} a page");
        }
    }
}

#[async_test]
async fn in_a_list_that_changes_nobody_who_stays_is_skipped_or_repeated() {
    let app = TestApp::start().await;
    for (key, round) in [("followers", 0), ("followed", 1)] {
        app.sql.batch_execute("TRUNCATE people CASCADE").await.expect("a fresh start");
        let (star, fans) = (app.crowd("star", 1).await[0], app.crowd("fan", 65).await);
        app.gather(&fans, star).await;
        app.admire(star, &fans).await;
        // During each page newcomers enter at the top, and of the fans of every age some leave.
        let seen = walk(&app, key, 10, async |page| {
            let newcomers = app.crowd(&format!("new{round}-{page}-"), 7).await;
            app.gather(&newcomers, star).await;
            app.admire(star, &newcomers).await;
            let leaving = fans.iter().skip(page as usize).step_by(13).copied().collect::<Vec<_>>();
            part(&app, star, &leaving).await;
        });
        let seen = seen.await;
        let left = |number: &usize| (2..=7).any(|page| *number >= page && (number - page).is_multiple_of(13));
        let stayed = (0..65).rev().filter(|number| !left(number)).map(|number| format!("fan{number:03}"));
        for name in stayed {
            let times = seen.iter().filter(|seen| **seen == name).count();
            assert_eq!(times, 1, "{name} stayed in {key} and is met once: {seen:?}");
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "nobody at all is met twice in {key}: {seen:?}");
        assert!(
            seen.iter().all(|name| name.starts_with("fan")),
            "newcomers stand above the cursor: {seen:?}"
        );
        let by_number = seen.iter().rev().collect::<Vec<_>>();
        assert!(by_number.is_sorted(), "newest first throughout {key}: {seen:?}");
    }
}

#[async_test]
async fn the_same_walk_by_page_number_alone_would_repeat_a_row() {
    let app = TestApp::start().await;
    let (star, fans) = (app.crowd("star", 1).await[0], app.crowd("fan", 20).await);
    app.gather(&fans, star).await;
    let first = app.followers(page_of("star000", 1, 10)).await;
    app.gather(&app.crowd("new", 1).await, star).await;
    let by_number = app.followers(page_of("star000", 2, 10)).await;
    let by_cursor =
        app.followers(ListRequest { cursor: first.cursor.clone(), ..page_of("star000", 2, 10) }).await;
    assert_eq!(names(&by_number)[0], names(&first)[9], "the list has moved under the page number");
    assert_eq!(names(&by_cursor)[0], "fan009", "and not under the cursor");
    assert_eq!(by_cursor.total, Some(21), "the total is that of now");
}

#[async_test]
async fn a_cursor_outlives_the_row_that_it_came_from() {
    let app = TestApp::start().await;
    let (star, fans) = (app.crowd("star", 1).await[0], app.crowd("fan", 20).await);
    app.gather(&fans, star).await;
    let first = app.followers(page_of("star000", 1, 10)).await;
    part(&app, star, &fans[8..]).await;
    let second = app.followers(ListRequest { cursor: first.cursor, ..page_of("star000", 2, 10) }).await;
    assert_eq!(
        names(&second),
        ["fan007", "fan006", "fan005", "fan004", "fan003", "fan002", "fan001", "fan000"]
    );
}

#[async_test]
async fn a_cursor_that_no_page_came_with_is_a_complaint() {
    let app = TestApp::start().await;
    app.crowd("star", 1).await;
    for path in ["/api/followers", "/api/followed"] {
        for cursor in ["", "2", "false", "not-a-cursor", "' OR 1=1 --", "é"] {
            let answer = app.post(path, json!({"user": "star000", "cursor": cursor})).await;
            answer.expect_complaint(422, "cursor", "This cursor is not one that a page came with.");
        }
        for cursor in [json!(7), json!(false), json!([])] {
            assert_eq!(
                app.post(path, json!({"user": "star000", "cursor": cursor})).await.status,
                400,
                "{cursor}"
            );
        }
        let absent = app.post(path, json!({"user": "star000", "cursor": null})).await;
        assert_eq!(absent.status, 200, "null is no cursor: {absent:?}");
    }
}
