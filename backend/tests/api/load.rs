//! A load of follows, unfollows and pages of lists, which holds the database to every write that was answered.

use crate::commands::{expect_success, run};
use crate::helpers::TestApp;
use crate::test_client::Visitor;
use reqwest::{Method, RequestBuilder};
use rocket::futures::future::{join, join_all, join3};
use rocket::tokio::task::yield_now;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What a server needs that is called as often as it can answer.
pub const UNLIMITED: [&str; 6] = ["--rate-limit", "1000000", "--calls", "1000000", "--changes", "1000000"];
/// Who write at the same time.
const WORKERS: usize = 4;
/// Whom each of them follows and unfollows in turn: so many that a write which is lost is not made good by a later one.
const PEOPLE: usize = 500;

/// How far it is.
#[derive(Default)]
pub struct Load {
    written: AtomicUsize,
    read: AtomicUsize,
    failed: AtomicUsize,
    is_over: AtomicBool,
}

/// What one worker knows by the answers.
#[derive(Default)]
struct Known {
    followed: BTreeSet<String>,
    /// Whether this one is followed was not answered.
    unknown: Option<String>,
}

/// Works through these servers of one database while `fault` is done. Then whatever was acknowledged has to be in the database, nothing
/// else, and all of it in order.
pub async fn under_load(apps: &[&TestApp], fault: impl AsyncFnOnce(&Load)) {
    let mut fans = Vec::new();
    for number in 0..WORKERS {
        fans.push(apps[number % apps.len()].join(&format!("fan{number}")).await);
    }
    // Each server has people of its own: one that stands still may hold locks on them.
    for (number, app) in apps.iter().enumerate() {
        app.crowd(&format!("p{number}x"), PEOPLE).await;
    }
    let load = Load::default();
    let work = fans.iter().enumerate().map(|(number, fan)| load.write(fan, number % apps.len()));
    let work = join_all(work);
    let faults = async {
        load.writes(20).await;
        fault(&load).await;
        // It goes on by itself.
        join(load.writes(40), load.reads(10)).await;
        load.is_over.store(true, Ordering::Relaxed);
    };
    let (known, (), ()) = join3(work, load.read(&fans[0]), faults).await;
    for (fan, known) in fans.iter().zip(&known) {
        known.compare(fan).await;
    }
    let [written, read, failed] =
        [&load.written, &load.read, &load.failed].map(|count| count.load(Ordering::Relaxed));
    println!("{written} writes and {read} pages were answered, {failed} calls were not");
    expect_success(&run(&["verify", "--database-url", &apps[0].database.url]), "All is well.");
}

impl Load {
    /// Waits until so many more writes are acknowledged.
    pub async fn writes(&self, count: usize) {
        more(&self.written, count).await;
    }

    /// Waits until so many more pages are read.
    pub async fn reads(&self, count: usize) {
        more(&self.read, count).await;
    }

    /// Waits until so many more calls fail, as the service is not available or is gone.
    pub async fn failures(&self, count: usize) {
        more(&self.failed, count).await;
    }

    /// How many calls have failed.
    pub fn failed(&self) -> usize {
        self.failed.load(Ordering::Relaxed)
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Follows and unfollows until it is over. What fails is tried again.
    async fn write(&self, fan: &Visitor<'_>, crowd: usize) -> Known {
        let mut known = Known::default();
        for number in 0.. {
            // Every fourth is about one of just before, who is unfollowed.
            let number = if number % 4 == 3 { number - 2 } else { number };
            let user = format!("p{crowd}x{:03}", number % PEOPLE);
            let follows = !known.followed.contains(&user);
            let path = if follows { "/api/follow" } else { "/api/unfollow" };
            known.unknown = Some(user.clone());
            let Some(answer) = self.until_answered(fan, path, &user).await else { break };
            assert_eq!(answer["payload"]["relationship"]["following"], follows, "{user}: {answer}");
            known.unknown = None;
            if follows {
                known.followed.insert(user);
            } else {
                known.followed.remove(&user);
            }
            self.written.fetch_add(1, Ordering::Relaxed);
            if number % 8 == 0
                && let Some(profile) = self.call(fan, "/api/profile", json!({"user": fan.username})).await
            {
                let counted = &profile["payload"]["counts"]["followed"];
                assert_eq!(*counted, known.followed.len(), "{} sees what they have written", fan.username);
            }
            if self.is_over() {
                break;
            }
        }
        known
    }

    /// The answer to a write, or nothing where it is over before there is one.
    async fn until_answered(&self, fan: &Visitor<'_>, path: &str, user: &str) -> Option<Value> {
        loop {
            let answer = self.call(fan, path, json!({ "user": user })).await;
            if answer.is_some() || self.is_over() {
                return answer;
            }
        }
    }

    /// Reads a page after the other until it is over, of somebody's list.
    async fn read(&self, fan: &Visitor<'_>) {
        while !self.is_over() {
            let asked = json!({"user": fan.username});
            // A visitor may be answered by another server than one who writes.
            let visit = fan.app.request(Method::POST, "/api/followed");
            let pages =
                [self.call(fan, "/api/followed", asked.clone()).await, self.answer(visit, asked).await];
            self.read.fetch_add(pages.iter().flatten().count(), Ordering::Relaxed);
        }
    }

    /// What a call is answered, or nothing where it fails.
    async fn call(&self, fan: &Visitor<'_>, path: &str, payload: Value) -> Option<Value> {
        self.answer(fan.app.request(Method::POST, path).bearer_auth(&fan.token), payload).await
    }

    async fn answer(&self, request: RequestBuilder, payload: Value) -> Option<Value> {
        let answered = async {
            let answer = request.json(&json!({ "payload": payload })).send().await.ok()?;
            Some((answer.status().as_u16(), answer.text().await.ok()?))
        };
        match answered.await {
            Some((200, text)) => Some(serde_json::from_str(&text).expect("JSON")),
            None | Some((503, _)) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                yield_now().await;
                None
            }
            Some(other) => panic!("{payload} is answered {other:?}"),
        }
    }
}

async fn more(counter: &AtomicUsize, count: usize) {
    let enough = counter.load(Ordering::Relaxed) + count;
    while counter.load(Ordering::Relaxed) < enough {
        yield_now().await;
    }
}

impl Known {
    async fn compare(&self, fan: &Visitor<'_>) {
        let sql = "SELECT username FROM followed JOIN people ON people.person_id = followed_id
                   WHERE followed.person_id = $1";
        let sql = fan.app.database.connect().await.query(sql, &[&fan.user_id]).await.expect("a list");
        let mut stored = sql.iter().map(|row| row.get::<_, String>(0)).collect::<BTreeSet<_>>();
        let mut followed = self.followed.clone();
        if let Some(unknown) = &self.unknown {
            stored.remove(unknown);
            followed.remove(unknown);
        }
        assert_eq!(stored, followed, "whom {} follows, by the database and by its answers", fan.username);
    }
}
