//! Finding people by the words of their names.

use crate::filter_model::{Member, TOO_DEEP, Which, member, populate};
use crate::helpers::TestApp;
use crate::test_client::names;
use common::envelope::Credentials;
use common::graph::lists::Page;
use common::people::profiles::EditProfile;
use common::people::search::SearchPeople;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use rocket::async_test;
use rocket::tokio::runtime::Runtime;
use serde_json::json;
use uuid::Uuid;

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
    let ids = names.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let sql = "INSERT INTO people (person_id, username) SELECT * FROM unnest($1::uuid[], $2::text[])";
    app.sql.execute(sql, &[&ids, &names]).await.expect("people");
    app.note_words().await;
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
async fn words_end_at_whatever_is_neither_a_letter_nor_a_digit() {
    let app = TestApp::start().await;
    people(&app, &["a_b", "axb", "a.c", "x-a", "zz", "zzz", "z_"]).await;
    assert_eq!(found(&app, "a_b").await, ["a_b"]);
    assert_eq!(found(&app, "b-a").await, ["a_b"]);
    assert_eq!(found(&app, "a.").await, ["a_b", "a.c", "x-a", "axb"], "a whole word comes first");
    assert_eq!(found(&app, "zz").await, ["zz", "zzz"], "the last names of all are found too");
    for prefix in ["%", "a%b%", "_", "{", "'", "é", "\u{10ffff}", "🚀"] {
        let expected = if prefix == "a%b%" { vec!["a_b"] } else { vec![] };
        assert_eq!(found(&app, prefix).await, expected, "{prefix:?} stands for nothing else");
    }
}

/// Gives people names to show, by username.
async fn name(app: &TestApp, names: &[(&str, &str)]) {
    for (username, name) in names {
        let visitor = app.join(username).await;
        let wanted = EditProfile { name: Some(name.to_string()), ..EditProfile::default() };
        visitor.call(&wanted).await.expect("a name");
    }
}

#[async_test]
async fn names_are_searched_in_whatever_spelling() {
    let app = TestApp::start().await;
    name(&app, &[("zed", "Ada Lovelace"), ("lovelace", "Zoë Ångström"), ("kim", "Straße, İzmir")]).await;
    let location = Some("Lovelace, Kansas".to_owned());
    let bob = app.join("bob").await;
    bob.call(&EditProfile { location, ..EditProfile::default() }).await.expect("a location");
    for (typed, expected) in [
        ("ada", vec!["zed"]),
        ("LOVE", vec!["lovelace", "zed"]),
        ("lovelace", vec!["lovelace", "zed"]),
        ("love ad", vec!["zed"]),
        ("zoe", vec!["lovelace"]),
        ("ZOË ång", vec!["lovelace"]),
        ("angstrom lovelace", vec!["lovelace"]),
        ("STRASSE", vec!["kim"]),
        ("izmir", vec!["kim"]),
        ("@zed", vec!["zed"]),
        (" @Zed ", vec!["zed"]),
        ("＠ｚｅｄ", vec!["zed"]),
        ("(kim)", vec!["kim"]),
        ("kansas", vec![]),
        ("ace", vec![]),
        ("ada a", vec![]),
    ] {
        assert_eq!(found(&app, typed).await, expected, "{typed}");
    }
    assert_eq!(found(&app, " @").await.len(), 4, "nothing is typed yet");
    name(&app, &[("eve", "Ada")]).await;
    assert_eq!(found(&app, "ada").await, ["zed", "eve"], "the older account first");
    app.register("ada").await;
    assert_eq!(found(&app, "ada").await, ["ada", "zed", "eve"], "but a username before names");
}

