//! HAProxy in front of the server, as `deploy/haproxy.cfg` has it: with other addresses and shorter waits.

use crate::databases::TestDatabase;
use crate::helpers::{BEHIND_A_PROXY, TestApp};
use crate::load::{UNLIMITED, under_load};
use crate::mailbox::free_port;
use crate::slow_clients::answer;
use crate::test_client::PASSWORD;
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::join_all;
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::{TcpSocket, TcpStream};
use rocket::tokio::task::yield_now;
use rocket::tokio::time::{Duration, timeout};
use serde_json::json;
use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::Arc;

const MISSING: &str = "KITH_HAPROXY is not set; run the tests with `cargo xtask test`, which finds or installs HAProxy, or set it to \
                       the program's path";
const CONFIGURATION: &str = include_str!("../../../deploy/haproxy.cfg");
/// Far more than anything here takes; a test that waits so long has failed.
const TOO_LONG: Duration = Duration::from_secs(60);

/// HAProxy before two servers, or before one that is both.
pub struct Proxy {
    child: Child,
    address: SocketAddr,
    /// The servers, by way of it.
    pub app: TestApp,
    /// What it logs.
    log: PathBuf,
}

impl Proxy {
    /// With replacements in its configuration, each of which has to stand there.
    async fn start(replacements: &[(&str, &str)]) -> Self {
        let server = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
        let address = server_address(&server);
        Self::before([&address, &address], server.database.clone(), replacements).await
    }

    /// Before servers of that database, at these addresses.
    pub async fn before(
        servers: [&str; 2],
        database: Arc<TestDatabase>,
        replacements: &[(&str, &str)],
    ) -> Self {
        let program = std::env::var("KITH_HAPROXY").unwrap_or_else(|_| panic!("{MISSING}"));
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), free_port().await);
        // A machine that runs tests may not have files for as many connections.
        let few = ("maxconn 20000", "maxconn 200");
        let configuration =
            replacements.iter().chain([&few]).fold(CONFIGURATION.to_owned(), |text, (old, new)| {
                assert!(text.contains(old), "{old} does not stand in the configuration");
                text.replace(old, new)
            });
        let file = std::env::temp_dir().join(format!("kith-haproxy-{}.cfg", address.port()));
        std::fs::write(&file, configuration).expect("the configuration is written");
        let log = file.with_extension("log");
        let output = File::create(&log).expect("a log");
        let mut command = Command::new(program);
        command.env("KITH_BIND", address.to_string());
        command.env("KITH_SERVER_1", servers[0]).env("KITH_SERVER_2", servers[1]);
        let child = command.args(["-db", "-f"]).arg(&file).stdout(output).spawn().expect("HAProxy starts");
        // Looks for it from an address that no test uses.
        while connect(Ipv4Addr::new(127, 0, 0, 9), address).await.is_err() {
            yield_now().await;
        }
        std::fs::remove_file(&file).expect("the configuration was read");
        let app = TestApp::at(format!("http://{address}"), database).await;
        Self { child, address, app, log }
    }

    /// A connection from an address of this machine.
    async fn connect_from(&self, address: Ipv4Addr) -> TcpStream {
        connect(address, self.address).await.expect("a connection")
    }

    async fn connect(&self) -> TcpStream {
        self.connect_from(Ipv4Addr::LOCALHOST).await
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.child.kill().expect("HAProxy can be stopped");
        self.child.wait().expect("HAProxy ends");
        std::fs::remove_file(&self.log).expect("the log was written");
    }
}

fn server_address(server: &TestApp) -> String {
    let url = server.request(Method::POST, "/").build().expect("a request").url().clone();
    format!("127.0.0.1:{}", url.port().expect("a port"))
}

async fn connect(from: Ipv4Addr, to: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(from.into(), 0))?;
    socket.connect(to).await
}

/// What comes until the other end closes the connection.
async fn until_the_end(mut connection: TcpStream) -> String {
    let mut text = String::new();
    // One that is cut off has ended too.
    let _ended = timeout(TOO_LONG, connection.read_to_string(&mut text)).await.expect("an end");
    text
}

