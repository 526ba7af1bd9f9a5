//! A database for each test, dropped when the test ends, however it ends.

use crate::own_postgres::Postgres;
use kith::database::maintenance::distribution::distribute;
use kith::database::maintenance::migrations::migrate;
use rocket::async_test;
use rocket::futures::future::join;
use rocket::tokio::{runtime, spawn, sync::OnceCell, task::yield_now};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use tokio_postgres::error::{Error, SqlState};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

const MISSING: &str =
    "KITH_TEST_DATABASE is not set; run the tests with `cargo xtask test`, which starts a PostgreSQL";

/// Any number that nobody else locks by.
const LOCK: i64 = 0x7465_7374;
/// The template's name.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database that nobody else uses.
pub struct TestDatabase {
    pub url: String,
    name: String,
    /// Where it is not on the one that all tests share.
    server: Option<Postgres>,
}

impl TestDatabase {
    /// An empty one.
    pub async fn create() -> Self {
        Self::create_with("").await
    }

    /// A migrated one: a copy of the template, file by file, which is several times faster than block by block.
    pub async fn migrated() -> Self {
        let template = TEMPLATE.get_or_init(template).await;
        Self::create_with(&format!("TEMPLATE {template} STRATEGY FILE_COPY")).await
    }

    /// With more options of `CREATE DATABASE`.
    pub async fn create_with(options: &str) -> Self {
        let name = format!("kith_test_{}", Uuid::now_v7().simple());
        administer(&format!("CREATE DATABASE {name} {options}")).await;
        Self { url: served_url(&name), name, server: None }
    }

    /// An empty one on a PostgreSQL of its own, which ends with it.
    pub async fn on(server: Postgres) -> Self {
        execute(&server.admin().await, "CREATE DATABASE kith").await;
        Self { url: server.url("kith"), name: "kith".to_owned(), server: Some(server) }
    }

    /// The same, which servers and tests reach by another URL.
    pub fn reached_by(mut self, url: String) -> Self {
        self.url = url;
        self
    }

    /// The PostgreSQL of its own.
    pub fn server(&self) -> &Postgres {
        self.server.as_ref().expect("a PostgreSQL of its own")
    }

    /// A connection that the server under test knows nothing of.
    pub async fn connect(&self) -> Client {
        match &self.server {
            Some(_) => connect_to(&self.url).await,
            None => connect_to(&direct_url(&self.name)).await,
        }
    }

    /// The same, which servers reach through the pooler.
    pub fn through_pooler(mut self) -> Self {
        self.url = with_name(&pooler_url(), &self.name);
        self
    }

    /// The same, which servers reach as tests do.
    pub fn direct(mut self) -> Self {
        self.url = direct_url(&self.name);
        self
    }

    /// A connection as the server's commands make it.
    pub async fn client(&self) -> kith::database::Client {
        kith::database::connect(&self.url).await.expect("the test's database accepts a connection")
    }

    /// Ends every connection and lets no new one in.
    pub async fn close(&self) {
        administer(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name)).await;
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname";
        administer(&format!("{end} = '{}'", self.name)).await;
    }

    /// Lets connections in again.
    pub async fn open(&self) {
        administer(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name)).await;
        // A pooler on the way remembers for a moment that it was refused.
        while migrate(&self.url).await.is_err() {
            yield_now().await;
        }
    }
}

impl Drop for TestDatabase {
    /// On a thread and a runtime of its own: the test's runtime may be on its way down.
    fn drop(&mut self) {
        if self.server.is_some() {
            return;
        }
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let work = move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(administer(&drop));
        };
        if std::thread::spawn(work).join().is_err() {
            eprintln!("the database {} is left behind", self.name);
        }
    }
}

/// The template, named by a hash of the migrations.
async fn template() -> String {
    let mut hash = DefaultHasher::new();
    for file in migrations() {
        (file.file_name(), std::fs::read(&file).expect("a migration")).hash(&mut hash);
    }
    let layout = include_str!("../../src/database/maintenance/distribution.rs");
    is_citus().then_some(layout).hash(&mut hash);
    let name = format!("kith_test_template_{:016x}", hash.finish());
    make_template(&name).await;
    name
}

