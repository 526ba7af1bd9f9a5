//! An empty database for each test, dropped when the test ends, however it ends.

use rocket::tokio::runtime;
use tokio_postgres::Client;
use uuid::Uuid;

const MISSING: &str =
    "KITH_TEST_DATABASE is not set; run the tests with `cargo xtask test`, which starts a PostgreSQL";

/// A database that nobody else uses.
pub struct TestDatabase {
    pub url: String,
    name: String,
}

impl TestDatabase {
    pub async fn create() -> Self {
        Self::create_with("").await
    }

    /// With more options of `CREATE DATABASE`.
    pub async fn create_with(options: &str) -> Self {
        let name = format!("kith_test_{}", Uuid::now_v7().simple());
        administer(&format!("CREATE DATABASE {name} {options}")).await;
        let admin = admin_url();
        let (server, options) = admin.split_once('?').unwrap_or((&admin, ""));
        let (server, _) = server.rsplit_once('/').expect("KITH_TEST_DATABASE must end in a database's name");
        Self { url: format!("{server}/{name}?{options}"), name }
    }

    /// A connection that the server under test knows nothing of.
    pub async fn connect(&self) -> Client {
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
    }
}

impl Drop for TestDatabase {
    /// On a thread and a runtime of its own: the test's runtime may be on its way down.
    fn drop(&mut self) {
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

fn admin_url() -> String {
    std::env::var("KITH_TEST_DATABASE").unwrap_or_else(|_| panic!("{MISSING}"))
}

async fn administer(sql: &str) {
    let client =
        kith::database::connect(&admin_url()).await.expect("KITH_TEST_DATABASE accepts a connection");
    client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}
