//! Imports that run: one of a person, on whichever server, and no longer than their events are read.

use crate::fair_share::{BUSY, HERE, THERE};
use crate::helpers::{Answer, BEHIND_A_PROXY, TestApp};
use crate::list_imports::{done, events};
use common::graph::transfers::Imported;
use rocket::async_test;
use rocket::tokio::task::yield_now;
use serde_json::json;

const RUNS: &str = "Another import of yours is still running. Wait until it is done.";
const TOO_LONG: &str =
    "This import took too long and has stopped. What is done stays: import the file again to go on.";

fn names(count: usize) -> String {
    (0..count).map(|number| format!("p{number:03}\n")).collect()
}

#[async_test]
async fn one_person_imports_one_file_at_a_time_on_whichever_server() {
    let app = TestApp::start().await;
    let (ada, bob, beside) = (app.join("ada").await, app.join("bob").await, app.beside().await);
    app.crowd("p", 150).await;
    let other = app.database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    let running = app.import(&ada, &names(150), "merge").send().await.expect("it has begun");
    app.wait_for_lock().await;
    for server in [&app, &beside, &app] {
        Answer::to(server.import(&ada, "p001", "merge")).await.expect_refusal(429, RUNS);
        Answer::to(server.import(&ada, "", "merge")).await.expect_refusal(429, RUNS);
    }
    let elsewhere = Answer::to(beside.import(&bob, "stranger", "merge")).await;
    assert_eq!(elsewhere.status, 200, "others have their own");
    other.batch_execute("COMMIT").await.expect("the lock goes");
    let last = events(&Answer::of(running).await).pop().expect("an event").expect("it succeeds");
    assert_eq!((last.followed, last.done), (150, true), "it was not disturbed");
    assert_eq!(app.imported(&ada, "p001", "merge").await, Imported { already: 1, ..done(1) });
}

#[async_test]
async fn one_network_has_four_imports_at_once_of_however_many_people() {
    let flags = [&BEHIND_A_PROXY[..], &["--database-connections", "16"]].concat();
    let app = TestApp::start_with(&flags, |app| app).await;
    app.crowd("p", 150).await;
    let other = app.database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    let mut running = Vec::new();
    for name in ["ada", "bob", "eve", "kim"] {
        let person = app.join(name).await;
        let import = app.import(&person, &names(150), "merge").header("X-Forwarded-For", HERE);
        let begun = import.send().await.expect("it has begun");
        assert_eq!(begun.status(), 200, "{name}");
        running.push(begun);
    }
    let zoe = app.join("zoe").await;
    let import = |address| app.import(&zoe, "stranger", "merge").header("X-Forwarded-For", address);
    Answer::to(import(HERE)).await.expect_refusal(429, BUSY);
    assert_eq!(Answer::to(import(THERE)).await.status, 200, "another network has its own");
    other.batch_execute("COMMIT").await.expect("the lock goes");
    for import in running {
        let last = events(&Answer::of(import).await).pop().expect("an event").expect("it succeeds");
        assert_eq!((last.followed, last.done), (150, true), "it was not disturbed");
    }
    assert_eq!(Answer::to(import(HERE)).await.status, 200, "one that ends gives its place to the next");
}

#[async_test]
async fn a_file_that_is_refused_does_not_keep_the_next_one_out() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    for file in ["", "a\0b", "PK\u{3}\u{4}"] {
        assert_eq!(Answer::to(app.import(&ada, file, "merge")).await.status, 422);
        assert_eq!(app.imported(&ada, "bob", "merge").await.handled, 1);
    }
    assert_eq!(app.number("SELECT count(*) FROM import_leases").await, 0);
}

