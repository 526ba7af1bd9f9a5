//! An OpenID provider on this machine. It does all that a provider must, with tokens as a test wants them, and can be made to
//! misbehave.

use crate::id_tokens::{Key, published};
use crate::provider_answers::{Books, Grant, Mood, served};
use rocket::Shutdown;
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;
use rocket::tokio::{spawn, sync::oneshot, task::JoinHandle};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use url::Url;
use uuid::Uuid;

/// The web app's client id.
pub const CLIENT: &str = "kith-web";
/// The client id of an app on a phone.
pub const NATIVE: &str = "kith-phone";
/// What the web app proves itself with; it must be spelled in URLs.
pub const SECRET: &str = "a secret/of the web app";

/// A running provider.
pub struct Provider {
    pub issuer: String,
    books: Arc<Mutex<Books>>,
    port: u16,
    running: Option<(Shutdown, JoinHandle<()>)>,
}

impl Provider {
    /// Publishes the first key.
    pub async fn start() -> Self {
        let books = Arc::new(Mutex::new(Books { keys: published(&[Key::First]), ..Books::default() }));
        let mut provider = Self { issuer: String::new(), books, port: 0, running: None };
        provider.open().await;
        provider.issuer = format!("http://127.0.0.1:{}", provider.port);
        provider
    }

    /// Serves, and where it has served before, at the same address.
    pub async fn open(&mut self) {
        let (listening, port) = oneshot::channel();
        let report = AdHoc::on_liftoff("report the port", |rocket| {
            let port = rocket.config().port;
            Box::pin(async move { listening.send(port).expect("the test waits for the port") })
        });
        let config = Config { port: self.port, log_level: LogLevel::Off, ..Config::release_default() };
        let rocket = rocket::custom(config).manage(self.books.clone()).mount("/", served()).attach(report);
        let rocket = rocket.ignite().await.expect("the provider is sound");
        let shutdown = rocket.shutdown();
        let running = spawn(async move { drop(rocket.launch().await.expect("the provider serves")) });
        self.port = port.await.expect("the provider starts");
        self.running = Some((shutdown, running));
    }

    /// Serves no more: nobody listens at its address.
    pub async fn close(&mut self) {
        let (shutdown, running) = self.running.take().expect("the provider serves");
        shutdown.notify();
        running.await.expect("the provider ends");
    }

    /// The flags of a server that uses it.
    pub fn flags(&self) -> [&str; 8] {
        let [id, secret] = [["--google-client-id", CLIENT], ["--google-client-secret", SECRET]];
        let [issuer, native] = [["--google-issuer", &self.issuer], ["--google-audiences", NATIVE]];
        [id[0], id[1], secret[0], secret[1], issuer[0], issuer[1], native[0], native[1]]
    }

    /// Signs a person in at its page, and gives the code that it sends the browser back with.
    pub fn visit(&self, page: &str, token: String) -> String {
        let page = Url::parse(page).expect("an address");
        let asked = page.query_pairs().into_owned().collect::<HashMap<_, _>>();
        assert!(page.as_str().starts_with(&format!("{}/authorize?", self.issuer)), "{page}");
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("scope", "openid email"),
            ("prompt", "select_account"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name} of {page}");
        }
        let (redirect_uri, challenge) = (asked["redirect_uri"].clone(), asked["code_challenge"].clone());
        let code = Uuid::new_v4().to_string();
        self.books().grants.insert(code.clone(), Grant { redirect_uri, challenge, token });
        code
    }

    /// From now on it publishes these keys alone.
    pub fn publish(&self, keys: &[Key]) {
        self.books().keys = published(keys);
    }

    /// From now on a path behaves so.
    pub fn turn(&self, path: &'static str, mood: Mood) {
        self.books().moods.insert(path, mood);
    }

    /// From now on this stands beside the tokens that it gives.
    pub fn add(&self, beside: Value) {
        self.books().beside = beside;
    }

    /// From now on all is well.
    pub fn recover(&self) {
        self.books().moods.clear();
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.books().asked.iter().filter(|asked| **asked == path).count()
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("the books")
    }
}
