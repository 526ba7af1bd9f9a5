//! Who sees what: a block hides two people from each other, and from nobody else.

use crate::blocks::{BLOCKED, BLOCKING, GONE};
use crate::filter_model::{Member, Which, member, populate};
use crate::helpers::{Answer, TestApp};
use crate::test_client::{Visitor, names, page_of};
use common::endpoint::PATHS;
use common::graph::lists::{Followers, ListRequest};
use common::people::privacy::SetPrivacy;
use common::people::profiles::ViewProfile;
use common::people::search::SearchPeople;
use reqwest::Method;
use rocket::async_test;
use serde_json::{Value, json};
use uuid::Uuid;

#[async_test]
async fn who_is_blocked_finds_nobody() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.block("bob").await;
    for user in ["ada", &ada.user_id.to_string()] {
        for path in ["/api/profile", "/api/followers", "/api/followed", "/api/follow", "/api/block"] {
            bob.ask_about(path, user).await.expect_refusal(404, GONE);
        }
    }
    app.profile("ada").await;
    assert_eq!(app.post("/api/followers", json!({"user": "ada"})).await.status, 200, "others see her");
}

#[async_test]
async fn who_blocks_sees_no_more_than_that() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    ada.block("bob").await;
    let profile = ada.call(&ViewProfile { user: "bob".to_owned() }).await.expect("a profile to unblock at");
    assert_eq!(profile.person.relationship, Some(BLOCKING));
    for path in ["/api/followers", "/api/followed", "/api/follow"] {
        ada.ask_about(path, "bob").await.expect_refusal(403, BLOCKED);
    }
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
    assert_eq!((names(&page), page.next, page.cursor), (vec!["bert".to_owned()], None, None));
}

/// Endpoints whose request names no person. Those that show people all the same are tried above, or where their noun is.
const WITHOUT_A_USER: [&str; 46] = [
    "/api/register",
    "/api/account",
    "/api/delete_account",
    "/api/download",
    "/api/features",
    "/api/login",
    "/api/login_code",
    "/api/logout",
    "/api/sessions",
    "/api/end_session",
    "/api/end_sessions",
    "/api/security_events",
    "/api/change_password",
    "/api/forgot_password",
    "/api/reset_password",
    "/api/change_email",
    "/api/verify_email",
    "/api/request_link",
    "/api/view_link",
    "/api/confirm_email",
    "/api/disown_email",
    "/api/google_begin",
    "/api/google_finish",
    "/api/google_login",
    "/api/google_link",
    "/api/google_unlink",
    "/api/authenticator_begin",
    "/api/authenticator_confirm",
    "/api/authenticator_remove",
    "/api/recovery_codes",
    "/api/passkey_begin",
    "/api/passkey_add",
    "/api/passkey_remove",
    "/api/passkey_challenge",
    "/api/passkey_login",
    "/api/edit_profile",
    "/api/remove_avatar",
    "/api/privacy",
    "/api/search",
    "/api/suggestions",
    "/api/requests",
    "/api/requested",
    "/api/blocked",
    "/api/export",
    "/api/import",
    "/api/live",
];

/// Every endpoint whose request has a `user`: it takes exception to a number there.
async fn about_a_person(app: &TestApp) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (number, path) in PATHS.iter().enumerate() {
        // Some calls end the session.
        let visitor = app.join(&format!("visitor{number}")).await;
        let request = app.request(Method::POST, path).bearer_auth(&visitor.token);
        let answer = request.json(&json!({"payload": {"user": 5}})).send().await.expect("an answer");
        // A stream would not end.
        if answer.status() == 400 && answer.text().await.expect("text").contains("integer `5`") {
            found.push(*path);
        }
    }
    found
}

/// An answer, but for what is different in each.
async fn told(by: &Visitor<'_>, path: &str, asked: &Value, user: &str) -> String {
    let mut asked = asked.clone();
    asked["user"] = json!(user);
    let request = by.app.request(Method::POST, path).bearer_auth(&by.token);
    let mut answer = Answer::to(request.json(&json!({ "payload": asked }))).await;
    for header in ["x-request-id", "date"] {
        answer.headers.remove(header);
    }
    format!("{} {:?} {}", answer.status, answer.headers, answer.text)
}

