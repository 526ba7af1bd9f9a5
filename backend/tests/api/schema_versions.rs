//! Databases whose schema is older or newer than the build: what an upgrade without downtime passes through.

use crate::commands::{expect_failure, expect_success, kith, run};
use crate::databases::TestDatabase;
use crate::processes::{Process, SECRET};
use refinery::Target;
use rocket::async_test;
use rocket::futures::future::{join, try_join_all};
use rocket::tokio::task::spawn_blocking;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Migration 1001, of a build to come.
async fn apply_a_later_one(database: &TestDatabase, name: &str) {
    let insert =
        format!("INSERT INTO refinery_schema_history VALUES (1001, '{name}', '2030-01-01T00:00:00Z', '1')");
    database.connect().await.batch_execute(&insert).await.expect("it is noted");
}

fn serve<'a>(database: &'a TestDatabase, flags: &[&'a str]) -> Vec<&'a str> {
    let serve = ["serve", "--port", "0", "--secret", SECRET, "--database-url", &database.url, "--log", "off"];
    [&serve[..], flags].concat()
}

/// The server starts, and is ended again.
fn expect_to_listen(arguments: &[&str]) {
    let mut server = kith(arguments).stdout(Stdio::piped()).spawn().expect("kith starts");
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
    server.kill().expect("it is ended");
    server.wait().expect("it ends");
    assert!(line.starts_with("Kith listens on "), "{line:?}");
}

#[async_test]
async fn a_newer_schema_that_only_adds_is_served_beside_the_newer_build() {
    let database = TestDatabase::migrated().await;
    apply_a_later_one(&database, "a_new_column").await;
    expect_success(&run(&["migrate", "--database-url", &database.url]), "The schema is up to date.");
    expect_to_listen(&serve(&database, &[]));
    expect_to_listen(&serve(&database, &["--no-migrate"]));
}

#[async_test]
async fn a_newer_schema_is_served_by_builds_that_know_what_it_needs() {
    let database = TestDatabase::migrated().await;
    apply_a_later_one(&database, "drop_what_the_first_builds_used_needs_2").await;
    expect_to_listen(&serve(&database, &[]));
}

#[async_test]
async fn a_newer_schema_that_takes_away_is_refused_in_plain_words() {
    let database = TestDatabase::migrated().await;
    apply_a_later_one(&database, "drop_the_old_column_needs_1000").await;
    let says = "V1001__drop_the_old_column_needs_1000 has been applied; start a newer build";
    let serve = [serve(&database, &[]), serve(&database, &["--no-migrate"])];
    for arguments in [&serve[0][..], &serve[1], &["migrate", "--database-url", &database.url]] {
        expect_failure(&run(arguments), says);
    }
}

#[async_test]
async fn a_server_that_leaves_the_schema_alone_waits_for_migrations() {
    let database = TestDatabase::create().await;
    expect_failure(&run(&serve(&database, &["--no-migrate"])), "run `kith migrate` first");
    expect_success(&run(&["migrate", "--database-url", &database.url]), "Applied V1__");
    expect_to_listen(&serve(&database, &["--no-migrate"]));
}

/// Servers that all start now, when they are there.
async fn start_at_once(database: &Arc<TestDatabase>) -> Vec<Process> {
    let start = || {
        let database = database.clone();
        spawn_blocking(move || Process::serve(database, &[], &[]))
    };
    try_join_all([start(), start(), start()]).await.expect("each of them starts")
}

/// Each migration was applied, once, and each server serves.
async fn expect_served(database: &TestDatabase, servers: &[Process]) {
    let sql = "SELECT version FROM refinery_schema_history ORDER BY applied_on, version";
    let applied = database.connect().await.query(sql, &[]).await.expect("a history");
    let applied = applied.iter().map(|row| row.get::<_, i32>(0)).collect::<Vec<_>>();
    let runner = embedded::migrations::runner();
    let mut known = runner.get_migrations().iter().map(|migration| migration.version()).collect::<Vec<_>>();
    known.sort_unstable();
    assert_eq!(applied, known);
    for (number, server) in servers.iter().enumerate() {
        server.app().await.join(&format!("ada{number}")).await;
    }
    expect_success(&run(&["verify", "--database-url", &database.url]), "All is well.");
}

#[async_test]
async fn of_servers_that_start_at_once_one_makes_the_schema() {
    let database = Arc::new(TestDatabase::create().await);
    let servers = start_at_once(&database).await;
    expect_served(&database, &servers).await;
}

#[async_test]
async fn servers_that_start_at_once_migrate_while_an_older_one_writes() {
    const OLDER: i32 = 7;
    const PEOPLE: usize = 60;
    let database = Arc::new(TestDatabase::create().await);
    let mut older = database.connect().await;
    let target = embedded::migrations::runner().set_target(Target::Version(OLDER));
    target.run_async(&mut older).await.expect("the migrations that the older server knows");
    let ids = (0..PEOPLE).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let names = (0..PEOPLE).map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    let sql = "INSERT INTO people (person_id, username) SELECT * FROM unnest($1::uuid[], $2::text[])";
    older.execute(sql, &[&ids, &names]).await.expect("people");
    // A follow as the older server writes it, and its answer.
    let pairs = ids.iter().flat_map(|person| ids.iter().map(move |other| (person, other)));
    let mut pairs = pairs.filter(|(person, other)| person != other);
    let (mut written, is_over) = (0, AtomicBool::new(false));
    let writes = async {
        while !is_over.load(Ordering::Relaxed) {
            let (person, other) = pairs.next().expect("pairs without end");
            let follow_id = Uuid::now_v7();
            let transaction = older.transaction().await.expect("a transaction");
            for insert in [
                "INSERT INTO followers (person_id, follower_id, follow_id) VALUES ($1, $2, $3)",
                "INSERT INTO followed (followed_id, person_id, follow_id) VALUES ($1, $2, $3)",
            ] {
                transaction.execute(insert, &[person, other, &follow_id]).await.expect("a follow");
            }
            transaction.commit().await.expect("a commit");
            written += 1;
        }
    };
    let start = async {
        let servers = start_at_once(&database).await;
        is_over.store(true, Ordering::Relaxed);
        servers
    };
    let ((), servers) = join(writes, start).await;
    println!("the older one wrote {written} follows");
    let follows = database.connect().await.query_one("SELECT count(*) FROM followed", &[]).await;
    assert_eq!(follows.expect("a count").get::<_, i64>(0), written);
    expect_served(&database, &servers).await;
}
