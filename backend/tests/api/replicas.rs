//! Reads from a replica, which streams from a primary of the test's own.

use crate::commands::{expect_failure, run};
use crate::databases::TestDatabase;
use crate::helpers::{Answer, TestApp};
use crate::metrics::{Measured, value};
use crate::own_postgres::{Folder, Postgres, finish, program};
use crate::processes::SECRET;
use crate::test_client::{PASSWORD, Visitor, names, page_of};
use common::Envelope;
use common::graph::lists::{Followers, Page};
use common::people::profiles::ViewProfile;
use reqwest::Method;
use rocket::async_test;
use rocket::tokio::task::yield_now;
use serde_json::{from_str, json};
use tokio_postgres::Client;

/// A replica is not late in a test, unless the test says so.
const PATIENT: &str = "3600";

/// A standby of a server.
pub async fn standby(primary: &Postgres) -> Postgres {
    let folder = Folder::new();
    let mut copy = program("pg_basebackup");
    copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "-d"]).arg(primary.url("postgres"));
    finish(copy.arg("-D").arg(folder.data()));
    Postgres::start_in(folder, &[]).await
}

/// A server that reads from a replica.
struct Replicated {
    server: Measured,
    replica: Postgres,
    /// To the replica.
    sql: Client,
}

impl Replicated {
    async fn start(delay: &str) -> Self {
        let database = TestDatabase::on(Postgres::start(&[]).await).await;
        let replica = standby(database.server()).await;
        let flags = ["--read-url", &replica.url("kith"), "--read-delay", delay];
        let server = Measured::start_on(database, &flags).await;
        let replicated = Self { server, sql: replica.admin().await, replica };
        replicated.is_in_use(true).await;
        replicated
    }

    fn app(&self) -> &TestApp {
        &self.server.app
    }

    /// Waits until the server uses the replica, or has left it out.
    async fn is_in_use(&self, expected: bool) {
        let series = format!("kith_replica_in_use{{replica=\"localhost:{}\"}}", self.replica.port);
        let line = format!("{series} {}\n", u8::from(expected));
        while !self.server.scrape().await.contains(&line) {
            yield_now().await;
        }
    }

    /// From now on the replica shows nothing new.
    async fn pause(&self) {
        // It has come as far as the primary.
        let now = self.app().sql.query_one("SELECT pg_current_wal_flush_lsn()::text", &[]).await;
        let now: String = now.expect("a position").get(0);
        while !self.ask(&format!("SELECT pg_last_wal_replay_lsn() >= '{now}'")).await {
            yield_now().await;
        }
        self.sql.batch_execute("SELECT pg_wal_replay_pause()").await.expect("it is asked to pause");
        while !self.ask("SELECT pg_get_wal_replay_pause_state() = 'paused'").await {
            yield_now().await;
        }
    }

    /// The same, once this person reads from it.
    async fn pause_for(&self, viewer: &Visitor<'_>) {
        let before = self.reads().await;
        while self.reads().await == before {
            sees(viewer, &viewer.username).await;
        }
        self.pause().await;
    }

    /// How many times it was read from.
    async fn reads(&self) -> f64 {
        value(&self.server.scrape().await, "kith_reads_total{server=\"replica\"}")
    }

    async fn resume(&self) {
        self.sql.batch_execute("SELECT pg_wal_replay_resume()").await.expect("it goes on");
    }

    async fn ask(&self, sql: &str) -> bool {
        self.sql.query_one(sql, &[]).await.expect("an answer").get(0)
    }

    /// Who follows somebody, as a visitor is told who may have seen a position.
    async fn followers(&self, user: &str, seen: Option<&str>) -> Vec<String> {
        let answer = self.visit("/api/followers", user, seen).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let page: Envelope<Page<'_, Followers>> = from_str(&answer.text).expect("a page");
        names(&page.payload)
    }

