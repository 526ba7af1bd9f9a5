//! How the provider answers: well, or as it is in the mood to.

use crate::provider::{CLIENT, SECRET};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rocket::config::Config;
use rocket::form::Form;
use rocket::futures::future::pending;
use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Responder, Response};
use rocket::tokio::io::repeat;
use rocket::{FromForm, Route, State, get, post, routes};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

/// What the provider tells of itself.
pub const METADATA: &str = "/.well-known/openid-configuration";
/// Where its keys are.
pub const KEYS: &str = "/keys";
/// Where codes are turned into tokens.
pub const TOKEN: &str = "/token";

/// The access token that it gives.
pub const ACCESS: &str = "an access token of no use here";

/// How a path answers that does not answer well.
#[derive(Clone, Copy)]
pub enum Mood {
    Silent,
    Garbage,
    Endless,
    /// What would be right, but for its length.
    TooLong,
    Broken,
    /// Sends on to where it then answers well.
    Elsewhere,
    /// Well formed, and about another provider.
    Strange,
}

/// What it has given out, and how it behaves.
#[derive(Default)]
pub struct Books {
    pub keys: Vec<Value>,
    pub grants: HashMap<String, Grant>,
    pub moods: HashMap<&'static str, Mood>,
    /// What stands beside the tokens that it gives.
    pub beside: Value,
    pub asked: Vec<&'static str>,
}

/// What a code is worth, and to whom.
pub struct Grant {
    pub redirect_uri: String,
    pub challenge: String,
    pub token: String,
}

/// All that it serves.
pub fn served() -> Vec<Route> {
    routes![metadata, keys, token]
}

/// What goes back.
enum Reply {
    Json(Status, String),
    Endless,
    Elsewhere(&'static str),
}

impl Reply {
    /// With a megabyte before it that means nothing.
    fn padded(self) -> Self {
        match self {
            Self::Json(status, body) => Self::Json(status, " ".repeat(1024 * 1024) + &body),
            other => other,
        }
    }
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
            Some(Mood::TooLong) => return well(&mut books).padded(),
            Some(mood) => *mood,
        }
    };
    match mood {
        Mood::Silent => pending().await,
        Mood::Garbage => json(Status::Ok, "<html>Out of order</html>"),
        Mood::Endless | Mood::TooLong => Reply::Endless,
        Mood::Broken => json(Status::InternalServerError, json!({"error": "server_error"})),
        Mood::Elsewhere => {
            books.lock().expect("the books").moods.remove(path);
            Reply::Elsewhere(path)
        }
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
                let mut answer = json!({"access_token": ACCESS, "token_type": "Bearer", "id_token": token});
                for (name, value) in books.beside.as_object().into_iter().flatten() {
                    answer[name] = value.clone();
                }
                json(Status::Ok, answer)
            }
            _ => {
                let words = format!("there is no code {}", asked.code);
                json(Status::BadRequest, json!({"error": "invalid_grant", "error_description": words}))
            }
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
