//! A server of one's own for each test, and the answers it gives.

use crate::databases::TestDatabase;
use clap::Parser;
use common::Code;
use kith::config::Settings;
use kith::credentials::passwords::Passwords;
use kith::database::maintenance::migrations::migrate;
use reqwest::{Method, RequestBuilder, Response, header::HeaderMap};
use rocket::tokio::{spawn, sync::oneshot, task::yield_now};
use rocket::{Build, Rocket, State, fairing::AdHoc, get, routes};
use rustls::crypto::ring;
use serde_json::{Value, from_str, json};
use std::sync::Arc;
use tokio_postgres::Client;
use uuid::Uuid;

/// Cheap and small; a test's own flags come later and win.
const FLAGS: &str = "kith --address 127.0.0.1 --port 0 --bcrypt-cost 4 --database-connections 4 --database-timeout 5 \
                     --secret for-tests-only-for-tests-only-00 --rate-limit 1000000 --sweep-minutes 0 --google-pause 0";

/// Makes the tests' own address that of a proxy, which is believed from where a call comes.
pub const BEHIND_A_PROXY: [&str; 2] = ["--trusted-proxies", "127.0.0.1"];

#[derive(Parser)]
#[command(args_override_self = true)]
struct CommandLine {
    #[command(flatten)]
    settings: Settings,
}

/// The settings that `kith serve` reads from these flags.
pub fn settings(flags: &[&str]) -> Settings {
    CommandLine::parse_from(FLAGS.split_whitespace().chain(flags.iter().copied())).settings
}

/// A running server with an empty, migrated database.
pub struct TestApp {
    /// Straight to the database, past the server.
    pub sql: Client,
    pub database: Arc<TestDatabase>,
    http: reqwest::Client,
    address: String,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(&[], |rocket| rocket).await
    }

    /// With more flags, and more parts than the server has by itself.
    pub async fn start_with(flags: &[&str], extend: impl FnOnce(Rocket<Build>) -> Rocket<Build>) -> Self {
        Self::serve(Arc::new(TestDatabase::migrated().await), flags, extend).await
    }

    /// On an empty database that was made already.
    pub async fn start_on(
        database: TestDatabase,
        flags: &[&str],
        extend: impl FnOnce(Rocket<Build>) -> Rocket<Build>,
    ) -> Self {
        migrate(&database.url).await.expect("the migrations apply");
        Self::serve(Arc::new(database), flags, extend).await
    }

    /// Another server over the same database.
    pub async fn beside(&self) -> Self {
        self.beside_with(&[]).await
    }

    /// Another server over the same database, with more flags.
    pub async fn beside_with(&self, flags: &[&str]) -> Self {
        Self::serve(self.database.clone(), flags, |rocket| rocket).await
    }

    async fn serve(
        database: Arc<TestDatabase>,
        flags: &[&str],
        extend: impl FnOnce(Rocket<Build>) -> Rocket<Build>,
    ) -> Self {
        let flags = [&["--database-url", database.url.as_str()][..], flags].concat();
        let (listening, port) = oneshot::channel();
        let report = AdHoc::on_liftoff("report the port", |rocket| {
            let port = rocket.config().port;
            Box::pin(async move { listening.send(port).expect("the test waits for the port") })
        });
        let rocket = kith::build(&settings(&flags))
            .expect("the settings are sound")
            .mount("/test", routes![bcrypt_runs]);
        spawn(extend(rocket).attach(report).launch());
        let address = format!("http://127.0.0.1:{}", port.await.expect("the server starts"));
        Self::at(address, database).await
    }

    /// A server that runs already.
    pub async fn at(address: String, database: Arc<TestDatabase>) -> Self {
        // The client wants it chosen; a server in this process has done so.
        let _already = ring::default_provider().install_default();
        Self { sql: database.connect().await, database, http: reqwest::Client::new(), address }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.address))
    }

    /// Posts `{"payload": payload}`.
    pub async fn post(&self, path: &str, payload: Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(&json!({ "payload": payload }))).await
    }

    /// Posts `{"payload": payload}` by way of a proxy that tells from which address it comes.
    pub async fn post_from(&self, address: &str, path: &str, payload: Value) -> Answer {
        let request = self.request(Method::POST, path).header("X-Forwarded-For", address);
        Answer::to(request.json(&json!({ "payload": payload }))).await
    }

    /// Posts a body as it stands, under a content type or none.
    pub async fn post_raw(
        &self,
        path: &str,
        content_type: Option<&str>,
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let request = self.request(Method::POST, path).body(body);
        Answer::to(content_type.into_iter().fold(request, |request, of| request.header("Content-Type", of)))
            .await
    }

    /// A number that a statement gives.
    pub async fn number(&self, sql: &str) -> i64 {
        self.sql.query_one(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).get(0)
    }

    /// Waits until a statement gives this number.
    pub async fn wait_for(&self, sql: &str, number: i64) {
        while self.number(sql).await != number {
            yield_now().await;
        }
    }

    /// How often bcrypt has run in the server.
    pub async fn bcrypt_runs(&self) -> u64 {
        Answer::to(self.request(Method::GET, "/test/bcrypt-runs")).await.text.parse().expect("a number")
    }
}

