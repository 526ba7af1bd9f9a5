//! Requests that carry a secret in every place that a request has, to every path, by every method.

use crate::helpers::TestApp;
use common::{endpoint, pages};
use reqwest::{Method, RequestBuilder};
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::TcpStream;
use serde_json::{Value, json};

/// It looks like a code out of a mail, and like a token.
pub const SECRET: &str = "Zk3vQ9xW0yT7uR2sP5nM8lK1jH4gF6dS3aQ0wE9rT7Y";

const METHODS: [&str; 11] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "PROPFIND", "get"];

/// Fields of all requests in which a secret may be, and of some in which it must not.
const FIELDS: [&str; 18] = [
    "Username",
    "Email_id",
    "Password",
    "new_password",
    "code",
    "token",
    "user_id",
    "proof",
    "ticket",
    "secret",
    "state",
    "id_token",
    "ceremony",
    "credential",
    "user",
    "prefix",
    "cursor",
    "csv",
];

/// Where something is served, and where nothing is.
pub fn paths() -> impl Iterator<Item = String> {
    let pages = pages::PAGES.iter().map(|page| page.replace("<user>", "ada"));
    let rest = [
        "/avatars",
        "/avatars/x.svg",
        "/api",
        "/sw.js",
        "/index.html",
        "/nothing",
        "/.well-known/security.txt",
    ];
    pages.chain(endpoint::PATHS.iter().copied().chain(rest).map(str::to_owned))
}

fn with_headers(request: RequestBuilder, scheme: &str) -> RequestBuilder {
    let names = [
        "Accept",
        "Accept-Language",
        "Cookie",
        "Origin",
        "Referer",
        "User-Agent",
        "X-Forwarded-For",
        "X-Request-Id",
        "If-None-Match",
    ];
    let request = names.iter().fold(request, |request, name| request.header(*name, SECRET));
    request.header("Authorization", format!("{scheme}{SECRET}")).header(SECRET, SECRET)
}

fn payload(value: &Value) -> Value {
    json!({ "payload": FIELDS.iter().map(|field| ((*field).to_owned(), value.clone())).collect::<serde_json::Map<_, _>>() })
}

/// All of them at once would be more than the machine has ports.
pub async fn send_all(app: &TestApp) -> usize {
    let mut sent = 0;
    for path in paths() {
        for method in METHODS {
            let request =
                |path: &str| app.request(Method::from_bytes(method.as_bytes()).expect("a method"), path);
            let in_query = request(&format!("{path}?code={SECRET}&{SECRET}"));
            let in_path = request(&format!("{path}/{SECRET}%3Fcode={SECRET};token={SECRET}?{SECRET}"));
            let form = format!("_method={SECRET}&code={SECRET}");
            let form = in_path.header("Content-Type", "application/x-www-form-urlencoded").body(form);
            let mut requests = vec![
                with_headers(in_query, "Bearer ").json(&payload(&json!(SECRET))),
                with_headers(form, ""),
            ];
            if method == "POST" {
                let shapes = [json!([SECRET]), json!({ SECRET: SECRET }), json!(null)];
                requests.extend(
                    shapes.map(|shape| with_headers(request(&path), "Basic ").json(&payload(&shape))),
                );
                requests.extend(shapes_without(&path, app));
            }
            for request in requests {
                let answer = request.send().await.expect("an answer");
                drop(answer.bytes().await);
                sent += 1;
            }
        }
    }
    sent
}

/// Sound credentials, none or a broken body: as far as a request can come without them.
fn shapes_without(path: &str, app: &TestApp) -> Vec<RequestBuilder> {
    let post = || app.request(Method::POST, path);
    vec![
        post().json(&payload(&json!(SECRET))),
        post()
            .header("Content-Type", "application/json")
            .body(format!("{{\"payload\":{{\"code\":\"{SECRET}")),
        post().header("Content-Type", SECRET).body(SECRET),
        post()
            .header("Content-Type", format!("multipart/form-data; boundary={SECRET}"))
            .body(format!("--{SECRET}\r\n{SECRET}")),
    ]
}

/// Requests that no client would send.
pub async fn send_broken(app: &TestApp) {
    let url = app.request(Method::GET, "/").build().expect("a request").url().clone();
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let rest = "Host: kith\r\nConnection: close\r\n\r\n";
    let uri = format!("/reset?code={SECRET}");
    for request in [
        format!("GET {uri} HTTP/1.0\r\n\r\n"),
        format!("GET http://kith{uri} HTTP/1.1\r\n{rest}"),
        format!("GET {uri}#{SECRET} HTTP/1.1\r\n{rest}"),
        format!("GET /{uri} HTTP/1.1\r\n{rest}"),
        format!("GET /reset%0aERROR?{SECRET} HTTP/1.1\r\n{rest}"),
        format!("GET {uri}\0 HTTP/1.1\r\n{rest}"),
        format!("GET {uri}\u{e4}\u{2028} HTTP/1.1\r\n{rest}"),
        format!("GET {uri} HTTP/9.9\r\n{rest}"),
        format!("GET {uri}\r\n{rest}"),
        format!("G@T {uri} HTTP/1.1\r\n{rest}"),
        format!("CONNECT {uri} HTTP/1.1\r\n{rest}"),
        format!("CONNECT kith:80 HTTP/1.1\r\nX: {SECRET}\r\n{rest}"),
        format!("OPTIONS * HTTP/1.1\r\nX: {SECRET}\r\n{rest}"),
        format!("POST {uri} HTTP/1.1\r\nContent-Length: {SECRET}\r\n{rest}"),
        format!("POST {uri} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n{rest}{SECRET}\r\n"),
        format!(
            "GET {uri} HTTP/1.1\r\nUpgrade: {SECRET}\r\nHost: {SECRET} {SECRET}\r\nConnection: close, upgrade\r\n\r\n"
        ),
        format!("GET {uri} HTTP/1.1\r\nX: \u{e4}{SECRET}\r\n{SECRET}\r\n{rest}"),
        format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{SECRET}"),
        format!("{SECRET}\r\n\r\n"),
    ] {
        let mut connection = TcpStream::connect(address).await.expect("a connection");
        connection.write_all(request.as_bytes()).await.expect("it is sent");
        connection.shutdown().await.expect("it is whole");
        let mut answer = Vec::new();
        // A connection may be reset: what is left unread is the server's matter.
        drop(connection.read_to_end(&mut answer).await);
    }
}
