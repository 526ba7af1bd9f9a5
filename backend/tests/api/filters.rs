//! Searching, filtering and ordering inside lists: every page agrees with a plain filter over the whole list.

use crate::filter_model::{Member, View, Which, check, check_as, member, populate};
use crate::helpers::TestApp;
use crate::test_client::names;
use common::graph::lists::{Filter, Followers, ListRequest, Order};
use proptest::collection::vec;
use proptest::sample::select;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};
use rocket::async_test;
use rocket::tokio::runtime::Runtime;
use serde_json::json;
use uuid::Uuid;

const FILTERS: [Option<Filter>; 4] =
    [None, Some(Filter::Mutual), Some(Filter::NotFollowedBack), Some(Filter::NotFollowingBack)];

/// What stands between a viewer and a member of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Block {
    None,
    OfTheViewer,
    ByTheViewer,
    Mutual,
}

const BLOCKS: [Block; 6] =
    [Block::None, Block::None, Block::None, Block::OfTheViewer, Block::ByTheViewer, Block::Mutual];

/// Writes blocks between the viewer and the members.
async fn part(app: &TestApp, viewer: Uuid, members: &[Uuid], blocks: &[Block]) {
    for (&member, block) in members.iter().zip(blocks) {
        let (of, by) = ([(member, viewer)], [(viewer, member)]);
        let pairs = match block {
            Block::None => Vec::new(),
            Block::OfTheViewer => of.to_vec(),
            Block::ByTheViewer => by.to_vec(),
            Block::Mutual => [of, by].concat(),
        };
        for (person, blocked) in pairs {
            let sql = "WITH block AS (INSERT INTO blocking VALUES ($1, $2, gen_random_uuid()) RETURNING person_id, blocked_id)
                       INSERT INTO blocked_by SELECT blocked_id, person_id FROM block";
            app.sql.execute(sql, &[&person, &blocked]).await.expect("a block");
        }
    }
}