#[async_test]
async fn a_viewer_who_is_blocked_is_answered_as_if_the_name_were_free() {
    let app = TestApp::start().await;
    let paths = about_a_person(&app).await;
    assert!(paths.len() >= 11 && paths.contains(&"/api/known_followers"), "{paths:?}");
    let untried = PATHS.iter().filter(|path| !paths.contains(path) && !WITHOUT_A_USER.contains(path));
    assert_eq!(
        untried.collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "what do these tell of a person who blocks the caller?"
    );
    let bob = app.join("bob").await;
    let people = ["plain", "shy", "hidden", "fan", "idol", "asker", "asked"];
    let mut blockers = Vec::new();
    for name in people {
        let person = app.join(name).await;
        match name {
            "shy" | "asked" => person.lock(true).await,
            "hidden" => {
                let wanted = SetPrivacy { locked: None, hides_lists: Some(true) };
                person.call(&wanted).await.expect("a choice");
            }
            _ => {}
        }
        match name {
            "fan" => drop(person.follow("bob").await),
            "idol" | "asked" => drop(bob.follow(name).await),
            "asker" => {
                bob.lock(true).await;
                person.follow("bob").await;
                bob.lock(false).await;
            }
            _ => {}
        }
        person.block("bob").await;
        blockers.push((name, person.user_id.to_string()));
    }
    let stranger = Uuid::now_v7().to_string();
    let questions = [
        json!({}),
        json!({"page": 3, "limit": 7, "order": "oldest"}),
        json!({"prefix": "bo"}),
        json!({"filter": "mutual", "cursor": Uuid::now_v7()}),
        json!({"cursor": "forged", "prefix": "x"}),
        json!({"page": 0}),
    ];
    for (path, asked) in paths.iter().flat_map(|path| questions.iter().map(move |asked| (path, asked))) {
        for (name, id) in &blockers {
            let spellings = [
                (name.to_string(), "free"),
                (id.clone(), &stranger),
                (format!("@{}", name.to_uppercase()), "@FREE"),
            ];
            for (user, free) in spellings {
                let expected = told(&bob, path, asked, free).await;
                assert_eq!(told(&bob, path, asked, &user).await, expected, "{path} {asked} {user}");
            }
        }
    }
    let rows = "SELECT (SELECT count(*) FROM followers) + (SELECT count(*) FROM requests)";
    assert_eq!(app.number(rows).await, 0, "nothing has come of it");
}

#[async_test]
async fn a_search_in_a_list_counts_nobody_who_is_hidden() {
    let app = TestApp::start().await;
    let (ada, bob, adam) = (app.join("ada").await, app.join("bob").await, app.join("adam").await);
    app.join("star").await;
    for fan in [&ada, &bob, &adam] {
        fan.follow("star").await;
    }
    ada.block("bob").await;
    let found = async |prefix: &str, limit| {
        let asked = ListRequest { prefix: prefix.to_owned(), ..page_of("star", 1, limit) };
        let page = bob.call(&Followers(asked)).await.expect("a page");
        (names(&page).join(" "), page.total, page.next, page.cursor.is_some())
    };
    assert_eq!(found("ada", 30).await, ("adam".to_owned(), Some(1), None, false));
    assert_eq!(found("ada", 1).await, ("adam".to_owned(), Some(1), None, false));
    adam.block("bob").await;
    assert_eq!(found("ada", 30).await, (String::new(), Some(0), None, false));
    assert_eq!(found("b", 30).await, ("bob".to_owned(), Some(1), None, false));
}

/// What answers a viewer who reads a list to its end.
async fn told_of_all(by: &Visitor<'_>, path: &str, asked: &Value) -> Vec<String> {
    let (mut all, mut asked) = (Vec::new(), asked.clone());
    asked["token"] = json!(by.token);
    loop {
        let answer = by.app.post(path, asked.clone()).await;
        asked["cursor"] = answer.payload()["cursor"].clone();
        all.push(answer.text);
        if asked["cursor"].is_null() {
            return all;
        }
    }
}

#[async_test]
async fn no_cursor_and_no_total_tells_of_a_person_who_blocks_the_viewer() {
    let app = TestApp::start().await;
    let shown = |n: usize| if n.is_multiple_of(4) { "Lopez" } else { "Maria" };
    let members = (0..13_000).map(|n| Member { shown: shown(n), ..member(format!("m{n}"), "", false) });
    let (_, ids) = populate(&app, &members.collect::<Vec<_>>(), Which::Followers).await;
    let few = app.crowd("few", 1).await[0];
    app.gather(&ids[..2_001], few).await;
    let bob = app.join("bob").await;
    // Some of them stand where a page ends, or where a request looks no further.
    let (blockers, bobs) = ((0..13_000).step_by(5).map(|n| ids[n]).collect::<Vec<_>>(), bob.user_id);
    let sql = "INSERT INTO blocked_by SELECT $1, unnest($2::uuid[])";
    app.sql.execute(sql, &[&bobs, &blockers]).await.expect("blocks");
    let questions = [
        ("/api/search", json!({"prefix": "maria lopez", "limit": 7})),
        ("/api/search", json!({"prefix": "m1", "limit": 7})),
        ("/api/search", json!({"prefix": "m0", "limit": 7})),
        ("/api/search", json!({"prefix": "m124", "limit": 1})),
        ("/api/followers", json!({"user": "star000", "prefix": "lopez m9", "limit": 100})),
        (
            "/api/followers",
            json!({"user": "star000", "filter": "not_followed_back", "prefix": "lopez maria"}),
        ),
        ("/api/followers", json!({"user": "star000", "filter": "mutual", "order": "oldest"})),
        ("/api/followers", json!({"user": "few000", "filter": "not_followed_back", "limit": 100})),
    ];
    let mut before = Vec::new();
    for (path, asked) in &questions {
        before.push(told_of_all(&bob, path, asked).await);
    }
    for sql in [
        "DELETE FROM followers WHERE follower_id = ANY($1)",
        "DELETE FROM followed WHERE person_id = ANY($1)",
        "DELETE FROM people WHERE person_id = ANY($1)",
    ] {
        app.sql.execute(sql, &[&blockers]).await.expect("the blockers are gone");
    }
    let mut different = Vec::new();
    for ((path, asked), before) in questions.iter().zip(before) {
        if told_of_all(&bob, path, asked).await != before {
            different.push(format!("{path} {asked}"));
        }
    }
    assert!(different.is_empty(), "{different:#?}");
}
