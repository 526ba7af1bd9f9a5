//! "Followed by people you follow".

use crate::helpers::TestApp;
use crate::test_client::{Visitor, names, page_of};
use common::graph::lists::{Filter, ListRequest, Order, Page};
use common::graph::suggestions::KnownFollowers;
use rocket::async_test;
use serde_json::json;

async fn known(viewer: &Visitor<'_>, asked: ListRequest) -> Page<'static, KnownFollowers> {
    viewer.call(&KnownFollowers(asked)).await.expect("a page of known followers")
}

/// Reads all of them by cursor, and by page number, which must be the same; and tells the total.
async fn all(viewer: &Visitor<'_>, asked: ListRequest) -> (Vec<String>, Option<i64>) {
    let mut lists = [Vec::new(), Vec::new()];
    let mut total = None;
    for (by_cursor, list) in [true, false].into_iter().zip(&mut lists) {
        let (mut number, mut cursor) = (1, None);
        loop {
            let page = known(viewer, ListRequest { page: number, cursor, ..asked.clone() }).await;
            assert_eq!(page.next.is_some(), page.cursor.is_some(), "both end together");
            list.extend(names(&page));
            (total, cursor) = (page.total, page.cursor.filter(|_| by_cursor));
            let Some(next) = page.next else { break };
            assert_eq!(next, number + 1);
            number = next;
        }
    }
    assert_eq!(lists[0], lists[1], "by cursor and by page number");
    let [list, _] = lists;
    (list, total)
}

#[async_test]
async fn those_whom_the_viewer_follows_the_newest_follow_first() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (star, fans) = (app.crowd("star", 1).await[0], app.crowd("fan", 65).await);
    app.gather(&fans, star).await;
    let mut known_to_ada = fans.iter().copied().step_by(2).collect::<Vec<_>>();
    known_to_ada.reverse();
    app.admire(ada.user_id, &known_to_ada).await;
    app.admire(ada.user_id, &app.crowd("other", 20).await).await;
    let expected = (0..65).rev().step_by(2).map(|number| format!("fan{number:03}")).collect::<Vec<_>>();
    for limit in [1, 10, 33, 100] {
        assert_eq!(all(&ada, page_of("star000", 1, limit)).await, (expected.clone(), Some(33)), "{limit}");
    }
    let page = known(&ada, page_of("star000", 1, 1)).await;
    let relationship = page.rows[0].relationship.expect("a signed-in caller is told");
    assert!(relationship.following && !relationship.followed_by);
    assert_eq!(known(&ada, page_of("star000", 99, 30)).await.rows, [], "past the end");
    assert_eq!(all(&ada, page_of("ada", 1, 30)).await, (vec![], Some(0)), "nobody follows ada herself");
}

#[async_test]
async fn they_can_be_searched_filtered_and_turned_round() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (star, fans) = (app.crowd("star", 1).await[0], app.crowd("fan", 6).await);
    app.gather(&fans, star).await;
    app.admire(ada.user_id, &fans[..4]).await;
    app.admire(star, &fans[2..]).await;
    let asked = ListRequest { order: Order::Oldest, ..page_of("star000", 1, 3) };
    let (list, total) = all(&ada, asked.clone()).await;
    assert_eq!((list, total), (["fan000", "fan001", "fan002", "fan003"].map(String::from).to_vec(), Some(4)));
    let filters = [
        (Filter::Mutual, vec!["fan002", "fan003"]),
        (Filter::NotFollowedBack, vec!["fan000", "fan001"]),
        (Filter::NotFollowingBack, vec![]),
    ];
    for (filter, expected) in filters {
        let (list, total) = all(&ada, ListRequest { filter: Some(filter), ..asked.clone() }).await;
        assert_eq!(
            (list, total),
            (expected.iter().map(ToString::to_string).collect(), Some(expected.len() as i64))
        );
    }
    let (list, _) = all(&ada, ListRequest { prefix: "FAN003".to_owned(), ..asked }).await;
    assert_eq!(list, ["fan003"]);
}

#[async_test]
async fn who_may_not_see_the_list_does_not_see_this_part_of_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    bob.follow("eve").await;
    ada.follow("bob").await;
    let path = "/api/known_followers";
    app.post(path, json!({"user": "eve"})).await.expect_refusal(401, "Sign in first.");
    ada.ask_about(path, "kim").await.expect_refusal(404, "There is no such user.");
    assert_eq!(names(&known(&ada, page_of("eve", 1, 30)).await), ["bob"]);
    app.sql
        .batch_execute("UPDATE people SET hides_lists = true WHERE username = 'eve'")
        .await
        .expect("a wish");
    ada.ask_about(path, "eve").await.expect_refusal(403, "This person's lists are hidden.");
    assert_eq!(eve.ask_about(path, "eve").await.status, 200, "but to oneself");
    eve.block("ada").await;
    ada.ask_about(path, "eve").await.expect_refusal(404, "There is no such user.");
    let forged = ada
        .call(&KnownFollowers(ListRequest { cursor: Some("2".to_owned()), ..page_of("bob", 1, 30) }))
        .await;
    let failure = forged.expect_err("a complaint");
    assert_eq!(failure.fields["cursor"], "This cursor is not one that a page came with.");
}

#[async_test]
async fn a_viewer_who_follows_very_many_is_answered_as_well() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let (crowd, old) = (app.crowd("many", 3_100).await, app.crowd("old", 3).await);
    app.admire(ada.user_id, &old).await;
    app.admire(ada.user_id, &crowd).await;
    let (star, idol) = (app.crowd("star", 1).await[0], app.crowd("idol", 1).await[0]);
    app.gather(&old, star).await;
    app.gather(&crowd[3_000..3_040], star).await;
    app.gather(&app.crowd("stranger", 1_900).await, star).await;
    let (list, total) = all(&ada, page_of("star000", 1, 100)).await;
    assert_eq!((list.len(), total), (43, Some(43)), "the other list is short, so all of them are found");
    assert_eq!(list[42], "old000");
    app.gather(&old, idol).await;
    app.gather(&crowd[..2_500], idol).await;
    let (list, total) = all(&ada, page_of("idol000", 1, 100)).await;
    assert_eq!(total, None, "both lists are long, so nobody counts");
    let newest = (100..2_500).rev().map(|number| format!("many{number:03}"));
    assert_eq!(list, newest.collect::<Vec<_>>(), "those whom ada followed last");
}
