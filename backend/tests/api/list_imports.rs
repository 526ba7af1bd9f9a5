//! Following everybody in a file.

use crate::helpers::{Answer, TestApp};
use crate::test_client::{Visitor, names, page_of};
use common::graph::transfers::{Imported, Reason, Unmatched};
use common::{Envelope, Failure, Success};
use reqwest::{Method, RequestBuilder};
use rocket::async_test;
use serde_json::{from_str, json};

/// Reads the events of an import that has come to its end.
pub fn events(answer: &Answer) -> Vec<Result<Imported, Failure>> {
    assert_eq!((answer.status, answer.header("Content-Type")), (200, "text/event-stream"), "{answer:?}");
    let blocks = answer.text.split_terminator("\n\n");
    let event = |block: &str| {
        let data = block.strip_prefix("data:").unwrap_or_else(|| panic!("an event: {block:?}"));
        let imported = from_str::<Envelope<_>>(data).map(|envelope| envelope.payload);
        imported.map_err(|_| from_str::<Envelope<Failure>>(data).expect("a failure").payload)
    };
    blocks.map(event).collect()
}

impl TestApp {
    pub fn import(&self, by: &Visitor<'_>, csv: &str, mode: &str) -> RequestBuilder {
        let body = json!({"payload": {"csv": csv, "mode": mode}});
        self.request(Method::POST, "/api/import").bearer_auth(&by.token).json(&body)
    }

    /// Imports a file to its end, and gives the counts of the last event with all that was unmatched.
    pub async fn imported(&self, by: &Visitor<'_>, csv: &str, mode: &str) -> Imported {
        let events = events(&Answer::to(self.import(by, csv, mode)).await);
        let mut events =
            events.into_iter().map(|event| event.expect("an import that succeeds")).collect::<Vec<_>>();
        let unmatched = events.iter_mut().flat_map(|event| std::mem::take(&mut event.unmatched)).collect();
        let last = events.pop().expect("an event");
        assert!(last.done && events.iter().all(|event| !event.done), "the last one and only that is done");
        Imported { unmatched, ..last }
    }

    pub async fn followed_names(&self, user: &str) -> Vec<String> {
        let mut names = names(&self.followed(page_of(user, 1, 100)).await);
        names.sort();
        names
    }
}

/// What is told of so many accounts at the end.
pub fn done(total: usize) -> Imported {
    Imported { success: Success, done: true, total, handled: total, ..Imported::default() }
}

fn unmatched(line: usize, account: &str, reason: Reason) -> Unmatched {
    Unmatched { line, account: account.to_owned(), reason }
}

#[async_test]
async fn everybody_who_is_here_is_followed_and_the_rest_is_told() {
    let app = TestApp::start().await;
    let (ada, _, _) = (app.join("ada").await, app.join("Bob").await, app.join("eve").await);
    app.register("kim").await;
    ada.follow("eve").await;
    let file = "\u{feff}Account address,Show boosts,Notify on new posts,Languages\r\n\
                bob,true,false,\r\n\"@kim\",true,false,\"de,en\"\r\neve,true,false,\r\n\r\nstranger,true,false,\r\n\
                bob@example.org,true,false,\r\nADA,true,false,\r\n BOB ,true,false,\r\nno such name,true,false,\r\n";
    let expected = Imported {
        followed: 2,
        already: 2,
        unmatched: vec![
            unmatched(6, "stranger", Reason::Unknown),
            unmatched(7, "bob@example.org", Reason::Elsewhere),
            unmatched(8, "ADA", Reason::Oneself),
            unmatched(10, "no such name", Reason::Unknown),
        ],
        ..done(8)
    };
    assert_eq!(app.imported(&ada, file, "merge").await, expected);
    assert_eq!(app.followed_names("ada").await, ["Bob", "eve", "kim"]);
    app.assert_directions_agree().await;
    let again = app.imported(&ada, "Bob\nkim\neve", "merge").await;
    assert_eq!(again, Imported { already: 3, ..done(3) }, "idempotent");
}

#[async_test]
async fn an_import_tells_how_far_it_has_come() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.crowd("p", 250).await;
    let mut file = (0..250).map(|number| format!("p{number:03}\n")).collect::<String>();
    file.insert_str(0, "stranger\n");
    let answer = Answer::to(app.import(&ada, &file, "merge")).await;
    assert_eq!((answer.header("Cache-Control"), answer.header("X-Accel-Buffering")), ("no-store", "no"));
    let told = events(&answer).into_iter().map(|event| event.expect("progress"));
    let told = told.map(|event| (event.handled, event.followed, event.unmatched.len(), event.done));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [(100, 99, 1, false), (200, 199, 0, false), (251, 250, 0, true)].map(|told| told),
        "what could not be matched is told once"
    );
}

#[async_test]
async fn to_overwrite_is_to_follow_nobody_else() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let crowd = app.crowd("p", 250).await;
    app.admire(ada.user_id, &crowd).await;
    app.admire(bob.user_id, &crowd).await;
    let told = app.imported(&ada, "bob\np003\nstranger\np249", "overwrite").await;
    let missing = vec![unmatched(3, "stranger", Reason::Unknown)];
    assert_eq!(told, Imported { followed: 1, already: 2, unfollowed: 248, unmatched: missing, ..done(4) });
    assert_eq!(app.followed_names("ada").await, ["bob", "p003", "p249"]);
    assert_eq!(app.profile("bob").await.counts.followed, 250, "of others nothing is changed");
    app.assert_directions_agree().await;
}

#[async_test]
async fn a_locked_account_is_asked() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    bob.lock(true).await;
    assert_eq!(app.imported(&ada, "bob", "merge").await, Imported { requested: 1, ..done(1) });
    assert!(ada.relationship("bob").await.requested);
    assert_eq!(app.imported(&ada, "bob", "overwrite").await, Imported { already: 1, ..done(1) });
    assert!(ada.relationship("bob").await.requested);
}

#[async_test]
async fn whom_a_block_hides_is_unknown() {
    let app = TestApp::start().await;
    let (ada, bob, _) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    bob.block("ada").await;
    ada.block("eve").await;
    let hidden = vec![unmatched(1, "bob", Reason::Unknown), unmatched(2, "eve", Reason::Unknown)];
    assert_eq!(app.imported(&ada, "bob\neve", "merge").await, Imported { unmatched: hidden, ..done(2) });
    assert!(app.followed_names("ada").await.is_empty());
}

#[async_test]
async fn what_was_exported_can_be_imported() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    app.admire(ada.user_id, &app.crowd("p", 2_500).await).await;
    let file = Answer::to(app.export(&ada, "followed")).await.text;
    assert_eq!(app.imported(&bob, &file, "overwrite").await, Imported { followed: 2_500, ..done(2_500) });
    let again = Answer::to(app.export(&bob, "followed")).await.text;
    let sorted = |text: &str| {
        let mut lines = text.lines().map(str::to_owned).collect::<Vec<_>>();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&again), sorted(&file));
    app.assert_directions_agree().await;
    app.assert_counts_hold().await;
}
