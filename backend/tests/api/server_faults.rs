//! Faults of the server and of its clients under load: nothing that was answered is lost, and it all recovers by itself.

use crate::helpers::TestApp;
use crate::load::{UNLIMITED, under_load};
use crate::mailbox::free_port;
use crate::processes::Process;
use crate::slow_clients::connect;
use crate::test_client::Visitor;
use rocket::async_test;
use rocket::futures::future::join_all;
use rocket::tokio::io::AsyncWriteExt;
use rocket::tokio::task::yield_now;

#[async_test]
async fn a_server_that_is_killed_or_told_to_end_and_starts_again() {
    let port = free_port().await.to_string();
    let flags = [&UNLIMITED[..], &["--port", &port]].concat();
    let mut server = Process::start(&flags).await;
    let app = server.app().await;
    under_load(&[&app], async |load| {
        server.kill();
        load.failures(10).await;
        let next = server.beside(&flags);
        load.writes(40).await;
        next.ask_to_end();
        let (status, log) = next.ends_with().await;
        assert_eq!(status, Some(0), "{log}");
        assert!(!log.contains("ERROR"), "{log}");
        load.failures(10).await;
        server = server.beside(&flags);
    })
    .await;
}

#[async_test]
async fn a_copy_that_stands_still_for_a_while() {
    let first = Process::start(&UNLIMITED).await;
    let second = first.beside(&UNLIMITED);
    let (app, other) = (first.app().await, second.app().await);
    under_load(&[&app, &other], async |load| {
        second.signal("STOP");
        load.writes(100).await;
        second.signal("CONT");
        assert_eq!(load.failed(), 0, "calls that failed: those of the second one have waited");
    })
    .await;
}

/// Follows somebody, and is gone before the answer. Every other connection is cut off and not closed.
async fn follow_and_go(app: &TestApp, by: &Visitor<'_>, number: usize) {
    let body = format!("{{\"payload\":{{\"user\":\"q{number:03}\"}}}}");
    let rest = format!(
        "Authorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        by.token,
        body.len()
    );
    let mut connection = connect(app, "/api/follow", &rest).await;
    connection.flush().await.expect("it is sent");
    if number.is_multiple_of(2) {
        connection.set_zero_linger().expect("a setting");
    }
    drop(connection);
}

#[async_test]
async fn clients_that_are_gone_amid_a_write() {
    const WRITES: usize = 300;
    let few = ["--database-connections", "2"];
    let server = Process::start(&[&UNLIMITED[..], &few].concat()).await;
    let app = server.app().await;
    let eve = app.join("eve").await;
    app.crowd("q", WRITES).await;
    under_load(&[&app], async |load| {
        for batch in 0..WRITES / 20 {
            join_all((0..20).map(|number| follow_and_go(&app, &eve, batch * 20 + number))).await;
            load.writes(4).await;
        }
    })
    .await;
    let follows = "SELECT count(*) FROM followed WHERE person_id = (SELECT person_id FROM people WHERE username = 'eve')";
    while app.profile("eve").await.counts.followed != app.number(follows).await {
        yield_now().await;
    }
    let done = app.number(follows).await;
    assert!(done > 0, "a write is done though nobody waits for it");
    println!("{done} of {WRITES} writes were done though nobody waited for them");
}
