//! Requests that come slowly, or not to an end.

use crate::helpers::TestApp;
use reqwest::Method;
use reqwest::Url;
use rocket::async_test;
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::TcpStream;

/// A connection on which a request has begun, with more of its body to come than what is there.
async fn begun(app: &TestApp, path: &str) -> TcpStream {
    let url: Url = app.request(Method::POST, path).build().expect("a request").url().clone();
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let start = format!(
        "POST {path} HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n\
         {{\"payload\":{{\"user\":"
    );
    connection.write_all(start.as_bytes()).await.expect("a request begins");
    connection
}

#[async_test]
async fn who_never_ends_a_request_is_not_waited_for() {
    let app = TestApp::start_with(&["--body-timeout", "1"], |app| app).await;
    let mut connection = begun(&app, "/api/profile").await;
    let mut answer = vec![0; 4096];
    let length = connection.read(&mut answer).await.expect("an answer");
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("The request took too long to arrive."), "{answer}");
}

#[async_test]
async fn who_hangs_up_amid_a_request_leaves_nothing_behind() {
    let app = TestApp::start().await;
    for _ in 0..20 {
        drop(begun(&app, "/api/profile").await);
    }
    app.register("ada").await;
    assert_eq!(app.profile("ada").await.person.username, "ada");
}
