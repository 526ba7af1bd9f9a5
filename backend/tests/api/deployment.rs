//! What `deploy/compose.yaml` starts, as plain processes: the same commands with the same settings, at addresses of this machine.

use crate::commands::{expect_failure, expect_success, kith, run};
use crate::databases::TestDatabase;
use crate::mailbox::free_port;
use crate::processes::{Process, SECRET};
use crate::proxies::Proxy;
use crate::test_client::{Visitor, names, page_of};
use common::people::profiles::EditProfile;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const COMPOSE: &str = include_str!("../../../deploy/compose.yaml");
/// Who work through the proxy at the same time.
const WORKERS: usize = 4;

/// What `deploy/compose.yaml` says.
#[derive(Deserialize)]
pub struct Compose {
    services: BTreeMap<String, Service>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Service {
    command: Vec<String>,
    environment: BTreeMap<String, String>,
}

impl Compose {
    pub fn read() -> Self {
        serde_saphyr::from_str(COMPOSE).expect("compose.yaml")
    }

    /// What the shell of a service runs.
    pub fn script(&self, service: &str) -> &str {
        &self.services[service].command[0]
    }

    /// A copy of the server, or another command of the image, on this database and at this port.
    fn kith(&self, service: &str, database: &TestDatabase, port: u16) -> Command {
        let Service { command, environment } = &self.services[service];
        let mut kith = kith(&command.iter().map(String::as_str).collect::<Vec<_>>());
        for (name, value) in environment {
            match name.as_str() {
                "KITH_ADDRESS" | "KITH_TRUSTED_PROXIES" => kith.env(name, "127.0.0.1"),
                "KITH_PORT" => kith.env(name, port.to_string()),
                "KITH_SECRET_FILE" => kith.env("KITH_SECRET", SECRET),
                "DATABASE_URL_FILE" => kith.env("DATABASE_URL", &database.url),
                _ => kith.env(name, value),
            };
        }
        kith
    }
}

/// Two copies behind the proxy.
struct Deployment {
    compose: Compose,
    database: Arc<TestDatabase>,
    ports: [u16; 2],
}

impl Deployment {
    async fn migrated() -> Self {
        let (compose, database) = (Compose::read(), TestDatabase::create().await.through_pooler());
        let output = compose.kith("migrate", &database, 0).output().expect("kith starts");
        expect_success(&output, "Applied V1__");
        Self { compose, database: Arc::new(database), ports: [free_port().await, free_port().await] }
    }

    fn start(&self, number: usize) -> Process {
        let service = format!("kith{}", number + 1);
        let command = self.compose.kith(&service, &self.database, self.ports[number]);
        Process::of(command, self.database.clone())
    }

    async fn proxy(&self) -> Proxy {
        let [first, second] = self.ports.map(|port| format!("127.0.0.1:{port}"));
        Proxy::before([&first, &second], self.database.clone(), &[]).await
    }
}

/// How far the workers are.
#[derive(Default)]
struct Rounds {
    done: AtomicUsize,
    /// Whether a copy is about to be killed, and how many workers know it.
    kills: AtomicBool,
    warned: AtomicUsize,
}

/// Follows and unfollows one person until told to end, and reads who is followed; every call has to succeed. Returns whether the person
/// is followed by then.
async fn work(ada: &Visitor<'_>, user: &str, rounds: &Rounds, until: impl Fn() -> bool) -> bool {
    let mut is_warned = false;
    for number in 0.. {
        let follows = number % 2 == 0;
        let changed = if follows { ada.follow(user).await } else { ada.unfollow(user).await };
        assert_eq!(changed.relationship.following, follows);
        // No proxy may repeat this: where a copy is killed amid it, nobody knows whether it was done.
        if !rounds.kills.load(Ordering::Relaxed) {
            ada.call(&EditProfile::default()).await.expect("a change");
        } else if !is_warned {
            is_warned = true;
            rounds.warned.fetch_add(1, Ordering::Relaxed);
        }
        ada.app.followed(page_of("ada", 1, 30)).await;
        rounds.done.fetch_add(1, Ordering::Relaxed);
        if until() {
            return follows;
        }
    }
    unreachable!("numbers do not end");
}

#[test]
fn the_proxy_of_compose_stands_before_its_servers() {
    let services = Compose::read().services;
    let environment = &services["haproxy"].environment;
    let expected = [("KITH_BIND", ":8080"), ("KITH_SERVER_1", "kith1:8000"), ("KITH_SERVER_2", "kith2:8000")];
    assert_eq!(
        environment,
        &BTreeMap::from(expected.map(|(name, value)| (name.to_owned(), value.to_owned())))
    );
    for server in ["kith1", "kith2"] {
        assert_eq!(services[server].environment["KITH_PORT"], "8000");
    }
}

#[async_test]
async fn a_rolling_restart_and_a_killed_copy_fail_no_call_through_the_proxy() {
    let deployment = Deployment::migrated().await;
    let (first, mut second) = (deployment.start(0), deployment.start(1));
    let proxy = deployment.proxy().await;
    let ada = proxy.app.join("ada").await;
    proxy.app.crowd("p", WORKERS).await;
    let (rounds, end) = (Rounds::default(), AtomicUsize::new(usize::MAX));
    let people = (0..WORKERS).map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    let done = || rounds.done.load(Ordering::Relaxed);
    let workers =
        people.iter().map(|user| work(&ada, user, &rounds, || done() >= end.load(Ordering::Relaxed)));
    let faults = async {
        while done() < 20 {
            yield_now().await;
        }
        first.ask_to_end();
        let (status, log) = first.ends_with().await;
        assert_eq!(status, Some(0), "{log}");
        let mut again = deployment.start(0);
        again.tells("path=/api/follow").await;
        rounds.kills.store(true, Ordering::Relaxed);
        while rounds.warned.load(Ordering::Relaxed) < WORKERS {
            yield_now().await;
        }
        second.kill();
        end.store(done() + 40, Ordering::Relaxed);
        again
    };
    let (follows, _again) = join(join_all(workers), faults).await;
    let page = proxy.app.followed(page_of("ada", 1, 30)).await;
    let mut followed = names(&page);
    followed.sort();
    let expected = people.iter().zip(follows).filter(|(_, follows)| *follows).map(|(name, _)| name.clone());
    assert_eq!(followed, expected.collect::<Vec<_>>(), "what was answered is done");
    expect_success(&run(&["verify", "--database-url", &deployment.database.url]), "All is well.");
}

#[async_test]
async fn the_health_check_of_the_image_tells_a_server_that_is_ready() {
    let port = free_port().await;
    let health = ["health", "--port", &port.to_string()];
    expect_failure(&run(&health), "the server does not answer");
    let deployment = Deployment { ports: [port; 2], ..Deployment::migrated().await };
    let _server = deployment.start(0);
    expect_success(&run(&health), "The server is ready.");
}
