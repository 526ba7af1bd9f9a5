//! Requests that come slowly, or not to an end.

use crate::helpers::TestApp;
use reqwest::Method;
use reqwest::Url;
use rocket::async_test;
use rocket::tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::TcpStream;

const CALL: &str = "Content-Type: application/json\r\n\r\n{\"payload\":{\"user\":";

/// A connection on which a request has begun, with more of its body to come than what is there.
pub async fn begun(app: &TestApp, path: &str, length: usize, rest: &str) -> TcpStream {
    connect(app, path, &format!("Content-Length: {length}\r\n{rest}")).await
}

/// A connection on which a request has begun; `rest` is what follows the host.
pub async fn connect(app: &TestApp, path: &str, rest: &str) -> TcpStream {
    let url: Url = app.request(Method::POST, path).build().expect("a request").url().clone();
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let start = format!("POST {path} HTTP/1.1\r\nHost: kith\r\n{rest}");
    connection.write_all(start.as_bytes()).await.expect("a request begins");
    connection
}

/// The answer that comes, as far as it comes at once.
pub async fn answer(connection: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = vec![0; 4096];
    let length = connection.read(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[async_test]
async fn who_never_ends_a_request_is_not_waited_for() {
    let app = TestApp::start_with(&["--body-timeout", "1"], |app| app).await;
    let token = app.join("ada").await.token;
    let form = format!(
        "Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n\
         Content-Disposition: form-data;"
    );
    for (path, rest) in [("/api/profile", CALL), ("/avatars", &form)] {
        let mut connection = begun(&app, path, 1000, rest).await;
        let answer = answer(&mut connection).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{path}: {answer}");
        assert!(answer.contains("The request took too long to arrive."), "{path}: {answer}");
    }
}

#[async_test]
async fn who_hangs_up_amid_a_request_leaves_nothing_behind() {
    let app = TestApp::start().await;
    for _ in 0..20 {
        drop(begun(&app, "/api/profile", 1000, CALL).await);
    }
    app.register("ada").await;
    assert_eq!(app.profile("ada").await.person.username, "ada");
}
