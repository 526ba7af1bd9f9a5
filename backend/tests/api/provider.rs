//! An OpenID provider on this machine. It does all that a provider must, with tokens as a test wants them, and can be made to
//! misbehave.

use crate::id_tokens::{Key, published};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;
use rocket::form::Form;
use rocket::futures::future::pending;
use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Responder, Response};
use rocket::tokio::{io::repeat, spawn, sync::oneshot, task::JoinHandle};
use rocket::{FromForm, Shutdown, State, get, post, routes};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use url::Url;
use uuid::Uuid;

/// The web app's client id.
pub const CLIENT: &str = "kith-web";
/// The client id of an app on a phone.
pub const NATIVE: &str = "kith-phone";
/// What the web app proves itself with; it must be spelled in URLs.
pub const SECRET: &str = "a secret/of the web app";

/// What the provider tells of itself.
pub const METADATA: &str = "/.well-known/openid-configuration";
/// Where its keys are.
pub const KEYS: &str = "/keys";
/// Where codes are turned into tokens.
pub const TOKEN: &str = "/token";

/// How a path answers that does not answer well.
#[derive(Clone, Copy)]
pub enum Mood {
    Silent,
    Garbage,
    Endless,
    Broken,
    Elsewhere,
    /// Well formed, and about another provider.
    Strange,
}

/// A running provider.
pub struct Provider {
    pub issuer: String,
    books: Arc<Mutex<Books>>,
    port: u16,
    running: Option<(Shutdown, JoinHandle<()>)>,
}

/// What it has given out, and how it behaves.
#[derive(Default)]
struct Books {
    keys: Vec<Value>,
    grants: HashMap<String, Grant>,
    moods: HashMap<&'static str, Mood>,
    asked: Vec<&'static str>,
}

/// What a code is worth, and to whom.
struct Grant {
    redirect_uri: String,
    challenge: String,
    token: String,
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
        let rocket = rocket::custom(config)
            .manage(self.books.clone())
            .mount("/", routes![metadata, keys, token])
            .attach(report);
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

    /// Signs somebody in at its page, and gives the code that it sends the browser back with.
    pub fn visit(&self, page: &str, token: String) -> String {
        let page = Url::parse(page).expect("an address");
        let asked = page.query_pairs().into_owned().collect::<HashMap<_, _>>();
        assert!(page.as_str().starts_with(&format!("{}/authorize?", self.issuer)), "{page}");
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("scope", "openid email profile"),
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

    /// From now on all is well.
    pub fn recover(&self) {
        self.books().moods.clear();
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.books().asked.iter().filter(|asked| **asked == path).count()
    }

    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().expect("the books")
    }
}

/// What goes back.
enum Reply {
    Json(Status, String),
    Endless,
    Elsewhere(String),
}

impl<'r> Responder<'r, 'static> for Reply {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::build();
        response.header(ContentType::JSON);
        match self {
            Self::Json(status, body) => response.status(status).sized_body(None, Cursor::new(body)).ok(),
            Self::Endless => response.streamed_body(repeat(b' ')).ok(),
            Self::Elsewhere(path) => {
                response.status(Status::TemporaryRedirect).raw_header("Location", path).ok()
            }
        }
    }
}

fn json(status: Status, body: impl ToString) -> Reply {
    Reply::Json(status, body.to_string())
}

/// Answers well, unless the path is in a mood.
async fn reply(
    books: &Mutex<Books>,
    path: &'static str,
    well: impl FnOnce(&mut Books) -> Reply,
    strange: Value,
) -> Reply {
    let mood = {
        let mut books = books.lock().expect("the books");
        books.asked.push(path);
        match books.moods.get(path) {
            None => return well(&mut books),
            Some(mood) => *mood,
        }
    };
    match mood {
        Mood::Silent => pending().await,
        Mood::Garbage => json(Status::Ok, "<html>Out of order</html>"),
        Mood::Endless => Reply::Endless,
        Mood::Broken => json(Status::InternalServerError, json!({"error": "server_error"})),
        Mood::Elsewhere => Reply::Elsewhere(format!("{path}?again")),
        Mood::Strange => json(Status::Ok, strange),
    }
}

/// It offers HS256 as well, as careless providers do.
fn describe(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}{TOKEN}"),
        "jwks_uri": format!("{issuer}{KEYS}"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "RS512", "HS256", "none"],
    })
}

#[get("/.well-known/openid-configuration")]
async fn metadata(books: &State<Arc<Mutex<Books>>>, server: &Config) -> Reply {
    let issuer = format!("http://127.0.0.1:{}", server.port);
    let strange = describe(&format!("http://127.0.0.2:{}", server.port));
    reply(books, METADATA, |_| json(Status::Ok, describe(&issuer)), strange).await
}

#[get("/keys")]
async fn keys(books: &State<Arc<Mutex<Books>>>) -> Reply {
    let well = |books: &mut Books| json(Status::Ok, json!({ "keys": books.keys }));
    reply(books, KEYS, well, json!({"keys": 7})).await
}

#[derive(FromForm)]
struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

#[post("/token", data = "<asked>")]
async fn token(books: &State<Arc<Mutex<Books>>>, asked: Form<Exchange>, caller: Caller) -> Reply {
    let well = |books: &mut Books| {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&asked.code_verifier));
        let is_right = |grant: &Grant| {
            grant.challenge == challenge && grant.redirect_uri == asked.redirect_uri && caller.0
        };
        match books.grants.remove(&asked.code).filter(is_right) {
            Some(Grant { token, .. }) if asked.grant_type == "authorization_code" => {
                let answer = json!({"access_token": "a", "token_type": "Bearer", "id_token": token});
                json(Status::Ok, answer)
            }
            _ => json(Status::BadRequest, json!({"error": "invalid_grant"})),
        }
    };
    reply(books, TOKEN, well, json!({"access_token": "a", "token_type": "Bearer"})).await
}

/// Whether it is the web app that asks.
struct Caller(bool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Caller {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let secret = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect::<String>();
        let expected = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{secret}")));
        Outcome::Success(Self(request.headers().get_one("Authorization") == Some(&expected)))
    }
}
