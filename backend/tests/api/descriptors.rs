//! As many open connections as the system allows.

use crate::processes::Process;
use reqwest::Method;
use rocket::async_test;
use rocket::tokio::net::TcpStream;

#[async_test]
async fn the_limit_is_raised_as_far_as_it_may_be() {
    let process = Process::start_limited("-S -n 64").await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.id())).expect("the limits");
    let files = limits.lines().find(|line| line.starts_with("Max open files")).expect("that of files");
    let [soft, hard] = [3, 4].map(|column| files.split_whitespace().nth(column).expect("a limit"));
    assert!(soft == hard && soft != "64", "{files}");
}

#[async_test]
async fn the_log_says_when_no_connection_can_be_taken_and_when_they_can_again() {
    let mut process = Process::start_limited("-n 64").await;
    let app = process.app().await;
    let url = app.request(Method::POST, "/").build().expect("a request").url().clone();
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut idle = Vec::new();
    for _ in 0..100 {
        idle.push(TcpStream::connect(address).await.expect("the system takes it, whatever the server does"));
    }
    let line = process.tells("the limit of open files is reached: new connections have to wait").await;
    assert!(line.contains("limit=64"), "{line}");
    drop(idle);
    process.tells("below the limit of open files again: new connections are taken").await;
    assert_eq!(app.request(Method::GET, "/api").send().await.expect("an answer").status().as_u16(), 404);
}
