//! Clocks that jump both ways under load, by libfaketime.

use crate::databases::TestDatabase;
use crate::load::{UNLIMITED, under_load};
use crate::own_postgres::{Folder, Postgres, initdb};
use crate::processes::Process;
use crate::test_client::{PASSWORD, names, page_of};
use common::graph::lists::Followed;
use rocket::async_test;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

const MISSING: &str = "KITH_FAKETIME is not set; run the tests with `cargo xtask test`, which finds or installs libfaketime, or set it to \
                       the library's path";
const HOUR: i64 = 60 * 60;

/// The clock on the wall of some processes. Only that one jumps in any system; how much time passes is counted by another.
struct Clock(PathBuf);

impl Clock {
    /// Right as yet. It lies in the folder.
    fn new(folder: &Folder) -> Self {
        Self(folder.file("clock", "+0").into())
    }

    /// What processes need in their environment to go by it.
    fn environment(&self) -> [(&'static str, String); 4] {
        let library = std::env::var("KITH_FAKETIME").unwrap_or_else(|_| panic!("{MISSING}"));
        [
            ("LD_PRELOAD", library),
            ("FAKETIME_TIMESTAMP_FILE", self.0.display().to_string()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
    }

    /// So many seconds ahead of the right time, or behind it.
    fn set(&self, ahead: i64) {
        // Nobody reads half a number.
        let next = self.0.with_extension("next");
        fs::write(&next, format!("{ahead:+}")).expect("a file");
        fs::rename(next, &self.0).expect("a file in its place");
    }

    fn serve(&self, database: Arc<TestDatabase>) -> Process {
        let environment = self.environment();
        let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
        Process::serve(database, &environment, &UNLIMITED)
    }
}

#[async_test]
async fn the_clock_of_the_whole_machine_jumps() {
    let mut folder = Folder::new();
    let clock = Clock::new(&folder);
    folder.wrap(clock.environment().iter().map(|(name, value)| format!("{name}={value}")).collect());
    initdb(&folder, &[]);
    let database = Arc::new(TestDatabase::on(Postgres::start_in(folder, &[]).await).await);
    let server = clock.serve(database);
    let app = server.app().await;
    let (ada, bob, _kim) = (app.join("ada").await, app.join("bob").await, app.join("kim").await);
    let mut stream = app.listen(&ada.token).await;
    stream.start().await;
    under_load(&[&app], async |load| {
        for ahead in [HOUR, -HOUR, 0, 20, 0] {
            clock.set(ahead);
            load.writes(40).await;
            bob.follow("ada").await;
            assert_eq!(stream.next().await.name(), "bob", "a stream goes on with the clock at {ahead}");
            bob.follow("kim").await;
            let listed = bob.call(&Followed(page_of("bob", 1, 30))).await.expect("a page");
            assert_eq!(names(&listed), ["kim", "ada"], "the newest stands first with the clock at {ahead}");
            bob.unfollow("ada").await;
            bob.unfollow("kim").await;
        }
        assert_eq!(load.failed(), 0, "calls that failed");
    })
    .await;
    clock.set(30 * 24 * HOUR);
    assert_eq!(bob.ask_about("/api/follow", "ada").await.status, 401, "sessions end by that clock");
    assert_eq!(app.try_sign_in("kim", PASSWORD).await.status, 200, "and begin");
    clock.set(0);
    bob.follow("ada").await;
}

#[async_test]
async fn the_clock_of_one_copy_jumps() {
    let folder = Folder::new();
    let clock = Clock::new(&folder);
    let database = Arc::new(TestDatabase::migrated().await);
    let (wrong, right) = (clock.serve(database.clone()), Process::serve(database, &[], &UNLIMITED));
    let (app, other) = (wrong.app().await, right.app().await);
    let (ada, bob, kim) = (other.join("ada").await, app.join("bob").await, other.join("kim").await);
    let mut stream = other.listen(&ada.token).await;
    stream.start().await;
    under_load(&[&app, &other], async |load| {
        clock.set(HOUR);
        load.writes(80).await;
        bob.follow("ada").await;
        assert_eq!(stream.next().await.name(), "bob");
        clock.set(-HOUR);
        load.writes(80).await;
        clock.set(0);
        assert_eq!(load.failed(), 0, "calls that failed");
    })
    .await;
    kim.follow("ada").await;
    assert_eq!(stream.next().await.name(), "kim", "an event of the future holds up none of the present");
    let listed = other.followers(page_of("ada", 1, 30)).await;
    assert_eq!(names(&listed), ["bob", "kim"], "in the order of the clocks");
    let mut streams = [app.listen(&ada.token).await, other.listen(&ada.token).await];
    kim.unfollow("ada").await;
    kim.follow("ada").await;
    for stream in &mut streams {
        assert_eq!(stream.next().await.name(), "kim", "also where the stream begins after it");
    }
}
