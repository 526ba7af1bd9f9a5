//! Databases whose schema is older or newer than the build: what an upgrade without downtime passes through.

use crate::commands::{expect_failure, expect_success, kith, run};
use crate::databases::TestDatabase;
use crate::processes::SECRET;
use rocket::async_test;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

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
