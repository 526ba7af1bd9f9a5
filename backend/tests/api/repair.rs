//! `kith verify --repair`: every broken invariant is found and repaired while the server runs.

use crate::commands::{expect_failure, expect_success, kith, stdout};
use crate::helpers::TestApp;
use common::graph::follows::{Follow, Unfollow};
use common::people::person::Counts;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::spawn_blocking;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// Statements over `$ada`, `$bob` and the others, who stand for their ids, and `$follow` for that of the follow of `$p000`.
async fn break_by(app: &TestApp, sql: &str) {
    let sql_of_follow =
        "SELECT 'follow', follow_id::text FROM followers JOIN people ON people.person_id = follower_id
                         WHERE username = 'p000'";
    let mut named = app.sql.query("SELECT username, person_id::text FROM people", &[]).await.expect("ids");
    named.extend(app.sql.query(sql_of_follow, &[]).await.expect("a follow"));
    let sql = named.iter().fold(sql.to_owned(), |sql, row| {
        sql.replace(&format!("${}", row.get::<_, &str>(0)), &format!("'{}'", row.get::<_, &str>(1)))
    });
    app.sql.batch_execute(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

/// What is done to a sound database, and what is told of it.
const FAULTS: &[(&str, &str)] = &[
    // These two first, since a list that was repaired has large segments.
    (
        "UPDATE followed_tallies SET rows = 11 WHERE level = 0 AND last_id = (SELECT min(last_id::text)::uuid FROM followed_tallies)",
        "ada: a tally of level 0 in followed_tallies says 11 and counts 10",
    ),
    (
        "UPDATE follower_tallies SET last_id = $follow
         WHERE level = 1 AND last_id = (SELECT min(last_id::text)::uuid FROM follower_tallies WHERE level = 1)",
        "ada: a chapter in follower_tallies ends where no block does",
    ),
    ("UPDATE followed_tallies SET rows = 0 WHERE level = 2", "ada: a tally of level 2 in followed_tallies says 0 and counts 100"),
    ("DELETE FROM follower_tallies WHERE level = 1", "ada: what is counted in followers has no complete follower_tallies"),
    ("DELETE FROM followed_tallies", "ada: what is counted in followed has no complete followed_tallies"),
    ("INSERT INTO follower_tallies VALUES ($bob, 3, $bob, 0)", "bob: what is counted in followers has no complete follower_tallies"),
    ("UPDATE followers SET counted = false WHERE follower_id = $p000", "ada: a tally of level 2 in follower_tallies says 100 and counts 99"),
    ("UPDATE followed SET counted = true WHERE followed_id = $p110", "ada: a tally of level 2 in followed_tallies says 100 and counts 101"),
    ("DELETE FROM followed WHERE followed_id = $p000", "ada → p000: stands in followers only"),
    ("DELETE FROM followed WHERE followed_id = $bob", "ada → bob: stands in followers only"),
    ("DELETE FROM followers WHERE person_id = $p000", "ada → p000: stands in followed only"),
    ("DELETE FROM followers WHERE follower_id = $p000", "p000 → ada: stands in followed only"),
    (
        "UPDATE followed SET follow_id = $ada WHERE followed_id = $p110",
        "ada → p110: has another id in followers than in followed",
    ),
    ("DELETE FROM requested", "ada → eve: stands in requests only"),
    ("UPDATE requested SET request_id = $ada", "ada → eve: has another id in requests than in requested"),
    ("DELETE FROM blocked_by", "ada → kim: stands in blocking only"),
    (
        "INSERT INTO followers VALUES ($kim, $ada, $kim); INSERT INTO followed VALUES ($ada, $kim, $kim)",
        "ada → kim: follows in spite of a block",
    ),
    (
        "INSERT INTO requests VALUES ($ada, $kim, $kim); INSERT INTO requested VALUES ($kim, $ada, $kim)",
        "kim → ada: asks in spite of a block",
    ),
    (
        "INSERT INTO requests VALUES ($bob, $ada, $bob); INSERT INTO requested VALUES ($ada, $bob, $bob)",
        "ada → bob: follows and still asks",
    ),
    ("DELETE FROM search_words WHERE word = 'leeds'", "ada: is not noted under “leeds”"),
    ("INSERT INTO search_words VALUES ($ada, 'york', 2)", "ada: is noted under “york”"),
    ("UPDATE search_words SET rank = 1 WHERE word = 'ada'", "ada: is noted under “ada”"),
    ("UPDATE search_texts SET names = ' eve' WHERE person_id = $ada", "ada: is searched in an old line of words"),
    ("DELETE FROM search_texts WHERE person_id = $ada", "ada: is searched in an old line of words"),
    ("UPDATE people SET location = 'Ulm' WHERE person_id = $ada", "ada: is not noted under “ulm”"),
    ("INSERT INTO profiles VALUES ($p000, 'Zoë', '')", "p000: is not noted under “zoe”"),
    (
        "INSERT INTO followers VALUES ($ada, '0198c0de-0000-7000-8000-000000000000', $ada)",
        "0198c0de-0000-7000-8000-000000000000 → ada: stands in followers only",
    ),
    (
        "INSERT INTO followed VALUES ($ada, '0198c0de-0000-7000-8000-000000000000', $ada)",
        "ada → 0198c0de-0000-7000-8000-000000000000: stands in followed only",
    ),
    // These last, since they leave less than there was.
    ("DELETE FROM followers WHERE person_id = $bob", "ada → bob: stands in followed only"),
    ("DELETE FROM requests", "ada → eve: stands in requested only"),
    ("DELETE FROM blocking", "ada → kim: stands in blocked_by only"),
];

#[async_test]
async fn whatever_is_wrong_is_found_and_repaired() {
    let app = TestApp::start().await;
    app.graph().await;
    for (fault, told) in FAULTS {
        break_by(&app, fault).await;
        let output = app.verify(false);
        assert!(stdout(&output).lines().any(|line| line.trim() == *told), "{fault}: {}", stdout(&output));
        expect_failure(&output, "`kith verify --repair` mends it");
        let output = app.verify(true);
        assert!(output.status.success(), "{fault}: {output:?}");
        expect_success(&app.verify(false), "All is well.");
        app.assert_directions_agree().await;
        app.assert_counts_hold().await;
    }
}

#[async_test]
async fn all_that_is_wrong_at_once_is_repaired_at_once() {
    let app = TestApp::start().await;
    app.graph().await;
    for (fault, _) in FAULTS.iter().filter(|(fault, _)| fault.starts_with("DELETE")) {
        break_by(&app, fault).await;
    }
    break_by(&app, "DELETE FROM followed WHERE person_id <> $ada").await;
    let output = app.verify(false);
    assert!(stdout(&output).contains("      and "), "not each of them is told: {}", stdout(&output));
    assert!(stdout(&output).lines().count() < 60, "{}", stdout(&output));
    expect_success(&app.verify(true), "All is well.");
    assert_eq!(app.profile("ada").await.counts, Counts { followers: 119, followed: 119 });
}

#[async_test]
async fn the_followers_decide_and_a_block_wins() {
    let app = TestApp::start().await;
    let ada = app.graph().await;
    break_by(&app, "DELETE FROM followed WHERE followed_id = $p000").await;
    let id = "SELECT follow_id FROM followers WHERE follower_id = $1 AND person_id = (SELECT person_id FROM people WHERE username = 'p000')";
    let before = app.sql.query_one(id, &[&ada.user_id]).await.expect("a follow").get::<_, Uuid>(0);
    expect_success(&app.verify(true), "All is well.");
    let after = app.sql.query_one(id, &[&ada.user_id]).await.expect("a follow").get::<_, Uuid>(0);
    assert_eq!(before, after, "a follow keeps its place");
    assert!(ada.relationship("p000").await.following);
    let follow =
        "INSERT INTO followers VALUES ($kim, $ada, $kim); INSERT INTO followed VALUES ($ada, $kim, $kim)";
    break_by(&app, follow).await;
    expect_success(&app.verify(true), "All is well.");
    let relationship = ada.relationship("kim").await;
    assert!(relationship.blocking && !relationship.following, "{relationship:?}");
}

#[async_test]
async fn repairs_and_everybody_else_do_not_meet() {
    let app = TestApp::start().await;
    let ada = app.graph().await;
    let bob = app.sign_in("bob").await;
    let names = (0..120).map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    let over = AtomicBool::new(false);
    let rage = async |part: usize| {
        while !over.load(Ordering::Relaxed) {
            for user in names.iter().skip(part).step_by(3).cloned() {
                // What is broken may refuse to be changed.
                let _ = ada.call(&Unfollow { user: user.clone() }).await;
                let _ = bob.call(&Follow { user: user.clone() }).await;
                let _ = ada.call(&Follow { user: user.clone() }).await;
                let _ = bob.call(&Unfollow { user }).await;
            }
        }
    };
    let mend = async {
        for _ in 0..4 {
            break_by(
                &app,
                "DELETE FROM followed WHERE followed_id < $p110; UPDATE follower_tallies SET rows = rows + 1",
            )
            .await;
            break_by(
                &app,
                "DELETE FROM followers WHERE person_id > $p110; UPDATE followed_tallies SET rows = rows + 1",
            )
            .await;
            let verify = ["verify", "--repair", "--database-url", &app.database.url];
            let child =
                kith(&verify).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("kith starts");
            let ended = spawn_blocking(|| child.wait_with_output());
            expect_success(&ended.await.expect("a thread").expect("an end"), "All is well.");
        }
        over.store(true, Ordering::Relaxed);
    };
    let ((), _) = join(mend, join_all((0..3).map(rage))).await;
    expect_success(&app.verify(false), "All is well.");
}