    async fn visit(&self, path: &str, user: &str, seen: Option<&str>) -> Answer {
        let request = self.app().request(Method::POST, path).json(&json!({"payload": {"user": user}}));
        Answer::to(seen.into_iter().fold(request, |request, seen| request.header("Kith-Seen", seen))).await
    }
}

/// Follows somebody, and returns the position that the answer tells.
async fn follow(ada: &Visitor<'_>, user: &str) -> String {
    let request = ada.app.request(Method::POST, "/api/follow").bearer_auth(&ada.token);
    let answer = Answer::to(request.json(&json!({"payload": {"user": user}}))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.header("Kith-Seen").to_owned()
}

async fn sees(viewer: &Visitor<'_>, user: &str) -> Vec<String> {
    names(&viewer.call(&Followers(page_of(user, 1, 30))).await.expect("a page"))
}

#[async_test]
async fn a_caller_sees_what_they_have_written_and_others_what_the_replica_has() {
    let replicated = Replicated::start(PATIENT).await;
    let app = replicated.app();
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    replicated.pause_for(&bob).await;

    let seen = follow(&ada, "bob").await;
    assert_eq!(sees(&ada, "bob").await, ["ada"], "ada has written it");
    assert!(sees(&bob, "bob").await.is_empty(), "bob reads from the replica");
    assert!(replicated.followers("bob", None).await.is_empty(), "and so do visitors");
    assert_eq!(replicated.followers("bob", Some(&seen)).await, ["ada"], "who have seen it");
    let profile = ada.call(&ViewProfile { user: "bob".to_owned() }).await.expect("a profile");
    assert_eq!(profile.counts.followers, 1);
    assert_eq!(app.profile("bob").await.counts.followers, 0);

    replicated.resume().await;
    while replicated.followers("bob", None).await.is_empty() {
        yield_now().await;
    }
    assert_eq!(sees(&bob, "bob").await, ["ada"]);
}

#[async_test]
async fn a_new_account_is_there_for_its_owner_at_once() {
    let replicated = Replicated::start(PATIENT).await;
    replicated.pause().await;
    let registered = replicated.app().try_register("ada", "ada@example.org", PASSWORD).await;
    let seen = registered.header("Kith-Seen");
    assert_eq!(replicated.visit("/api/profile", "ada", None).await.status, 404);
    assert_eq!(replicated.visit("/api/profile", "ada", Some(seen)).await.status, 200);
    let ada = replicated.app().sign_in("ada").await;
    assert!(ada.call(&ViewProfile { user: "ada".to_owned() }).await.is_ok());
}

#[async_test]
async fn what_a_stream_tells_is_seen() {
    let replicated = Replicated::start(PATIENT).await;
    let app = replicated.app();
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    assert!(sees(&ada, "ada").await.is_empty());
    let mut stream = app.listen(&ada.token).await;
    stream.start().await;
    replicated.pause().await;
    bob.follow("ada").await;
    assert_eq!(stream.next().await.name(), "bob");
    assert_eq!(sees(&ada, "ada").await, ["bob"]);
}

#[async_test]
async fn what_a_stream_has_missed_is_seen_when_it_comes_back() {
    let replicated = Replicated::start(PATIENT).await;
    let app = replicated.app();
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let start = app.listen(&ada.token).await.start().await;
    replicated.pause_for(&ada).await;
    bob.follow("ada").await;
    assert!(sees(&ada, "ada").await.is_empty(), "the replica lacks it");
    assert_eq!(app.resume(&ada.token, start).await.next().await.name(), "bob");
    assert_eq!(sees(&ada, "ada").await, ["bob"]);
}

#[async_test]
async fn a_block_holds_at_once() {
    let replicated = Replicated::start(PATIENT).await;
    let app = replicated.app();
    let (ada, eve) = (app.join("ada").await, app.join("eve").await);
    replicated.pause_for(&eve).await;
    ada.block("eve").await;
    eve.ask_about("/api/followers", "ada").await.expect_refusal(404, "There is no such user.");
    assert!(replicated.followers("ada", None).await.is_empty(), "visitors still read from the replica");
}

#[async_test]
async fn what_is_no_position_is_refused() {
    let replicated = Replicated::start(PATIENT).await;
    for wrong in ["", "now", "1/2/3", "0/123456789abcdef01"] {
        let answer = replicated.visit("/api/followers", "ada", Some(wrong)).await;
        assert_eq!(answer.status, 400, "{wrong}: {answer:?}");
        assert!(answer.text.contains("Kith-Seen"), "{answer:?}");
    }
}

#[async_test]
async fn one_that_is_late_or_gone_is_left_out_and_taken_back() {
    let replicated = Replicated::start("1").await;
    let app = replicated.app();
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    replicated.pause().await;
    ada.follow("bob").await;
    replicated.is_in_use(false).await;
    assert_eq!(replicated.followers("bob", None).await, ["ada"], "by the primary");
    replicated.resume().await;
    replicated.is_in_use(true).await;

    // It no longer answers, and no connection to it ends.
    replicated.replica.signal("STOP");
    assert_eq!(replicated.followers("bob", None).await, ["ada"], "once it is left out");
    replicated.is_in_use(false).await;
    bob.follow("ada").await;
    replicated.replica.signal("CONT");
    replicated.is_in_use(true).await;

    replicated.replica.stop("KILL");
    assert_eq!(replicated.followers("ada", None).await, ["bob"]);
    replicated.is_in_use(false).await;
    replicated.replica.resume().await;
    replicated.is_in_use(true).await;
    assert_eq!(replicated.followers("ada", None).await, ["bob"]);
}

#[async_test]
async fn a_server_that_is_no_replica_of_the_database_is_never_asked() {
    let database = TestDatabase::on(Postgres::start(&[]).await).await;
    let other = Postgres::start(&[]).await;
    let (stranger, itself) = (standby(&other).await, database.server().url("kith"));
    let urls = format!("{} {itself}", stranger.url("postgres"));
    let mut server = Measured::start_on(database, &["--read-url", &urls]).await;
    let mut told = String::new();
    while !(told.contains("it belongs to another database") && told.contains("it is no replica")) {
        told += &server.process.tells("a replica is left out").await;
    }
    let (ada, bob) = (server.app.join("ada").await, server.app.join("bob").await);
    ada.follow("bob").await;
    assert_eq!(sees(&bob, "bob").await, ["ada"]);
    assert_eq!(value(&server.scrape().await, "kith_reads_total{server=\"replica\"}"), 0.0);
}

#[async_test]
async fn a_replica_that_still_follows_the_old_primary_is_never_asked() {
    let database = TestDatabase::on(Postgres::start(&[]).await).await;
    let (promoted, behind) = (standby(database.server()).await, standby(database.server()).await);
    promoted.admin().await.batch_execute("SELECT pg_promote()").await.expect("it is promoted");
    // The old primary goes on, and its replica is further along than the new primary.
    let old = database.connect().await;
    old.batch_execute("CREATE TABLE lost AS SELECT generate_series(1, 100000)").await.expect("a table");
    let (url, reads) = (promoted.url("kith"), behind.url("kith"));
    let mut server = Measured::start_on(database.reached_by(url), &["--read-url", &reads]).await;
    let mut told = String::new();
    while !told.contains("another timeline") {
        told += &server.process.tells("a replica is left out").await;
    }
    let ada = server.app.join("ada").await;
    assert!(ada.call(&ViewProfile { user: "ada".to_owned() }).await.is_ok());
}

#[test]
fn a_url_of_no_one_server_is_refused() {
    for wrong in ["postgresql://one,two/kith", "postgresql:///kith", "host=one user=kith", "kith"] {
        let flags =
            ["serve", "--database-url", "postgresql://one/kith", "--secret", SECRET, "--read-url", wrong];
        expect_failure(&run(&flags), "KITH_READ_URL");
    }
}