#[async_test]
async fn a_whole_username_comes_first_whatever_it_is_made_of() {
    let app = TestApp::start().await;
    let others = ["luc.jean-picard", "jean-luc.picard-2", "picard_jean_luc", "Jean.Luc.Picard"];
    people(
        &app,
        &[&others[..], &["jean-luc.picard", "x-157-8", "x-157-18", "x-157-1", "_a", "-.", "a"]].concat(),
    )
    .await;
    for typed in ["jean-luc.picard", "@Jean-LUC.picard"] {
        let all = found(&app, typed).await;
        assert_eq!(all, [&["jean-luc.picard"][..], &others].concat(), "{typed}");
        for (limit, by_cursor) in [(1, false), (1, true), (2, false), (2, true), (4, true), (5, false)] {
            assert_eq!(
                read(&app, typed, limit, by_cursor).await,
                all,
                "{typed}, {limit} a page: {by_cursor}"
            );
        }
    }
    assert_eq!(found(&app, "x-157-1").await, ["x-157-1", "x-157-18"], "each word has one of its own");
    assert_eq!(found(&app, "_a").await[0], "_a");
    assert_eq!(found(&app, "a").await[0], "a");
    assert_eq!(found(&app, "-.").await, ["-."]);
    let past = search(&app, asked("-.", 2, 30, None)).await;
    assert_eq!((past.rows.len(), past.next), (0, None));
}

/// All that a search finds, page by page.
async fn read(app: &TestApp, typed: &str, limit: i64, by_cursor: bool) -> Vec<String> {
    let (mut seen, mut page, mut cursor) = (Vec::new(), 1, None);
    loop {
        let found = search(app, asked(typed, page, limit, cursor.filter(|_| by_cursor))).await;
        let rows = names(&found);
        assert!(found.next.is_none() || rows.len() as i64 == limit, "a full page of {typed}: {rows:?}");
        seen.extend(rows);
        cursor = found.cursor;
        let Some(next) = found.next else { return seen };
        page = next;
    }
}

#[async_test]
async fn lines_that_have_a_word_once_are_made_anew() {
    let app = TestApp::start().await;
    name(&app, &[("ann", "Duran Duran"), ("eve", "Ada King"), ("kim", "Öst öst Öst")]).await;
    let old = "UPDATE search_texts SET names = ' ann duran' WHERE names = ' ann duran duran'";
    assert_eq!(app.sql.execute(old, &[]).await.expect("an old line"), 1);
    assert!(found(&app, "duran d").await.is_empty());
    let migration = include_str!("../../migrations/V12__words_as_often_as_names_have_them.sql");
    app.sql.batch_execute(migration).await.expect("the migration");
    assert_eq!(app.number("SELECT count(*) FROM search_texts").await, 1, "only theirs");
    app.note_words().await;
    assert_eq!(found(&app, "duran d").await, ["ann"]);
    assert_eq!(found(&app, "ost ost ost").await, ["kim"]);
}

#[async_test]
async fn a_page_by_its_number_passes_ten_thousand_people_at_the_most() {
    let app = TestApp::start().await;
    app.crowd("p", 10_050).await;
    for typed in ["p", ""] {
        let last = search(&app, asked(typed, 101, 100, None)).await;
        assert_eq!((last.rows.len(), last.next), (50, None), "{typed:?}: the last page is not too deep");
        for page in [102, i64::MAX] {
            let deep = app.post("/api/search", json!({"prefix": typed, "page": page, "limit": 100})).await;
            deep.expect_complaint(422, "cursor", TOO_DEEP);
        }
    }
    for page in [2, 102, i64::MAX] {
        let past = search(&app, asked("p0000", page, 100, None)).await;
        assert_eq!((past.rows.len(), past.next), (0, None), "past the end is an empty list");
    }
}

#[async_test]
async fn a_search_for_words_that_many_have_goes_on_until_it_finds_who_has_both() {
    let app = TestApp::start().await;
    let mut members = (0..4_500)
        .map(|n| Member { shown: ["Maria", "Lopez"][n % 2], ..member(format!("person{n}"), "", false) })
        .collect::<Vec<_>>();
    for (n, shown) in [(2_001, "Lopez Maria"), (4_444, "Maria Lopez")] {
        members[n].shown = shown;
    }
    populate(&app, &members, Which::Followers).await;
    let (mut seen, mut pages, mut cursor) = (Vec::new(), 1, None);
    loop {
        let page = search(&app, asked("maria lopez", pages, 10, cursor)).await;
        seen.extend(names(&page));
        cursor = page.cursor;
        match page.next {
            Some(next) => pages = next,
            None => break,
        }
        assert!(pages < 10, "the search comes to an end: {seen:?}");
    }
    seen.sort_unstable();
    assert_eq!((seen.join(" ").as_str(), pages), ("person2001 person4444", 2));
    let deep = app.post("/api/search", json!({"prefix": "maria lopez", "page": 2})).await;
    deep.expect_complaint(422, "cursor", TOO_DEEP);
    let alone = search(&app, asked("maria", 23, 100, None)).await;
    assert_eq!((alone.rows.len(), alone.next), (51, None), "one word is counted at any depth");
}

