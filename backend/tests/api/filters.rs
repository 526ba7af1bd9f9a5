//! Searching, filtering and ordering inside lists: every page agrees with a plain filter over the whole list.

use crate::helpers::TestApp;
use crate::visitors::names;
use common::envelope::Credentials;
use common::lists::{Filter, Followed, Followers, ListOf, Order, Page};
use proptest::collection::vec;
use proptest::sample::select;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};
use rocket::async_test;
use rocket::tokio::runtime::Runtime;
use serde_json::json;
use uuid::Uuid;

const TOO_DEEP: &str =
    "This page lies too deep to be found by its number. Go on with the cursor of the page before.";

/// Somebody in the lists of `star000`, who stands to them in both directions or in one.
#[derive(Clone, Debug)]
struct Member {
    name: String,
    location: &'static str,
    is_mutual: bool,
}

fn member(name: impl Into<String>, location: &'static str, is_mutual: bool) -> Member {
    Member { name: name.into(), location, is_mutual }
}

/// Which of the two lists everybody is in; in the other one are only those who are mutual.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Which {
    Followers,
    Followed,
}

/// What is asked of a list.
#[derive(Clone, Debug)]
struct View {
    prefix: &'static str,
    filter: Option<Filter>,
    order: Order,
    limit: i64,
}

impl View {
    fn asked(&self, page: i64, cursor: Option<String>) -> ListOf {
        let View { prefix, filter, order, limit } = self.clone();
        let prefix = prefix.to_owned();
        ListOf { page, limit, cursor, prefix, filter, order, ..ListOf::new("star000") }
    }

    fn shows(&self, member: &Member, which: Which) -> bool {
        let prefix = self.prefix.trim().to_lowercase();
        let is_found = member.name.to_lowercase().starts_with(&prefix)
            || format!(" {}", member.location.to_lowercase()).contains(&format!(" {prefix}"));
        let stands = match self.filter {
            None => true,
            Some(Filter::Mutual) => member.is_mutual,
            Some(Filter::NotFollowedBack) => which == Which::Followers && !member.is_mutual,
            Some(Filter::NotFollowingBack) => which == Which::Followed && !member.is_mutual,
        };
        is_found && stands
    }

    /// The names that are asked for, in their order.
    fn of(&self, members: &[Member], which: Which) -> Vec<String> {
        let shown = members.iter().filter(|member| self.shows(member, which));
        let mut names = shown.map(|member| member.name.clone()).collect::<Vec<_>>();
        if self.order == Order::Newest {
            names.reverse();
        }
        names
    }
}

/// Makes people with locations.
async fn people(app: &TestApp, members: &[Member]) -> Vec<Uuid> {
    let ids = members.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let names = members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>();
    let locations = members.iter().map(|member| member.location).collect::<Vec<_>>();
    let sql = "INSERT INTO people (person_id, username, location)
               SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])";
    app.sql.execute(sql, &[&ids, &names, &locations]).await.expect("people");
    let sql = "INSERT INTO location_words SELECT DISTINCT word, person_id
               FROM people, unnest(string_to_array(lower(location), ' ')) AS word
               WHERE word <> '' AND person_id = ANY($1)";
    app.sql.execute(sql, &[&ids]).await.expect("words");
    ids
}

/// Makes `star000`, and puts these people into one of the star's lists in order, and those who are mutual into the other.
async fn populate(app: &TestApp, members: &[Member], which: Which) {
    let (star, ids) = (app.crowd("star", 1).await[0], people(app, members).await);
    let mutual = members.iter().zip(&ids).filter(|(member, _)| member.is_mutual).map(|(_, id)| *id);
    let mutual = mutual.collect::<Vec<_>>();
    let (followers, followed) = match which {
        Which::Followers => (&ids, &mutual),
        Which::Followed => (&mutual, &ids),
    };
    app.gather(followers, star).await;
    app.admire(star, followed).await;
    app.sql.batch_execute("ANALYZE").await.expect("statistics");
}

/// A page: its names, the next page, the total and the cursor; or the complaint about the cursor.
async fn page(
    app: &TestApp,
    which: Which,
    asked: ListOf,
) -> Result<(Vec<String>, Option<i64>, Option<i64>, Option<String>), String> {
    fn parts<L: common::lists::List>(
        page: Page<'_, L>,
    ) -> (Vec<String>, Option<i64>, Option<i64>, Option<String>) {
        (names(&page), page.next, page.total, page.cursor)
    }
    let nobody = Credentials::default();
    let found = match which {
        Which::Followers => app.call(&Followers(asked), &nobody).await.map(parts),
        Which::Followed => app.call(&Followed(asked), &nobody).await.map(parts),
    };
    found.map_err(|mut failure| failure.fields.remove("cursor").unwrap_or_else(|| panic!("{failure:?}")))
}

