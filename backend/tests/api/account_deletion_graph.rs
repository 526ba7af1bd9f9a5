//! Deleting an account with long lists, while things go wrong or on.

use crate::deletions::{leave, traces, try_leave};
use crate::helpers::TestApp;
use crate::test_client::{PASSWORD, Visitor};
use common::Success;
use common::graph::follows::{Follow, Unfollow};
use common::graph::lists::Direction;
use common::people::person::Counts;
use kith::database::graph::counts::{compact, size::SIZE};
use rocket::async_test;
use rocket::futures::future::{Either, join, join_all, select};
use rocket::tokio::task::yield_now;
use serde_json::json;
use std::pin::pin;
use uuid::Uuid;

const UNAVAILABLE: &str = "The service is not available right now. Try again in a moment.";

/// A person in lists too long for one transaction, partly counted: 1,200 followers, and 700 followed, and 600 who ask.
async fn celebrity(app: &TestApp) -> (Visitor<'_>, Vec<Uuid>) {
    let (ada, crowd) = (app.join("ada").await, app.crowd("p", 1_200).await);
    app.gather(&crowd, ada.user_id).await;
    app.admire(ada.user_id, &crowd[500..]).await;
    let rival = app.crowd("rival", 1).await[0];
    app.gather(&crowd, rival).await;
    app.admire(crowd[1_199], &crowd[..1_000]).await;
    let mut client = app.database.client().await;
    for person in [ada.user_id, rival, crowd[0], crowd[700]] {
        compact(Direction::Followers, &mut client, person, SIZE).await.expect("compaction");
    }
    for person in [ada.user_id, crowd[0], crowd[1_199]] {
        compact(Direction::Followed, &mut client, person, SIZE).await.expect("compaction");
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
    app.assert_counts_hold().await;
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
    // Each try waits for the holder, and then its connection breaks.
    let breaks = async {
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        loop {
            bystander.batch_execute(cut).await.expect("a cut");
            yield_now().await;
        }
    };
    let answer = match select(pin!(try_leave(&app, &ada.token, PASSWORD)), pin!(breaks)).await {
        Either::Left((answer, _)) => answer,
        Either::Right((never, _)) => never,
    };
    answer.expect_refusal(503, UNAVAILABLE);
    holder.batch_execute("ROLLBACK").await.expect("the lock goes");
    // The pool may not know yet that the last connection broke.
    while app.post("/api/profile", json!({"user": "ada"})).await.status == 503 {}

    let followers = app.profile("ada").await.counts.followers;
    assert_eq!(followers, 700, "a part is gone, and the counts say so");
    assert_eq!(try_leave(&app, &elsewhere.token, PASSWORD).await.status, 401, "other sessions ended first");
    assert_eq!(leave(&ada).await.expect("the same token does it").success, Success);
    assert_eq!(traces(&app, ada.user_id).await, [""; 0]);
    app.assert_directions_agree().await;
    app.assert_counts_hold().await;
}

#[async_test]
async fn followers_and_leavers_meanwhile_leave_no_trace_either() {
    let app = TestApp::start().await;
    let mut visitors = Vec::new();
    for name in ["bob", "eve", "kim", "zoe"] {
        visitors.push(app.join(name).await);
    }
    for round in 0..4 {
        // A name rests once its account is gone.
        let name = format!("ada{round}");
        let (ada, crowd) = (app.join(&name).await, app.crowd(&format!("r{round}-"), 600).await);
        app.gather(&crowd, ada.user_id).await;
        // Each follows and unfollows until ada is gone, and ada herself follows as long as she may.
        let rage = async |visitor: &Visitor<'_>| {
            loop {
                let user = name.clone();
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
    app.assert_counts_hold().await;
}