#[test]
fn every_page_agrees_with_a_plain_search() {
    let runtime = Runtime::new().expect("a runtime");
    let app = runtime.block_on(TestApp::start());
    let stems = select(vec!["ada", "Adam", "b-b", "B_b", "zz", "n.ew"]);
    let shown = select(vec!["", "", "Zoë Ångström", "Ada B", "New ada", "Öst Zz"]);
    let prefixes = select(vec![
        "", "a", "AD", "b", "@b", "new", "ada b", "zo an", "B ada", "z", "_", "ost", "new n", "x", "a a",
        "b-b00", "B_b01", "n.ew00", "zz zz02", "@Ada00",
    ]);
    let people = vec((stems, shown, any::<bool>()), 0..40);
    let views = vec((prefixes, select(vec![1, 3, 10, 100])), 8);
    let config = Config { cases: 16, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome = TestRunner::new(config).run(&(people, views), |(people, views)| {
        let members = people.iter().zip(0..);
        let members = members.map(|((stem, shown, _), n)| Member {
            shown,
            ..member(format!("{stem}{n:02}"), "Ulm Adana", false)
        });
        let members = members.collect::<Vec<_>>();
        runtime.block_on(async {
            app.sql.batch_execute("TRUNCATE people CASCADE").await.expect("a fresh start");
            let (_, ids) = populate(&app, &members, Which::Followers).await;
            let viewer = app.join("viewer").await;
            for ((_, _, is_blocker), id) in
                people.iter().zip(&ids).filter(|((_, _, is_blocker), _)| *is_blocker)
            {
                assert!(is_blocker);
                let sql = "INSERT INTO blocked_by VALUES ($1, $2)";
                app.sql.execute(sql, &[&viewer.user_id, id]).await.expect("a block");
            }
            for (prefix, limit) in views {
                let expected = members.iter().zip(&people).filter(|(member, (_, _, is_blocker))| {
                    !is_blocker && Member { location: "", ..(*member).clone() }.is_found(prefix)
                });
                let mut expected = expected.map(|(member, _)| member.name.clone()).collect::<Vec<_>>();
                expected.extend(
                    ["star000", "viewer"]
                        .map(|name| member(name, "", false))
                        .iter()
                        .filter(|one| one.is_found(prefix))
                        .map(|one| one.name.clone()),
                );
                expected.sort_unstable();
                for by_cursor in [false, true] {
                    let (mut seen, mut page, mut cursor) = (Vec::new(), 1, None);
                    loop {
                        let found = viewer
                            .call(&asked(prefix, page, limit, cursor.filter(|_| by_cursor)))
                            .await
                            .expect("a page");
                        assert!(
                            found.next.is_none() || found.rows.len() == limit as usize,
                            "a full page: {prefix}"
                        );
                        seen.extend(names(&found));
                        cursor = found.cursor;
                        let Some(next) = found.next else { break };
                        page = next;
                    }
                    if let Some(named) =
                        expected.iter().find(|name| name.eq_ignore_ascii_case(prefix.trim_start_matches('@')))
                    {
                        assert_eq!(&seen[0], named, "a whole username comes first");
                    }
                    seen.sort_unstable();
                    assert_eq!(seen, expected, "{prefix}, {limit} a page, by cursor: {by_cursor}");
                }
            }
        });
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[async_test]
async fn a_forged_cursor_is_refused() {
    let app = TestApp::start().await;
    for cursor in ["", "ada", "é", "0198c0de00007000800000000000000é", "0198c0de000070008000000000000000xada"]
    {
        let answer = app.post("/api/search", json!({"prefix": "a", "cursor": cursor})).await;
        answer.expect_complaint(422, "cursor", "This cursor is not one that a page came with.");
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