/// Reads a view by cursor and by page number, and holds both against what is expected. Tells whether the total was known.
async fn check(app: &TestApp, which: Which, view: &View, expected: &[String]) -> bool {
    let limit = view.limit as usize;
    let (mut seen, mut number, mut cursor, mut is_counted) = (Vec::new(), 1, None, true);
    loop {
        let (names, next, total, after) =
            page(app, which, view.asked(number, cursor)).await.expect("a page by cursor");
        assert!(names.len() <= limit, "{view:?}: {names:?}");
        assert_eq!(next.is_some(), after.is_some(), "{view:?}: both end together");
        assert!(total.is_none_or(|total| total == expected.len() as i64), "{view:?}: {total:?}");
        is_counted &= total.is_some();
        assert!(
            next.is_none() || total.is_none() || names.len() == limit,
            "{view:?}: a counted page is full"
        );
        seen.extend(names);
        assert!(seen.len() <= expected.len(), "{view:?}: the list comes to an end");
        let Some(next) = next else { break };
        assert_eq!(next, number + 1, "{view:?}");
        (number, cursor) = (next, after);
    }
    assert_eq!(seen, expected, "{which:?} by cursor, {view:?}");
    for number in 1..=expected.len().div_ceil(limit) + 1 {
        let shown = expected.iter().skip((number - 1) * limit).take(limit).cloned().collect::<Vec<_>>();
        match page(app, which, view.asked(number as i64, None)).await {
            Ok((names, next, ..)) => {
                let is_last = number * limit >= expected.len();
                assert!(
                    !is_counted || next.is_none() == is_last,
                    "{which:?}, page {number}, {view:?}: {next:?}"
                );
                if is_counted || names.len() == limit {
                    assert_eq!(names, shown, "{which:?}, page {number}, {view:?}");
                } else {
                    assert!(shown.starts_with(&names), "{which:?}, page {number}, {view:?}: {names:?}");
                    assert!(next.is_some() || names == shown, "a short page hides nobody: {view:?}");
                    break;
                }
            }
            Err(complaint) => {
                assert!(!is_counted && number > 1, "{view:?}: only where nobody counts");
                assert_eq!(complaint, TOO_DEEP);
                break;
            }
        }
    }
    is_counted
}

