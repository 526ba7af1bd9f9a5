//! What Prometheus collects, at a port of its own.

use crate::commands::{expect_failure, kith};
use crate::databases::TestDatabase;
use crate::helpers::{Answer, TestApp};
use crate::processes::{Process, SECRET};
use crate::test_client::PASSWORD;
use reqwest::{Method, get};
use rocket::async_test;
use serde_json::json;
use std::net::TcpListener;

/// A server whose metrics can be read.
pub struct Measured {
    pub process: Process,
    pub app: TestApp,
    address: String,
}

impl Measured {
    pub async fn start(flags: &[&str]) -> Self {
        Self::start_on(TestDatabase::migrated().await, flags).await
    }

    /// On a database that was made already.
    pub async fn start_on(database: TestDatabase, flags: &[&str]) -> Self {
        let flags = [&["--metrics-address", "127.0.0.1:0"], flags].concat();
        let mut process = Process::start_on(database, &flags);
        let line = process.tells("metrics are served").await;
        let address = line.split_once("address=").expect("where").1.to_owned();
        Self { app: process.app().await, process, address }
    }

    /// Asks for a path at the port of the metrics.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(get(format!("http://{}{path}", self.address)).await.expect("an answer")).await
    }

    /// All metrics.
    pub async fn scrape(&self) -> String {
        let answer = self.get("/metrics").await;
        let kind = answer.header("Content-Type");
        assert!(answer.status == 200 && kind.starts_with("application/openmetrics-text"), "{answer:?}");
        answer.text
    }

    /// Calls some endpoints, to be answered and to be refused.
    pub async fn use_it(&self) {
        self.app.register("ada").await;
        let ada = self.app.sign_in("ada").await;
        self.app.register("bob").await;
        ada.follow("bob").await;
        assert_eq!(self.app.try_sign_in("ada", "wrong password").await.status, 401);
        assert_eq!(self.app.try_sign_in("ada", PASSWORD).await.status, 429, "the limit is reached");
        for path in ["/nothing/at-all", "/people/ada-lovelace", "/avatars/x.svg"] {
            Answer::to(self.app.request(Method::GET, path)).await;
        }
    }
}

/// The value of a series, as it stands in the text.
#[track_caller]
pub fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    let line = line.unwrap_or_else(|| panic!("no {series} in {text}"));
    line.parse().expect("a number")
}

#[async_test]
async fn what_a_server_does_is_counted() {
    let server = Measured::start(&["--rate-limit", "4", "--database-connections", "7"]).await;
    server.use_it().await;
    server.app.sql.batch_execute("ANALYZE people; ANALYZE followers").await.expect("estimates");
    let text = server.scrape().await;
    for (series, expected) in [
        (r#"kith_http_requests_total{endpoint="/api/login",status="200"}"#, 1.0),
        (r#"kith_http_requests_total{endpoint="/api/login",status="401"}"#, 1.0),
        (r#"kith_http_requests_total{endpoint="/api/login",status="429"}"#, 1.0),
        (r#"kith_http_requests_total{endpoint="<unknown>",status="404"}"#, 1.0),
        (r#"kith_http_request_duration_seconds_count{endpoint="/api/register"}"#, 2.0),
        (r#"kith_http_request_duration_seconds_bucket{le="+Inf",endpoint="/api/follow"}"#, 1.0),
        (r#"kith_limits_hit_total{limit="tries"}"#, 1.0),
        (r#"kith_work_refused_total{work="bcrypt"}"#, 0.0),
        (r#"kith_work_running{work="bcrypt"}"#, 0.0),
        (r#"kith_work_waiting{work="pictures"}"#, 0.0),
        (r#"kith_mails_total{outcome="sent"}"#, 0.0),
        (r#"kith_ready{check="database"}"#, 1.0),
        (r#"kith_ready{check="outbox"}"#, 1.0),
        ("kith_database_connections_max", 7.0),
        ("kith_database_connections_awaited", 0.0),
        ("kith_streams_open", 0.0),
        ("kith_mails_waiting", 0.0),
        ("kith_people", 2.0),
        ("kith_follows", 1.0),
        ("kith_log_lines_dropped_total", 0.0),
    ] {
        assert_eq!(value(&text, series), expected, "{series}: {text}");
    }
    let version = format!(r#"kith_build_info{{version="{}","#, env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version), "{text}");
    let (sql, all) = ("kith_http_request_sql_seconds_total", "kith_http_request_duration_seconds_sum");
    let [sql, all] = [sql, all].map(|name| value(&text, &format!(r#"{name}{{endpoint="/api/follow"}}"#)));
    assert!(0.0 < sql && sql < all, "a follow is statements and more: {sql} of {all}");
    assert!(value(&text, "kith_sql_statement_duration_seconds_count") >= 10.0, "{text}");
    assert!(!text.contains("ada"), "nobody is named: {text}");
}

#[async_test]
async fn a_database_that_is_away_is_told_and_sizes_are_unknown() {
    let server = Measured::start(&["--database-timeout", "1"]).await;
    server.app.database.close().await;
    let text = server.scrape().await;
    assert_eq!(value(&text, r#"kith_ready{check="database"}"#), 0.0, "{text}");
    assert!(value(&text, "kith_people").is_nan(), "{text}");
}

#[async_test]
async fn an_open_stream_is_counted_until_it_closes() {
    let server = Measured::start(&[]).await;
    let ada = server.app.join("ada").await;
    let request =
        server.app.request(Method::POST, "/api/live").json(&json!({"payload": {"token": ada.token}}));
    let stream = request.send().await.expect("a stream");
    assert_eq!(stream.status().as_u16(), 200);
    while value(&server.scrape().await, "kith_streams_open") != 1.0 {}
    drop(stream);
    while value(&server.scrape().await, "kith_streams_open") != 0.0 {}
}

#[async_test]
async fn metrics_are_at_their_own_port_and_nothing_else_is() {
    let server = Measured::start(&[]).await;
    assert_eq!(Answer::to(server.app.request(Method::GET, "/metrics")).await.status, 404);
    for path in ["/", "/health/live", "/api/features"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
    server.process.ask_to_end();
    assert!(!server.process.end().await.contains("ERROR"), "it ends with the server");
}

#[async_test]
async fn a_port_that_is_taken_is_told_at_the_start() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let database = TestDatabase::migrated().await;
    let serve = ["serve", "--port", "0", "--secret", SECRET, "--database-url", &database.url];
    let output =
        kith(&[&serve[..], &["--metrics-address", &address]].concat()).output().expect("kith starts");
    expect_failure(&output, &format!("KITH_METRICS_ADDRESS {address}"));
}
