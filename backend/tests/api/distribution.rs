//! `kith distribute`, and that each page of a list is then read from one shard.

use crate::commands::{expect_failure, expect_success, run};
use crate::databases::{TestDatabase, is_citus};
use crate::helpers::TestApp;
use crate::processes::SECRET;
use crate::test_client::{names, page_of};
use common::graph::lists::{Filter, Followers, ListRequest};
use rocket::async_test;

/// From now on, new connections fail where a statement is about more than one shard.
const ONE_SHARD: &str = "SET citus.multi_task_query_log_level = 'error'";

#[async_test]
async fn a_database_without_citus_or_tables_is_refused_and_one_that_is_laid_out_stays() {
    let empty = TestDatabase::create().await.direct();
    let distribute = |database: &TestDatabase| run(&["distribute", "--database-url", &database.url]);
    expect_failure(&distribute(&empty), "This database has no Citus.");
    let migrated = TestDatabase::migrated().await.direct();
    if is_citus() {
        expect_success(&distribute(&migrated), "There was nothing to do.");
        empty.connect().await.batch_execute("CREATE EXTENSION citus").await.expect("an extension");
        expect_failure(&distribute(&empty), "run `kith migrate` first");
    } else {
        expect_failure(&distribute(&migrated), "CREATE EXTENSION citus");
    }
}

#[async_test]
async fn a_page_of_a_list_is_read_from_one_shard() {
    let database = TestDatabase::migrated().await;
    let name: String = {
        let row = database.connect().await.query_one("SELECT current_database()::text", &[]).await;
        row.expect("a name").get(0)
    };
    if is_citus() {
        let alter = format!("ALTER DATABASE {name} {ONE_SHARD}");
        database.connect().await.batch_execute(&alter).await.expect("a setting");
    }
    let app = TestApp::start_on(database, &[], |rocket| rocket).await;
    let ada = app.join("ada").await;
    app.join("bob").await.follow("ada").await;
    app.join("kim").await.follow("ada").await;
    for asked in [
        page_of("ada", 1, 1),
        page_of("ada", 2, 1),
        ListRequest { prefix: "ki".to_owned(), ..page_of("ada", 1, 30) },
        ListRequest { filter: Some(Filter::NotFollowedBack), ..page_of("ada", 1, 30) },
    ] {
        assert!(!names(&ada.call(&Followers(asked)).await.expect("a page")).is_empty());
    }
    assert_eq!(names(&app.followed(page_of("bob", 1, 30)).await), ["ada"]);
}

#[async_test]
async fn a_graph_of_any_size_is_verified() {
    let database = TestDatabase::migrated().await;
    let url = ["--database-url", &database.url];
    let demo = ["demo", "--people", "200", "--follows", "2000", "--secret", SECRET, "--bcrypt-cost", "4"];
    expect_success(&run(&[&demo[..], &url].concat()), "2000 follows are loaded.");
    // What Citus fetches for a statement, at the most, unless the statement asks for more: a large graph in small.
    let limit = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET citus.max_intermediate_result_size = 1', current_database()); END $$";
    database.connect().await.batch_execute(limit).await.expect("a setting");
    expect_success(&run(&[&["verify"][..], &url].concat()), "All is well.");
}
