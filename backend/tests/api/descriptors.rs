//! As many open connections as the system allows.

use crate::helpers::TestApp;
use crate::load::{UNLIMITED, under_load};
use crate::processes::Process;
use reqwest::Method;
use rocket::async_test;
use rocket::tokio::net::TcpStream;

#[async_test]
async fn the_limit_is_raised_as_far_as_it_may_be() {
    let process = Process::start_limited("-S -n 64", &[]).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.id())).expect("the limits");
    let files = limits.lines().find(|line| line.starts_with("Max open files")).expect("that of files");
    let [soft, hard] = [3, 4].map(|column| files.split_whitespace().nth(column).expect("a limit"));
    assert!(soft == hard && soft != "64", "{files}");
}

/// More connections than the server may have files.
async fn take_all(app: &TestApp) -> Vec<TcpStream> {
    let url = app.request(Method::POST, "/").build().expect("a request").url().clone();
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut idle = Vec::new();
    for _ in 0..100 {
        idle.push(TcpStream::connect(address).await.expect("the system takes it, whatever the server does"));
    }
    idle
}

#[async_test]
async fn the_log_says_when_no_connection_can_be_taken_and_when_they_can_again() {
    let mut process = Process::start_limited("-n 64", &[]).await;
    let app = process.app().await;
    let idle = take_all(&app).await;
    let line = process.tells("the limit of open files is reached: new connections have to wait").await;
    assert!(line.contains("limit=64"), "{line}");
    drop(idle);
    process.tells("below the limit of open files again: new connections are taken").await;
    assert_eq!(app.request(Method::GET, "/api").send().await.expect("an answer").status().as_u16(), 404);
}

#[async_test]
async fn under_load_those_that_are_connected_are_served_and_nothing_is_lost() {
    let mut process = Process::start_limited("-n 64", &UNLIMITED).await;
    let app = process.app().await;
    under_load(&[&app], async |load| {
        let idle = take_all(&app).await;
        process.tells("the limit of open files is reached").await;
        load.writes(40).await;
        drop(idle);
        process.tells("below the limit of open files again").await;
    })
    .await;
}