#[async_test]
async fn an_import_that_nobody_reads_is_given_up() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.crowd("p", 3_000).await;
    let other = app.database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    let running = app.import(&ada, &names(3_000), "merge").send().await.expect("it has begun");
    app.wait_for_lock().await;
    drop(running);
    other.batch_execute("COMMIT").await.expect("the lock goes");
    while app.number("SELECT count(*) FROM import_leases").await > 0 {
        yield_now().await;
    }
    let followed = app.profile("ada").await.counts.followed;
    assert!((100..=500).contains(&followed), "a batch or a few: {followed}");
    app.assert_directions_agree().await;
    assert_eq!(app.imported(&ada, &names(200), "merge").await.handled, 200, "the next one may begin");
}

#[async_test]
async fn a_lease_whose_server_is_gone_runs_out() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    let lease = "INSERT INTO import_leases (person_id, import_id) VALUES ($1, gen_random_uuid())";
    app.sql.execute(lease, &[&ada.user_id]).await.expect("a lease");
    let age = async |seconds: &str| {
        let sql = format!("UPDATE import_leases SET renewed_at = now() - interval '{seconds} s'");
        app.sql.batch_execute(&sql).await.expect("time passes");
    };
    age("50").await;
    Answer::to(app.import(&ada, "bob", "merge")).await.expect_refusal(429, RUNS);
    age("70").await;
    assert_eq!(app.imported(&ada, "bob", "merge").await.followed, 1);
}

#[async_test]
async fn an_import_whose_lease_went_to_another_one_stops() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.crowd("p", 350).await;
    let other = app.database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    let running = app.import(&ada, &names(350), "merge").send().await.expect("it has begun");
    app.wait_for_lock().await;
    app.sql.batch_execute("UPDATE import_leases SET import_id = person_id").await.expect("a lease");
    other.batch_execute("COMMIT").await.expect("the lock goes");
    let told = events(&Answer::of(running).await);
    let [Ok(first), Err(last)] = &told[..] else { panic!("one batch, and a refusal: {told:?}") };
    assert_eq!((first.followed, last.error_code, last.error_message.as_str()), (100, Some(429), RUNS));
    assert_eq!(app.number("SELECT count(*) FROM import_leases").await, 1, "the other one's stays");
}

#[async_test]
async fn an_import_that_has_had_its_time_stops_and_another_one_goes_on() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.crowd("p", 350).await;
    let other = app.database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    let running = app.import(&ada, &names(350), "merge").send().await.expect("it has begun");
    app.wait_for_lock().await;
    let age = "UPDATE import_leases SET begun_at = now() - interval '31 minutes'";
    app.sql.batch_execute(age).await.expect("time passes");
    other.batch_execute("COMMIT").await.expect("the lock goes");
    let told = events(&Answer::of(running).await);
    let [Ok(first), Err(last)] = &told[..] else { panic!("one batch, and the end: {told:?}") };
    assert_eq!((first.handled, first.total, first.followed, first.done), (100, 350, 100, false));
    assert_eq!((last.error_code, last.error_message.as_str()), (Some(429), TOO_LONG));
    assert_eq!(app.number("SELECT count(*) FROM import_leases").await, 0);
    let rest = app.imported(&ada, &names(350), "merge").await;
    assert_eq!(rest, Imported { followed: 250, already: 100, ..done(350) });
}

#[async_test]
async fn accounts_with_our_own_host_are_ours() {
    let app = TestApp::start_with(&["--url", "https://kith.example.org"], |app| app).await;
    let (ada, _, _) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let file = "Account address\nBob@kith.example.org\n@EVE@Kith.Example.ORG:443\neve@kith.example.org:8443\n\
                bob@example.org\nada@kith.example.org\nzoe@kith.example.org\n";
    let told = app.imported(&ada, file, "merge").await;
    let unmatched = told.unmatched.iter().map(|line| (line.line, json!(line.reason))).collect::<Vec<_>>();
    let expected = [(4, "elsewhere"), (5, "elsewhere"), (6, "oneself"), (7, "unknown")];
    assert_eq!(unmatched, expected.map(|(line, reason)| (line, json!(reason))));
    assert_eq!(app.followed_names("ada").await, ["bob", "eve"]);
}
