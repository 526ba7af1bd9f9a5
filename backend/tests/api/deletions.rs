//! Deleting an account: everything that has to do with it goes, whatever happens meanwhile.

use crate::helpers::{Answer, TestApp};
use crate::visitors::{PASSWORD, Visitor};
use common::accounts::{AccountDeleted, DeleteAccount};
use common::follows::{Follow, Unfollow};
use common::lists::{Followed, Followers};
use common::people::Counts;
use common::{Failure, Success};
use kith::database::tallies::{SIZE, fold};
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use serde_json::json;
use uuid::Uuid;

const UNAVAILABLE: &str = "The service is not available right now. Try again in a moment.";

async fn leave(person: &Visitor<'_>) -> Result<AccountDeleted, Failure> {
    person.call(&DeleteAccount { password: PASSWORD.to_owned() }).await
}

async fn try_leave(app: &TestApp, token: &str, password: &str) -> Answer {
    let body = json!({"payload": {"Password": password}});
    Answer::to(app.request(Method::POST, "/api/delete_account").bearer_auth(token).json(&body)).await
}

async fn lock(app: &TestApp, person: Uuid, locked: bool) {
    let sql = "UPDATE people SET locked = $2 WHERE person_id = $1";
    app.sql.execute(sql, &[&person, &locked]).await.expect("a lock");
}

/// Rows of any table that name a person.
async fn traces(app: &TestApp, person: Uuid) -> Vec<String> {
    let sql = "SELECT table_name, string_agg(quote_ident(column_name) || '::text = $1', ' OR ')
               FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'uuid' GROUP BY table_name";
    let mut traces = Vec::new();
    for row in app.sql.query(sql, &[]).await.expect("the tables") {
        let (table, is_named): (String, String) = (row.get(0), row.get(1));
        let sql = format!("SELECT count(*) FROM {table} WHERE {is_named}");
        let count: i64 = app.sql.query_one(&sql, &[&person.to_string()]).await.expect("a count").get(0);
        traces.extend((count > 0).then_some(format!("{count} in {table}")));
    }
    traces
}

#[async_test]
async fn the_account_goes_with_all_that_it_has_to_do_with() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let (kim, zoe, max) = (app.join("kim").await, app.join("zoe").await, app.join("max").await);
    bob.follow("ada").await;
    ada.follow("bob").await;
    ada.follow("eve").await;
    ada.block("kim").await;
    zoe.block("ada").await;
    for locked in [&max, &ada] {
        lock(&app, locked.user_id, true).await;
    }
    ada.follow("max").await;
    eve.follow("ada").await;
    let elsewhere = app.sign_in("ada").await;
    assert!(traces(&app, ada.user_id).await.len() >= 8, "there is much to do");

    let runs = app.bcrypt_runs().await;
    try_leave(&app, &ada.token, PASSWORD)
        .await
        .expect(200, json!({"success": true, "message": "account deleted"}));
    assert_eq!(app.bcrypt_runs().await, runs + 1, "bcrypt runs once");
    assert_eq!(traces(&app, ada.user_id).await, [""; 0], "no trace is left");
    for token in [&ada.token, &elsewhere.token] {
        let answer = try_leave(&app, token, PASSWORD).await;
        answer.expect_refusal(401, "This session has ended. Sign in again.");
    }
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 401);
    app.post("/api/profile", json!({"user": "ada"})).await.expect_refusal(404, "There is no such user.");
    for person in [&bob, &eve, &kim, &zoe, &max] {
        let counts = app.profile(&person.username).await.counts;
        assert_eq!(counts, Counts::default(), "of {}", person.username);
    }
    app.assert_directions_agree().await;
    assert!(
        !app.join("ada").await.relationship("bob").await.followed_by,
        "the name is free for somebody else"
    );
}

#[async_test]
async fn without_the_password_nothing_is_deleted() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let runs = app.bcrypt_runs().await;
    for password in ["", "correct horse", "CORRECT HORSE BATTERY STAPLE"] {
        let answer = try_leave(&app, &ada.token, password).await;
        let message = "Wrong username or password";
        answer.expect(401, json!({"success": false, "error_code": null, "error_message": message}));
    }
    assert_eq!(app.bcrypt_runs().await, runs + 3, "bcrypt runs once a call");
    let unsigned = app.post("/api/delete_account", json!({"Password": PASSWORD})).await;
    unsigned.expect_refusal(401, "Sign in first.");
    let missing = app.post("/api/delete_account", json!({"token": ada.token})).await;
    assert_eq!(missing.status, 400);
    assert_eq!(app.profile("ada").await.person.user_id, ada.user_id, "ada is still there");
    let lower_case = app.post("/api/delete_account", json!({"token": ada.token, "password": PASSWORD})).await;
    assert_eq!(lower_case.status, 200, "{lower_case:?}");
}

