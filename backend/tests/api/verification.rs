//! `kith verify`: what it looks at, and what it says of a sound database.

use crate::commands::{expect_failure, expect_success, run, stdout};
use crate::databases::TestDatabase;
use crate::helpers::TestApp;
use crate::test_client::Visitor;
use common::graph::lists::Direction;
use common::people::profiles::EditProfile;
use kith::database::graph::counts::{compact, size::Size};
use rocket::async_test;
use std::process::Output;

/// So small that short lists have segments and super-segments.
const SIZE: Size = Size { segment: 10, super_segment: 4 };

impl TestApp {
    pub fn verify(&self, repair: bool) -> Output {
        let verify = ["verify", "--database-url", &self.database.url, "--repair"];
        run(&verify[..if repair { 4 } else { 3 }])
    }

    /// Ada, who follows a crowd of 120 that follows her, with 100 of each counted and the rest uncounted; Bob, who is
    /// followed by Ada; Eve, who is locked and whom Ada has asked; Kim, whom Ada has blocked.
    pub async fn graph(&self) -> Visitor<'_> {
        let ada = self.join("ada").await;
        for name in ["bob", "eve", "kim", "zoe"] {
            self.register(name).await;
        }
        self.sign_in("eve").await.lock(true).await;
        let crowd = self.crowd("p", 120).await;
        self.admire(ada.user_id, &crowd[..100]).await;
        self.gather(&crowd[..100], ada.user_id).await;
        let mut client = self.database.client().await;
        compact(Direction::Followers, &mut client, ada.user_id, SIZE).await.expect("compaction");
        compact(Direction::Followed, &mut client, ada.user_id, SIZE).await.expect("compaction");
        self.admire(ada.user_id, &crowd[100..]).await;
        self.gather(&crowd[100..], ada.user_id).await;
        ada.follow("bob").await;
        ada.follow("eve").await;
        ada.block("kim").await;
        let location = Some("Leeds and LEEDS  again".to_owned());
        ada.call(&EditProfile { location, ..EditProfile::default() }).await.expect("a location");
        ada
    }
}

#[async_test]
async fn a_sound_database_passes_and_is_told_what_was_looked_at() {
    let app = TestApp::start().await;
    expect_success(&app.verify(false), "ok    0 follows stand in both directions");
    app.graph().await;
    for repair in [false, true] {
        let output = app.verify(repair);
        expect_success(&output, "ok    241 follows stand in both directions");
        expect_success(&output, "ok    1 blocks leave no follow");
        expect_success(&output, "All is well.");
        assert!(!stdout(&output).contains("WRONG"), "{output:?}");
    }
}

#[async_test]
async fn a_database_of_many_long_lists_passes() {
    let app = TestApp::start().await;
    let demo = ["demo", "--database-url", &app.database.url, "--bcrypt-cost", "4", "--people", "3000"];
    let size = ["--secret", "for-tests-only-for-tests-only-00", "--follows", "60000", "--celebrity", "2500"];
    expect_success(&run(&[&demo[..], &size].concat()), "60000 follows are loaded");
    expect_success(&app.verify(false), "ok    60,000 follows stand in both directions");
    app.sql
        .batch_execute("UPDATE follower_tallies SET rows = rows + 1; DELETE FROM followed_tallies")
        .await
        .expect("chaos");
    expect_success(&app.verify(true), "All is well.");
    let segments = "SELECT count(*) FROM follower_tallies WHERE level = 0 AND rows > 1000";
    assert_eq!(app.number(segments).await, 0);
}

#[async_test]
async fn what_cannot_be_reached_or_is_no_database_of_kith_is_one_clear_line() {
    let verify = |url: &str| run(&["verify", "--database-url", url]);
    expect_failure(&verify("postgresql://127.0.0.1:1/kith"), "cannot be reached");
    let database = TestDatabase::create().await;
    expect_failure(&verify(&database.url), "does not exist");
}
