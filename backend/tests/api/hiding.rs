//! Who sees what: a block hides two people from each other, and from nobody else.

use crate::blocks::{BLOCKED, BLOCKING, GONE, blocked};
use crate::helpers::TestApp;
use crate::visitors::{names, page_of};
use common::lists::Followers;
use common::people::{SearchPeople, ViewProfile};
use rocket::async_test;
use serde_json::json;

#[async_test]
async fn who_is_blocked_finds_nobody() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.block("bob").await;
    for user in ["ada", &ada.user_id.to_string()] {
        for path in ["/api/profile", "/api/followers", "/api/followed", "/api/follow"] {
            bob.ask_about(path, user).await.expect_refusal(404, GONE);
        }
    }
    for path in ["/api/unfollow", "/api/remove_follower", "/api/reject", "/api/unblock"] {
        let payload = bob.ask_about(path, "ada").await.payload();
        let nothing = json!({"following": false, "followed_by": false});
        assert_eq!(payload["relationship"], nothing, "{path} has nothing to undo, and tells nothing");
    }
    app.profile("ada").await;
    assert_eq!(app.post("/api/followers", json!({"user": "ada"})).await.status, 200, "others see her");
}

#[async_test]
async fn who_blocks_sees_no_more_than_that() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.block("bob").await;
    let profile = ada.call(&ViewProfile { user: "bob".to_owned() }).await.expect("a profile to unblock at");
    assert_eq!(profile.person.relationship, Some(BLOCKING));
    for path in ["/api/followers", "/api/followed", "/api/follow"] {
        ada.ask_about(path, "bob").await.expect_refusal(403, BLOCKED);
    }
    bob.block("ada").await;
    ada.ask_about("/api/profile", "bob").await.expect_refusal(404, GONE);
    assert_eq!(blocked(&ada).await, ["bob"], "where he can still be unblocked");
}

#[async_test]
async fn each_is_hidden_from_the_other_in_lists_and_searches() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    for person in [&ada, &bob] {
        person.follow("eve").await;
    }
    ada.block("bob").await;
    let search = SearchPeople { prefix: String::new(), page: 1, limit: 30, cursor: None };
    let sights = [(&ada, vec!["ada"], vec!["ada", "eve"]), (&bob, vec!["bob"], vec!["bob", "eve"])];
    for (viewer, followers, found) in sights {
        let page = viewer.call(&Followers(page_of("eve", 1, 30))).await.expect("a page");
        assert_eq!(
            (names(&page), page.total),
            (followers.iter().map(ToString::to_string).collect(), Some(2))
        );
        assert_eq!(names(&viewer.call(&search).await.expect("a page")), found);
    }
    let all = eve.call(&Followers(page_of("eve", 1, 30))).await.expect("a page");
    assert_eq!(names(&all), ["bob", "ada"], "it is nobody else's business");
    assert_eq!(names(&app.followers(page_of("eve", 1, 30)).await), ["bob", "ada"]);
}

#[async_test]
async fn a_page_of_nobody_but_the_hidden_leads_on() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    app.join("eve").await;
    ada.follow("eve").await;
    bob.follow("eve").await;
    ada.block("bob").await;
    let page = ada.call(&Followers(page_of("eve", 1, 1))).await.expect("a page");
    assert_eq!((names(&page), page.next), (vec![], Some(2)));
    let mut asked = page_of("eve", 2, 1);
    assert_eq!(names(&ada.call(&Followers(asked.clone())).await.expect("a page")), ["ada"]);
    asked.cursor = page.cursor;
    assert_eq!(names(&ada.call(&Followers(asked)).await.expect("a page")), ["ada"]);
    let search = SearchPeople { prefix: "b".to_owned(), page: 1, limit: 1, cursor: None };
    app.join("bert").await;
    let page = ada.call(&search).await.expect("a page");
    assert_eq!((names(&page), page.next), (vec!["bert".to_owned()], Some(2)));
    let search = SearchPeople { prefix: "b".to_owned(), page: 2, limit: 1, cursor: page.cursor };
    let page = ada.call(&search).await.expect("a page");
    assert_eq!((names(&page), page.next), (vec![], None));
}