#[async_test]
async fn calls_and_streams_pass_and_the_callers_address_is_told() {
    let proxy = Proxy::start(&[]).await;
    let (ada, bob) = (proxy.app.join("ada").await, proxy.app.join("bob").await);
    let mut stream = proxy.app.listen(&ada.token).await;
    stream.start().await;
    bob.follow("ada").await;
    assert_eq!(stream.next().await.name(), "bob");
    let elsewhere = Ipv4Addr::new(127, 0, 0, 2);
    let mut connection = proxy.connect_from(elsewhere).await;
    let body = json!({"payload": {"Username": "ada", "Password": PASSWORD}}).to_string();
    let call = format!(
        "POST /api/login HTTP/1.1\r\nHost: kith\r\nX-Forwarded-For: 203.0.113.5\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(call.as_bytes()).await.expect("a call");
    let answer = until_the_end(connection).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let latest = "SELECT address FROM security_events ORDER BY event_id DESC LIMIT 1";
    let address: String = proxy.app.sql.query_one(latest, &[]).await.expect("an event").get(0);
    assert_eq!(address, elsewhere.to_string(), "and not what the caller says");
}

#[async_test]
async fn no_code_is_logged() {
    let proxy = Proxy::start(&[]).await;
    for (method, path) in [("HEAD", "/reset"), ("GET", "/confirm"), ("POST", "/google")] {
        let mut connection = proxy.connect().await;
        let call = format!(
            "{method} {path}?code=s3cr3t&state=s3cr3t HTTP/1.1\r\nHost: kith\r\nConnection: close\r\n\r\n"
        );
        connection.write_all(call.as_bytes()).await.expect("a call");
        until_the_end(connection).await;
        let logged = || std::fs::read_to_string(&proxy.log).expect("a log");
        while !logged().contains(path) {
            yield_now().await;
        }
        assert!(!logged().contains("s3cr3t"), "{}", logged());
    }
}

#[async_test]
async fn slow_headers_and_idle_connections_are_ended() {
    let short = [("http-request 10s", "http-request 1s"), ("http-keep-alive 15s", "http-keep-alive 1s")];
    let proxy = Proxy::start(&short).await;
    let idle = proxy.connect().await;
    let mut slow = proxy.connect().await;
    slow.write_all(b"POST /api/profile HTTP/1.1\r\nHost: kith\r\nX-Slow: ").await.expect("a beginning");
    let mut kept = proxy.connect().await;
    kept.write_all(b"GET /api HTTP/1.1\r\nHost: kith\r\n\r\n").await.expect("a request");
    let slow = until_the_end(slow).await;
    assert!(slow.starts_with("HTTP/1.1 408 "), "{slow}");
    until_the_end(idle).await;
    let kept = until_the_end(kept).await;
    assert!(kept.starts_with("HTTP/1.1 404 "), "it was answered before: {kept}");
    assert_eq!(kept.matches("HTTP/1.1").count(), 1, "{kept}");
}

#[async_test]
async fn slow_callers_are_ended_while_others_are_served() {
    let flags = [&BEHIND_A_PROXY[..], &UNLIMITED, &["--body-timeout", "1"]].concat();
    let short = [("http-request 10s", "http-request 1s")];
    let server = TestApp::start_with(&flags, |app| app).await;
    let address = server_address(&server);
    let proxy = Proxy::before([&address, &address], server.database.clone(), &short).await;
    let begin = "POST /api/profile HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\n";
    let some = "Content-Length: 1000\r\n\r\n{";
    // More than the proxy waits for.
    let most = format!("Content-Length: 60000\r\n\r\n{}", " ".repeat(20_000));
    let slow = async |rest: &str| {
        let mut connection = proxy.connect().await;
        connection.write_all(format!("{begin}{rest}").as_bytes()).await.expect("a beginning");
        timeout(TOO_LONG, answer(&mut connection)).await.expect("an answer")
    };
    under_load(&[&proxy.app], async |load| {
        let all = [("X-Slow: ", "408"), (some, "408"), (&most, "400")].map(async |(rest, status)| {
            for answer in join_all((0..20).map(|_| slow(rest))).await {
                assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
            }
        });
        join_all(all).await;
        assert_eq!(load.failed(), 0, "calls of others that failed");
    })
    .await;
}

#[async_test]
async fn one_address_cannot_take_all_connections() {
    let proxy = Proxy::start(&[("gt 200", "gt 3")]).await;
    let (mut held, mut refused) = (Vec::new(), 0);
    for _ in 0..10 {
        let Ok(mut connection) = TcpStream::connect(proxy.address).await else {
            refused += 1;
            continue;
        };
        let mut answer = [0; 12];
        let call = connection.write_all(b"GET /api HTTP/1.1\r\nHost: kith\r\n\r\n").await;
        match call.and(connection.read_exact(&mut answer).await) {
            Ok(_) => held.push(connection),
            Err(_) => refused += 1,
        }
    }
    assert_eq!((held.len(), refused), (3, 7), "the others are refused unheard");
    let mut other = proxy.connect_from(Ipv4Addr::new(127, 0, 0, 2)).await;
    other
        .write_all(b"GET /api HTTP/1.1\r\nHost: kith\r\nConnection: close\r\n\r\n")
        .await
        .expect("a request");
    assert!(until_the_end(other).await.starts_with("HTTP/1.1 404 "), "others have their own");
    drop(held);
}
