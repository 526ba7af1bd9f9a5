//! The end of the server under load: whatever it has taken is answered.

use crate::helpers::{Answer, TestApp};
use crate::list_imports::events;
use crate::processes::Process;
use crate::slow_clients::connect;
use reqwest::{Method, Url};
use rocket::async_test;
use rocket::futures::future::join_all;
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt, BufStream};
use rocket::tokio::net::TcpStream;
use rocket::tokio::spawn;
use rocket::tokio::task::yield_now;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_postgres::Client;

/// Far longer than any test: one that waits for this has failed.
const FOREVER: [&str; 4] = ["--shutdown-seconds", "3600", "--body-timeout", "3600"];
const TOLD: &str = "told to end: each answer closes its connection";
const PROFILE: &str = "{\"payload\":{\"user\":\"ada\"}}";
const BODY: &str = "{\"payload\":{\"prefix\":\"\"}}";

fn address(app: &TestApp) -> SocketAddr {
    let url: Url = app.request(Method::POST, "/").build().expect("a request").url().clone();
    url.socket_addrs(|| None).expect("an address")[0]
}

/// Sends one request after the other, each on the connection of the one before unless an answer has closed that, until no connection
/// can be had. Returns how many requests had no answer, each of which was the first on its connection: none of them was taken.
async fn hammer(address: SocketAddr, answered: Arc<AtomicUsize>) -> usize {
    let mut refused = 0;
    while let Ok(connection) = TcpStream::connect(address).await {
        let mut connection = BufStream::new(connection);
        for number in 0.. {
            let Some(headers) = ask(&mut connection).await else {
                assert_eq!(number, 0, "a connection that is kept open takes the next request");
                refused += 1;
                break;
            };
            answered.fetch_add(1, Ordering::Relaxed);
            if headers.to_ascii_lowercase().contains("connection: close") {
                break;
            }
        }
    }
    refused
}

/// The headers of a whole answer, or nothing where there is no answer at all.
async fn ask(connection: &mut BufStream<TcpStream>) -> Option<String> {
    let request = format!(
        "POST /api/search HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    connection.write_all(request.as_bytes()).await.ok()?;
    connection.flush().await.ok()?;
    let mut headers = vec![connection.read_u8().await.ok()?];
    while !headers.ends_with(b"\r\n\r\n") {
        headers.push(connection.read_u8().await.expect("an answer that begins has all its headers"));
    }
    let headers = String::from_utf8(headers).expect("headers in ASCII");
    assert!(headers.starts_with("HTTP/1.1 200 "), "{headers}");
    let length = headers
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.expect("a length")];
    connection.read_exact(&mut body).await.expect("an answer that begins comes to its end");
    Some(headers)
}

#[async_test]
async fn under_load_each_request_that_was_taken_is_answered() {
    let mut server = Process::start(&FOREVER).await;
    let app = server.app().await;
    let ada = app.join("ada").await;
    let mut stream = app.listen(&ada.token).await;
    stream.start().await;
    let address = address(&app);
    // Neither says a word: the end does not wait for them.
    let silent = TcpStream::connect(address).await.expect("a connection");
    let mut kept = BufStream::new(TcpStream::connect(address).await.expect("a connection"));
    ask(&mut kept).await.expect("an answer");
    let (mut slow, holder) = begin(&app).await;
    let answered = Arc::new(AtomicUsize::new(0));
    let clients = (0..6).map(|_| spawn(hammer(address, answered.clone()))).collect::<Vec<_>>();
    while answered.load(Ordering::Relaxed) < 60 {
        yield_now().await;
    }
    server.ask_to_end();
    server.tells(TOLD).await;
    stream.end().await;
    for refused in join_all(clients).await {
        assert!(
            refused.expect("a client's end") <= 1,
            "but for its last connection, which came as the server took no more"
        );
    }
    holder.batch_execute("COMMIT").await.expect("the lock goes");
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.expect("an answer, and then the end");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.to_ascii_lowercase().contains("connection: close"), "{answer}");
    let (status, log) = server.ends_with().await;
    assert_eq!(status, Some(0), "{log}");
    assert!(!log.contains("ERROR") && !log.contains("cut off") && !log.contains("shutdown failed"), "{log}");
    drop((silent, kept));
}

#[async_test]
async fn an_import_ends_with_a_sentence_and_goes_on_at_another_server() {
    let mut server = Process::start(&FOREVER).await;
    let app = server.app().await;
    let ada = app.join("ada").await;
    app.crowd("p", 150).await;
    let file = (0..150).map(|number| format!("p{number:03}\n")).collect::<String>();
    let holder = app.database.connect().await;
    holder.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
    let running = app.import(&ada, &file, "merge").send().await.expect("it has begun");
    app.wait_for_lock().await;
    server.ask_to_end();
    server.tells(TOLD).await;
    holder.batch_execute("COMMIT").await.expect("the lock goes");
    let told = events(&Answer::of(running).await);
    let [Ok(batch), Err(failure)] = &told[..] else { panic!("a batch, and then the end: {told:?}") };
    assert_eq!((batch.followed, failure.error_code), (100, Some(503)));
    let next = server.beside(&[]);
    assert_eq!(server.ends_with().await.0, Some(0));
    let again = next.app().await.imported(&ada, &file, "merge").await;
    assert_eq!((again.already, again.followed, again.done), (100, 50, true));
}

#[async_test]
async fn what_takes_too_long_is_cut_off_and_counted() {
    let flags = ["--shutdown-delay", "0", "--shutdown-seconds", "1", "--body-timeout", "3600"];
    let server = Process::start(&flags).await;
    let app = server.app().await;
    app.register("ada").await;
    let _held = begin(&app).await;
    server.ask_to_end();
    let (status, log) = server.ends_with().await;
    assert_eq!(status, Some(0), "{log}");
    let cut_off = "the time to end is over: what is left is cut off requests=1";
    assert!(log.contains(cut_off), "{log}");
}

#[async_test]
async fn a_second_signal_ends_it_at_once() {
    let mut server = Process::start(&FOREVER).await;
    let app = server.app().await;
    app.register("ada").await;
    let _held = begin(&app).await;
    server.ask_to_end();
    server.tells(TOLD).await;
    server.ask_to_end();
    let (status, log) = server.ends_with().await;
    assert_eq!(status, Some(1), "{log}");
    assert!(log.contains("told to end at once: what is left is cut off requests=1"), "{log}");
}

/// A request that the server is at: it waits for a lock in the database, which comes along and ends with the value.
async fn begin(app: &TestApp) -> (TcpStream, Client) {
    let holder = app.database.connect().await;
    holder.batch_execute("BEGIN; LOCK TABLE profiles").await.expect("a lock");
    let length = PROFILE.len();
    let rest = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{PROFILE}");
    let connection = connect(app, "/api/profile", &rest).await;
    app.wait_for_lock().await;
    (connection, holder)
}