#[test]
fn every_view_of_a_small_list_agrees_with_a_plain_filter() {
    let runtime = Runtime::new().expect("a runtime");
    let app = runtime.block_on(TestApp::start());
    let stems = select(vec!["ada", "Adam", "b-b", "B_b", "zz", "n.ew"]);
    let locations = select(vec![
        "",
        "New York",
        "new delhi",
        "Ulm",
        "Neu Ulm",
        "São Paulo",
        "York New",
        "NEWARK",
        "a b c",
        "bb  bb",
        "100% %a",
        "(Ulm), Århus",
    ]);
    let shown = select(vec!["", "", "Zoë Ångström", "Ada York", "Öst"]);
    let prefixes = select(vec![
        "",
        "a",
        "AD",
        "b",
        "B_",
        "new",
        "NEW Y",
        "york",
        " ulm ",
        "s",
        "são p",
        "SÃO",
        "b c",
        "bb  b",
        "bb b",
        "_",
        "%",
        "x",
        "paulo s",
        "sao",
        "ulm (",
        "ÅRHUS",
        "zoe ang",
        "ost",
        "@ada",
        "york ada",
        "new york x",
        "zz",
        "{",
        "\u{10ffff}",
        "ä",
        "ada00",
    ]);
    let members = vec((stems, (shown, locations), proptest::bool::ANY, select(BLOCKS.to_vec())), 0..40);
    let order = select(vec![Order::Newest, Order::Oldest]);
    let views = (prefixes, select(FILTERS.to_vec()), order, select(vec![1, 3, 10, 100]));
    let views = views.prop_map(|(prefix, filter, order, limit)| View { prefix, filter, order, limit });
    let which = select(vec![Which::Followers, Which::Followed]);
    let config = Config { cases: 24, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome =
        TestRunner::new(config).run(&(members, vec(views, 12), which), |(members, views, which)| {
            let blocks = members.iter().map(|(.., block)| *block).collect::<Vec<_>>();
            let members = members.into_iter().zip(0..);
            let members = members.map(|((stem, (shown, location), is_mutual, _), n)| Member {
                shown,
                ..member(format!("{stem}{n:02}"), location, is_mutual)
            });
            let members = members.collect::<Vec<_>>();
            let seen = members.iter().zip(&blocks).filter(|(_, block)| **block == Block::None);
            let seen = seen.map(|(member, _)| member.clone()).collect::<Vec<_>>();
            runtime.block_on(async {
                app.sql.batch_execute("TRUNCATE people CASCADE").await.expect("a fresh start");
                let (_, ids) = populate(&app, &members, which).await;
                let viewer = app.join("viewer").await;
                part(&app, viewer.user_id, &ids, &blocks).await;
                for view in &views {
                    let is_counted = check(&app, which, view, &view.of(&members, which)).await;
                    assert!(is_counted, "a short list is counted: {view:?}");
                    // A whole list is as long for everybody, and skips rows.
                    if !view.asked(1, None).is_whole() {
                        let expected = view.of(&seen, which);
                        check_as(&app, &viewer.credentials(), which, view, &expected).await;
                    }
                }
            });
            Ok(())
        });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[async_test]
async fn what_is_asked_is_spelled_in_plain_json() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    for fan in [&bob, &eve] {
        fan.follow("ada").await;
    }
    ada.follow("eve").await;
    let ask = async |more: serde_json::Value| {
        let mut asked = json!({"user": "ada"});
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let payload = app.post("/api/followers", asked).await.payload();
        let rows = payload["followers"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ask(json!({})).await, ["eve", "bob"]);
    assert_eq!(ask(json!({"order": "oldest"})).await, ["bob", "eve"]);
    assert_eq!(ask(json!({"filter": "mutual"})).await, ["eve"]);
    assert_eq!(ask(json!({"filter": "not_followed_back"})).await, ["bob"]);
    assert!(ask(json!({"filter": "not_following_back"})).await.is_empty());
    assert_eq!(ask(json!({"prefix": " B"})).await, ["bob"]);
    assert_eq!(ask(json!({"prefix": "", "filter": null})).await, ["eve", "bob"]);
    for wrong in [json!({"filter": "friends"}), json!({"order": "random"}), json!({"prefix": 1})] {
        let mut asked = json!({"user": "ada"});
        asked.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        assert_eq!(app.post("/api/followers", asked).await.status, 400, "{wrong}");
    }
    let long = json!({"user": "ada", "prefix": "x".repeat(101)});
    app.post("/api/followers", long).await.expect_complaint(
        422,
        "prefix",
        "Search for 100 characters at the most.",
    );
    let forged = json!({"user": "ada", "prefix": "b", "cursor": "2"});
    app.post("/api/followers", forged).await.expect_complaint(
        422,
        "cursor",
        "This cursor is not one that a page came with.",
    );
    let unknown = app.post("/api/followers", json!({"user": "kim", "prefix": "b"})).await;
    unknown.expect_refusal(404, "There is no such user.");
    let unknown = json!({"user": Uuid::now_v7(), "filter": "mutual"});
    app.post("/api/followed", unknown).await.expect_refusal(404, "There is no such user.");
}

#[async_test]
async fn a_hidden_list_is_not_searched_either() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    bob.follow("ada").await;
    app.sql
        .batch_execute("UPDATE people SET hides_lists = true WHERE username = 'ada'")
        .await
        .expect("a wish");
    for asked in
        [json!({"user": "ada", "prefix": "b"}), json!({"user": "ada", "filter": "not_followed_back"})]
    {
        app.post("/api/followers", asked).await.expect_refusal(403, "This person's lists are hidden.");
    }
    let asked = ListRequest { prefix: "b".to_owned(), ..ListRequest::new("ada") };
    assert_eq!(names(&ada.call(&Followers(asked)).await.expect("one's own list")), ["bob"]);
}