/// Makes it, unless an earlier run or another process has. It gets its name when it is whole.
async fn make_template(name: &str) {
    // The lock ends with the connection, however this process ends.
    let admin = connect().await;
    execute(&admin, &format!("SELECT pg_advisory_lock({LOCK})")).await;
    let found = admin.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await;
    if found.expect("a list of databases").is_none() {
        let unfinished = format!("{name}_unfinished");
        execute(&admin, &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await;
        execute(&admin, &format!("CREATE DATABASE {unfinished}")).await;
        if is_citus() {
            execute(&connect_to(&direct_url(&unfinished)).await, "CREATE EXTENSION citus").await;
        }
        let applied = migrate(&direct_url(&unfinished)).await.expect("the migrations apply");
        assert_eq!(
            applied.len(),
            migrations().len(),
            "the template is named by the migrations that are built in"
        );
        if is_citus() {
            distribute(&direct_url(&unfinished)).await.expect("the tables are laid out");
            // What Citus does in the background would keep it from being copied.
            execute(&admin, &format!("ALTER DATABASE {unfinished} ALLOW_CONNECTIONS false")).await;
            let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname";
            execute(&admin, &format!("{end} = '{unfinished}'")).await;
        }
        execute(&admin, &format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
    }
}

/// The files of the migrations, always in the same order.
fn migrations() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("migrations");
    let files = folder.map(|file| file.expect("a migration").path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|kind| kind == "sql")).collect();
    files.sort();
    files
}

/// Whether the tests run on a PostgreSQL with Citus, on which the tables of the graph are laid out as shards.
pub fn is_citus() -> bool {
    std::env::var_os("KITH_TEST_CITUS").is_some()
}

fn admin_url() -> String {
    std::env::var("KITH_TEST_DATABASE").unwrap_or_else(|_| panic!("{MISSING}"))
}

/// How a test reaches a database.
fn direct_url(name: &str) -> String {
    with_name(&admin_url(), name)
}

/// How servers under test reach it: through the pooler where that is asked for.
fn served_url(name: &str) -> String {
    match std::env::var_os("KITH_TEST_THROUGH_POOLER") {
        Some(_) => with_name(&pooler_url(), name),
        None => direct_url(name),
    }
}

fn pooler_url() -> String {
    std::env::var("KITH_TEST_POOLER")
        .expect("KITH_TEST_POOLER leads through PgBouncer; `cargo xtask test` sets it")
}

/// How to reach another database of the same server.
fn with_name(url: &str, name: &str) -> String {
    let (server, options) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = server.rsplit_once('/').expect("the URL must end in a database's name");
    format!("{server}/{name}?{options}")
}

async fn connect() -> Client {
    connect_to(&admin_url()).await
}

pub async fn connect_to(url: &str) -> Client {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.expect("the database accepts a connection");
    spawn(connection);
    client
}

async fn administer(sql: &str) {
    let admin = connect().await;
    // What Citus does in the background is a user of a database too, and comes back until it knows that the database goes.
    let is_in_use = |error: &Error| is_citus() && error.code() == Some(&SqlState::OBJECT_IN_USE);
    while let Err(error) = admin.batch_execute(sql).await {
        assert!(is_in_use(&error), "{sql}: {error:?}");
    }
}

async fn execute(client: &Client, sql: &str) {
    client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

#[async_test]
async fn a_template_is_whole_also_after_a_run_that_was_cut_off_and_beside_another_one() {
    let name = format!("kith_test_{}", Uuid::now_v7().simple());
    administer(&format!("CREATE DATABASE {name}_unfinished")).await;
    join(make_template(&name), make_template(&name)).await;
    let template = TestDatabase { url: served_url(&name), name, server: None };
    let copy = TestDatabase::create_with(&format!("TEMPLATE {}", template.name)).await;
    assert!(migrate(&copy.url).await.expect("a look at the schema").is_empty(), "the schema is up to date");
}
