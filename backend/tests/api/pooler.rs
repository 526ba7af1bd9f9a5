//! PgBouncer in transaction mode between the server and PostgreSQL. `cargo xtask test` runs the other tests through it as well.

use crate::commands::stdout;
use crate::databases::TestDatabase;
use crate::helpers::TestApp;
use crate::own_postgres::program;
use crate::processes::Process;
use rocket::async_test;
use rocket::futures::future::join_all;
use std::collections::HashSet;

const MANY: [&str; 2] = ["--rate-limit", "1000000"];
const FOUND: &str = "DATABASE_URL leads to a pooler";

/// Calls at once, so that the pooler hands on connections of PostgreSQL between them.
async fn use_it(app: &TestApp) {
    let star = app.join("star").await;
    let names = (0..12).map(|number| format!("fan{number}")).collect::<Vec<_>>();
    join_all(names.iter().map(async |name| app.join(name).await.follow("star").await)).await;
    assert_eq!(app.profile("star").await.counts.followers, 12);
    assert!(star.relationship("fan3").await.followed_by);
}

/// What is left prepared on the connections of PostgreSQL, which the pooler hands on in turn.
#[track_caller]
fn assert_nothing_is_left(app: &TestApp) {
    let mut psql = program("psql");
    psql.args([&app.database.url, "-At"]);
    for _ in 0..40 {
        psql.args(["-c", "SELECT pg_backend_pid(), count(*) FROM pg_prepared_statements"]);
    }
    let output = psql.output().expect("psql runs");
    let told = stdout(&output).lines().collect::<HashSet<_>>();
    assert!(told.len() > 1, "calls at once have several connections: {output:?}");
    assert!(told.iter().all(|line| line.ends_with("|0")), "{told:?}");
}

#[async_test]
async fn a_pooler_is_found_and_told_once_and_keeps_no_statement() {
    let database = TestDatabase::migrated().await.through_pooler();
    let server = Process::start_on(database, &MANY);
    let app = server.app().await;
    use_it(&app).await;
    assert_nothing_is_left(&app);
    server.ask_to_end();
    let log = server.end().await;
    assert_eq!(log.matches(FOUND).count(), 1, "{log}");
}

#[async_test]
async fn a_pooler_that_is_told_of_needs_no_look() {
    let database = TestDatabase::migrated().await.through_pooler();
    let server = Process::start_on(database, &[&MANY[..], &["--database-pooler", "transaction"]].concat());
    let app = server.app().await;
    use_it(&app).await;
    assert_nothing_is_left(&app);
    server.ask_to_end();
    let log = server.end().await;
    assert!(!log.contains(FOUND), "{log}");
}

#[async_test]
async fn no_pooler_is_found_where_none_is() {
    let database = TestDatabase::migrated().await.direct();
    let server = Process::start_on(database, &MANY);
    use_it(&server.app().await).await;
    server.ask_to_end();
    let log = server.end().await;
    assert!(!log.contains(FOUND), "{log}");
}
