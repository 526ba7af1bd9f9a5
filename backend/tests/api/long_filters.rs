//! Searching and filtering in lists that are too long to be looked through at once.

use crate::cursors::part;
use crate::filter_model::{Member, TOO_DEEP, View, Which, check, member, page, populate};
use crate::helpers::TestApp;
use common::envelope::Credentials;
use common::graph::lists::{Filter, Order};
use rocket::async_test;
use serde_json::json;
use std::collections::BTreeSet;

const NOBODY: Credentials = Credentials { token: None, user_id: None };

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

#[async_test]
async fn every_view_of_a_long_list_agrees_with_a_plain_filter() {
    for which in [Which::Followers, Which::Followed] {
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
        page(&app, &NOBODY, Which::Followers, view.asked(1, None)).await.expect("a page");
    assert_eq!((names.len(), next, total), (0, Some(2), None), "nobody among the newest 10,000");
    let (names, next, total, end) =
        page(&app, &NOBODY, Which::Followers, view.asked(2, cursor)).await.expect("a page");
    assert_eq!((names, next, total, end), (vec!["ghost-in-the-list".to_owned()], None, None, None));
    let refused = app.post("/api/followers", json!({"user": "star000", "prefix": "ghost", "page": 2})).await;
    refused.expect_complaint(422, "cursor", TOO_DEEP);
    let view = View { prefix: "ghost", filter: None, order: Order::Oldest, limit: 1 };
    let (names, next, _, cursor) =
        page(&app, &NOBODY, Which::Followers, view.asked(1, None)).await.expect("a page");
    assert_eq!((names.len(), next), (1, Some(2)), "whether they follow is not known yet");
    let (names, next, ..) =
        page(&app, &NOBODY, Which::Followers, view.asked(2, cursor)).await.expect("a page");
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
async fn in_a_list_that_changes_nobody_who_stays_is_skipped_or_repeated() {
    let (app, members) = (TestApp::start().await, crowd());
    let (star, ids) = populate(&app, &members, Which::Followers).await;
    let mut gone = BTreeSet::new();
    for order in [Order::Newest, Order::Oldest] {
        let view = View { prefix: "", filter: Some(Filter::Mutual), order, limit: 100 };
        let (mut seen, mut number, mut cursor) = (Vec::new(), 1, None);
        loop {
            let (names, next, _, after) =
                page(&app, &NOBODY, Which::Followers, view.asked(number, cursor)).await.expect("a page");
            seen.extend(names);
            let Some(next) = next else { break };
            (number, cursor) = (next, after);
            // Of those of every age some leave, and newcomers enter at the top.
            let leaving = (number as usize..members.len()).step_by(997).collect::<Vec<_>>();
            part(&app, star, &leaving.iter().map(|at| ids[*at]).collect::<Vec<_>>()).await;
            gone.extend(leaving.into_iter().map(|at| members[at].name.as_str()));
            app.gather(&app.crowd(&format!("new{order:?}{number}-"), 3).await, star).await;
        }
        let once = seen.iter().map(String::as_str).collect::<BTreeSet<_>>();
        assert_eq!(once.len(), seen.len(), "nobody is met twice");
        let stayed = members.iter().filter(|member| member.is_mutual && !gone.contains(member.name.as_str()));
        let missed = stayed.filter(|member| !once.contains(member.name.as_str())).collect::<Vec<_>>();
        assert!(missed.is_empty(), "who stays is met: {missed:?}");
    }
}

#[async_test]
async fn an_edge_is_looked_up_by_its_key_in_the_longest_list_among_short_ones() {
    let app = TestApp::start().await;
    populate(&app, &crowd(), Which::Followers).await;
    app.sql.batch_execute("SET plan_cache_mode = force_generic_plan").await.expect("one plan for all");
    for (list, other) in [("followers", "follower_id"), ("followed", "followed_id")] {
        let sql =
            format!("PREPARE {list} AS SELECT follow_id FROM {list} WHERE person_id = $1 AND {other} = $2");
        app.sql.batch_execute(&sql).await.expect("a statement");
        let sql = format!("EXPLAIN EXECUTE {list} (gen_random_uuid(), gen_random_uuid())");
        let plan = app.sql.simple_query(&sql).await.expect("a plan");
        assert!(format!("{plan:?}").contains(&format!("using {list}_pkey")), "not by the key: {plan:?}");
    }
}