#[get("/bcrypt-runs")]
fn bcrypt_runs(passwords: &State<Passwords>) -> String {
    passwords.runs().to_string()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn to(request: RequestBuilder) -> Self {
        Self::of(request.send().await.expect("the server answers")).await
    }

    /// All of an answer that has begun.
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("the answer is complete text") }
    }

    /// A header's text, `""` where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// What the envelope holds.
    #[track_caller]
    pub fn payload(&self) -> Value {
        let mut body = from_str::<Value>(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"));
        assert_eq!(body.as_object().map(|body| body.len()), Some(1), "only `payload`: {self:?}");
        body["payload"].take()
    }

    /// This status and exactly this payload, with the headers that every answer of the API has.
    #[track_caller]
    pub fn expect(&self, status: u16, payload: Value) {
        assert_eq!((self.status, self.payload()), (status, payload), "{self:?}");
        self.expect_api_headers();
    }

    #[track_caller]
    pub fn expect_api_headers(&self) {
        assert_eq!(self.header("Content-Type"), "application/json", "{self:?}");
        assert_eq!(self.header("Cache-Control"), "no-store", "{self:?}");
        assert!(Uuid::try_parse(self.header("X-Request-Id")).is_ok(), "an X-Request-Id: {self:?}");
        let names = self.headers.keys().count();
        assert_eq!(names, self.headers.len(), "no header twice: {self:?}");
        for absent in ["Server", "Set-Cookie"] {
            assert_eq!(self.header(absent), "", "no {absent}: {self:?}");
        }
        let later = self.header("Retry-After").parse::<u64>().is_ok_and(|seconds| seconds > 0);
        assert_eq!(later, matches!(self.status, 429 | 503), "Retry-After with 429 and 503 only: {self:?}");
    }

    /// A failure that the person cannot mend.
    #[track_caller]
    pub fn expect_refusal(&self, status: u16, message: &str) {
        let code = code(message).unwrap_or(Code::MalformedRequest);
        let failure = json!({"success": false, "error_code": status, "code": code, "error_message": message});
        self.expect(status, failure);
    }

    /// A failure that the person can mend, in one field.
    #[track_caller]
    pub fn expect_complaint(&self, status: u16, field: &str, message: &str) {
        let fields = json!({ field: message });
        let code = code(message).unwrap_or(Code::InvalidInput);
        self.expect(
            status,
            json!({"success": false, "error_code": null, "code": code, "error_message": message, "fields": fields}),
        );
    }
}

/// The code of a failure with this message, where the message is the same each time.
fn code(message: &str) -> Option<Code> {
    Code::ALL.iter().find(|code| code.sentence() == message).copied()
}
