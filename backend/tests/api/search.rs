//! Finding people by how their name begins.

use crate::helpers::TestApp;
use crate::visitors::names;
use common::envelope::Credentials;
use common::lists::Page;
use common::people::SearchPeople;
use rocket::async_test;
use serde_json::json;

fn asked(prefix: &str, page: i64, limit: i64, cursor: Option<String>) -> SearchPeople {
    SearchPeople { prefix: prefix.to_owned(), page, limit, cursor }
}

async fn search(app: &TestApp, asked: SearchPeople) -> Page<'static, SearchPeople> {
    app.call(&asked, &Credentials::default()).await.expect("a page of people")
}

async fn found(app: &TestApp, prefix: &str) -> Vec<String> {
    names(&search(app, asked(prefix, 1, 100, None)).await)
}

/// Makes people by the names given.
async fn people(app: &TestApp, names: &[&str]) {
    let sql = "INSERT INTO people (person_id, username) SELECT gen_random_uuid(), * FROM unnest($1::text[])";
    app.sql.execute(sql, &[&names]).await.expect("people");
}

#[async_test]
async fn the_prefix_is_taken_without_regard_to_case() {
    let app = TestApp::start().await;
    people(&app, &["Ada", "adam", "ADELE", "bob", "xada", "ad"]).await;
    for prefix in ["ad", "AD", "aD"] {
        assert_eq!(found(&app, prefix).await, ["ad", "Ada", "adam", "ADELE"], "{prefix}");
    }
    assert_eq!(found(&app, "ada").await, ["Ada", "adam"]);
    assert_eq!(found(&app, "").await, ["ad", "Ada", "adam", "ADELE", "bob", "xada"], "everybody");
    assert!(found(&app, "adamant").await.is_empty());
}

#[async_test]
async fn every_character_stands_for_itself() {
    let app = TestApp::start().await;
    people(&app, &["a_b", "axb", "a.b", "a-b", "zz", "zzz", "z_"]).await;
    assert_eq!(found(&app, "a_").await, ["a_b"]);
    assert_eq!(found(&app, "a.").await, ["a.b"]);
    assert_eq!(found(&app, "zz").await, ["zz", "zzz"], "the last names of all are found too");
    for prefix in ["%", "a%", "a\\", "_", "{", "a{", "'", "é", "a ", "\u{10ffff}"] {
        assert!(found(&app, prefix).await.is_empty(), "{prefix:?} begins no name");
    }
}

#[async_test]
async fn nobody_found_is_an_empty_list() {
    let app = TestApp::start().await;
    app.post("/api/search", json!({"prefix": "x"})).await.expect(
        200,
        json!({"success": true, "people": null, "next": false, "next_page": false, "total": null, "cursor": null}),
    );
}

#[async_test]
async fn pages_and_cursors_show_everybody_once_and_in_order() {
    let app = TestApp::start().await;
    app.crowd("p", 65).await;
    app.crowd("q", 5).await;
    let everybody = (0..65).map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    for by_cursor in [false, true] {
        let (mut seen, mut page, mut cursor) = (Vec::new(), 1, None);
        loop {
            let found = search(&app, asked("P", page, 30, cursor.filter(|_| by_cursor))).await;
            seen.extend(names(&found));
            assert!(page < 10, "the list comes to an end: {seen:?}");
            assert_eq!(found.next.is_some(), found.cursor.is_some(), "both end together");
            cursor = found.cursor;
            match found.next {
                Some(next) => assert_eq!(next, page + 1),
                None => break,
            }
            page += 1;
        }
        assert_eq!((page, &seen), (3, &everybody), "by cursor: {by_cursor}");
    }
    assert!(search(&app, asked("p", 4, 30, None)).await.rows.is_empty(), "past the end");
    assert_eq!(
        search(&app, asked("p", 1, 65, None)).await.next,
        None,
        "a page that is just full is the last"
    );
}

#[async_test]
async fn a_cursor_holds_its_place_while_people_come_and_go() {
    let app = TestApp::start().await;
    app.crowd("p", 20).await;
    let first = search(&app, asked("p", 1, 10, None)).await;
    people(&app, &["p", "P005x"]).await;
    app.sql.batch_execute("DELETE FROM people WHERE username IN ('p003', 'p009')").await.expect("two leave");
    let second = search(&app, asked("p", 2, 10, first.cursor)).await;
    assert_eq!(names(&second), (10..20).map(|number| format!("p{number:03}")).collect::<Vec<_>>());
}

#[async_test]
async fn relationships_come_with_a_token() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("adabob").await);
    ada.follow("adabob").await;
    bob.follow("ada").await;
    let page = ada.call(&asked("ada", 1, 30, None)).await.expect("a page");
    let follows =
        page.rows.iter().map(|row| row.relationship.map(|stand| (stand.following, stand.followed_by)));
    assert_eq!(follows.collect::<Vec<_>>(), [Some((false, false)), Some((true, true))]);
    let page = search(&app, asked("ada", 1, 30, None)).await;
    assert!(page.rows.iter().all(|row| row.relationship.is_none()), "a stranger is told nothing");
}