/// A person in lists too long for one transaction, partly tallied: 1,200 followers, and 700 followed, and 600 who ask.
async fn celebrity(app: &TestApp) -> (Visitor<'_>, Vec<Uuid>) {
    let (ada, crowd) = (app.join("ada").await, app.crowd("p", 1_200).await);
    app.gather(&crowd, ada.user_id).await;
    app.admire(ada.user_id, &crowd[500..]).await;
    let rival = app.crowd("rival", 1).await[0];
    app.gather(&crowd, rival).await;
    app.admire(crowd[1_199], &crowd[..1_000]).await;
    let mut client = app.database.connect().await;
    for person in [ada.user_id, rival, crowd[0], crowd[700]] {
        fold::<Followers>(&mut client, person, SIZE).await.expect("a fold");
    }
    for person in [ada.user_id, crowd[0], crowd[1_199]] {
        fold::<Followed>(&mut client, person, SIZE).await.expect("a fold");
    }
    let askers = app.crowd("asker", 600).await;
    for (table, columns) in [("requests", "$1, id"), ("requested", "id, $1")] {
        let sql =
            format!("INSERT INTO {table} SELECT {columns}, gen_random_uuid() FROM unnest($2::uuid[]) AS id");
        app.sql.execute(&sql, &[&ada.user_id, &askers]).await.expect("requests");
    }
    (ada, crowd)
}

#[async_test]
async fn long_lists_go_in_parts_and_every_count_follows() {
    let app = TestApp::start().await;
    let (ada, _) = celebrity(&app).await;
    assert_eq!(leave(&ada).await.expect("a farewell").success, Success);
    assert_eq!(traces(&app, ada.user_id).await, [""; 0]);
    app.assert_directions_agree().await;
    app.assert_tallies_hold().await;
    let counts = async |name: &str| app.profile(name).await.counts;
    assert_eq!(counts("rival000").await, Counts { followers: 1_200, followed: 0 });
    assert_eq!(counts("p000").await, Counts { followers: 1, followed: 1 });
    assert_eq!(counts("p700").await, Counts { followers: 1, followed: 1 });
    assert_eq!(counts("p1199").await, Counts { followers: 0, followed: 1_001 });
}

#[async_test]
async fn what_breaks_off_in_the_middle_goes_on_when_it_is_asked_for_again() {
    let app = TestApp::start().await;
    let (ada, crowd) = celebrity(&app).await;
    let elsewhere = app.sign_in("ada").await;
    // In whichever order the parts come, this follower is not in the first.
    let (holder, bystander) = (app.database.connect().await, app.database.connect().await);
    holder.batch_execute("BEGIN").await.expect("a transaction");
    let hold = "SELECT FROM followed WHERE person_id = $1 AND followed_id = $2 FOR UPDATE";
    assert_eq!(holder.execute(hold, &[&crowd[600], &ada.user_id]).await.expect("a lock"), 1);
    let outage = async {
        let waits = "SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while bystander.query_one(waits, &[]).await.expect("a count").get::<_, i64>(0) == 0 {
            yield_now().await;
        }
        app.database.close().await;
    };
    let (answer, ()) = join(try_leave(&app, &ada.token, PASSWORD), outage).await;
    answer.expect_refusal(503, UNAVAILABLE);
    app.database.open().await;

    let followers = app.profile("ada").await.counts.followers;
    assert_eq!(followers, 700, "a part is gone, and the counts say so");
    assert_eq!(try_leave(&app, &elsewhere.token, PASSWORD).await.status, 401, "other sessions ended first");
    assert_eq!(leave(&ada).await.expect("the same token does it").success, Success);
    let app = app.beside().await;
    assert_eq!(traces(&app, ada.user_id).await, [""; 0]);
    app.assert_directions_agree().await;
    app.assert_tallies_hold().await;
}

#[async_test]
async fn whoever_follows_or_leaves_meanwhile_leaves_no_trace_either() {
    let app = TestApp::start().await;
    let mut visitors = Vec::new();
    for name in ["bob", "eve", "kim", "zoe"] {
        visitors.push(app.join(name).await);
    }
    for round in 0..4 {
        let (ada, crowd) = (app.join("ada").await, app.crowd(&format!("r{round}-"), 600).await);
        app.gather(&crowd, ada.user_id).await;
        // Each follows and unfollows until ada is gone, and ada herself follows as long as she may.
        let rage = async |visitor: &Visitor<'_>| {
            loop {
                let user = "ada".to_owned();
                match visitor.call(&Follow { user: user.clone() }).await {
                    Ok(_) => drop(visitor.call(&Unfollow { user }).await),
                    Err(failure) => break assert_eq!(failure.error_code, Some(404), "{failure:?}"),
                }
            }
        };
        let cling = async {
            loop {
                if let Err(failure) = ada.call(&Follow { user: "bob".to_owned() }).await {
                    break assert_eq!(failure.error_code, Some(401), "{failure:?}");
                }
                drop(ada.call(&Unfollow { user: "bob".to_owned() }).await);
            }
        };
        let leave = async { assert_eq!(leave(&ada).await.expect("a farewell").success, Success) };
        join(join(leave, cling), join_all(visitors.iter().map(rage))).await;
        assert_eq!(traces(&app, ada.user_id).await, [""; 0]);
        app.assert_directions_agree().await;
    }
}

#[async_test]
async fn deleting_twice_at_once_is_deleting_once() {
    let app = TestApp::start().await;
    let (ada, _) = celebrity(&app).await;
    let (first, second) = join(leave(&ada), try_leave(&app, &ada.token, PASSWORD)).await;
    assert!(first.is_ok() || second.status == 200, "{first:?} {second:?}");
    for status in [first.map_or_else(|failure| failure.error_code, |_| Some(200)), Some(second.status)] {
        assert!(matches!(status, Some(200 | 401)), "{status:?}");
    }
    assert_eq!(traces(&app, ada.user_id).await, [""; 0]);
    app.assert_tallies_hold().await;
}