const FILTERS: [Option<Filter>; 4] =
    [None, Some(Filter::Mutual), Some(Filter::NotFollowedBack), Some(Filter::NotFollowingBack)];

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
    ]);
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
        "new york x",
        "zz",
        "{",
        "\u{10ffff}",
        "ä",
        "ada00",
    ]);
    let members = vec((stems, locations, proptest::bool::ANY), 0..40);
    let order = select(vec![Order::Newest, Order::Oldest]);
    let views = (prefixes, select(FILTERS.to_vec()), order, select(vec![1, 3, 10, 100]));
    let views = views.prop_map(|(prefix, filter, order, limit)| View { prefix, filter, order, limit });
    let which = select(vec![Which::Followers, Which::Followed]);
    let config = Config { cases: 24, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome =
        TestRunner::new(config).run(&(members, vec(views, 12), which), |(members, views, which)| {
            let members = members.into_iter().zip(0..);
            let members = members
                .map(|((stem, location, is_mutual), n)| member(format!("{stem}{n:02}"), location, is_mutual));
            let members = members.collect::<Vec<_>>();
            runtime.block_on(async {
                app.sql.batch_execute("TRUNCATE people CASCADE").await.expect("a fresh start");
                populate(&app, &members, which).await;
                for view in &views {
                    let is_counted = check(&app, which, view, &view.of(&members, which)).await;
                    assert!(is_counted, "a short list is counted: {view:?}");
                }
            });
            Ok(())
        });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// 12,500 in a list, more than one request looks through. A name with `rare` is seldom and old, `common` is everywhere; of those who
/// are mutual there are more than are looked up one by one. Outside the list there are many whose name begins with `ghost`.
fn crowd() -> Vec<Member> {
    let stand = |n: usize| match n {
        0 => member("ghost-in-the-list", "", false),
        1..=40 => member(format!("rare{n:05}"), "Bad Ulm", n.is_multiple_of(2)),
        _ => member(format!("common{n:05}"), ["Paris", "New York", ""][n % 3], n.is_multiple_of(4)),
    };
    (0..12_500).map(stand).collect()
}

#[test]
fn every_view_of_a_long_list_agrees_with_a_plain_filter() {
    let runtime = Runtime::new().expect("a runtime");
    for which in [Which::Followers, Which::Followed] {
        runtime.block_on(async {
            let (app, members) = (TestApp::start().await, crowd());
            populate(&app, &members, which).await;
            app.crowd("ghost", 2_500).await;
            let one_way = match which {
                Which::Followers => Filter::NotFollowedBack,
                Which::Followed => Filter::NotFollowingBack,
            };
            let views = [
                // What is rare is looked up one by one, and so it is counted.
                ("rare", None, true),
                ("bad u", Some(Filter::Mutual), true),
                ("nobody", None, true),
                // What is not is looked for along the list.
                ("", Some(Filter::Mutual), false),
                ("common", None, false),
                ("new yo", Some(one_way), false),
                ("ghost", None, false),
                ("ghost", Some(Filter::Mutual), false),
            ];
            for (prefix, filter, is_counted) in views {
                for order in [Order::Newest, Order::Oldest] {
                    let view = View { prefix, filter, order, limit: 100 };
                    let counted = check(&app, which, &view, &view.of(&members, which)).await;
                    assert_eq!(counted, is_counted, "{which:?} {view:?}");
                }
            }
            let none = View { prefix: "", filter: Some(other_way(one_way)), order: Order::Newest, limit: 30 };
            assert!(check(&app, which, &none, &[]).await, "nobody can be in it, so nobody is looked at");
        });
    }
}

fn other_way(filter: Filter) -> Filter {
    match filter {
        Filter::NotFollowedBack => Filter::NotFollowingBack,
        _ => Filter::NotFollowedBack,
    }
}

#[async_test]
async fn an_empty_page_never_hides_that_more_follows() {
    let app = TestApp::start().await;
    populate(&app, &crowd(), Which::Followers).await;
    app.crowd("ghost", 2_500).await;
    let view = View { prefix: "ghost", filter: None, order: Order::Newest, limit: 30 };
    let (names, next, total, cursor) =
        page(&app, Which::Followers, view.asked(1, None)).await.expect("a page");
    assert_eq!((names.len(), next, total), (0, Some(2), None), "nobody among the newest 10,000");
    let (names, next, total, end) =
        page(&app, Which::Followers, view.asked(2, cursor)).await.expect("a page");
    assert_eq!((names, next, total, end), (vec!["ghost-in-the-list".to_owned()], None, None, None));
    let refused = app.post("/api/followers", json!({"user": "star000", "prefix": "ghost", "page": 2})).await;
    refused.expect_complaint(422, "cursor", TOO_DEEP);
    let view = View { prefix: "ghost", filter: None, order: Order::Oldest, limit: 1 };
    let (names, next, _, cursor) = page(&app, Which::Followers, view.asked(1, None)).await.expect("a page");
    assert_eq!((names.len(), next), (1, Some(2)), "whether somebody follows is not known yet");
    let (names, next, ..) = page(&app, Which::Followers, view.asked(2, cursor)).await.expect("a page");
    assert_eq!((names.len(), next), (0, None));
}

#[async_test]
async fn few_who_are_mutual_are_counted_in_the_longest_list() {
    let app = TestApp::start().await;
    let mut members = crowd();
    members.iter_mut().zip(0..).for_each(|(member, n)| member.is_mutual = n % 1_000 == 7);
    for which in [Which::Followers, Which::Followed] {
        app.sql.batch_execute("TRUNCATE people CASCADE").await.expect("a fresh start");
        populate(&app, &members, which).await;
        for prefix in ["", "new"] {
            let view = View { prefix, filter: Some(Filter::Mutual), order: Order::Oldest, limit: 5 };
            assert!(check(&app, which, &view, &view.of(&members, which)).await, "{view:?}");
        }
    }
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
    let asked = ListOf { prefix: "b".to_owned(), ..ListOf::new("ada") };
    assert_eq!(names(&ada.call(&Followers(asked)).await.expect("one's own list")), ["bob"]);
}
