//! Scrolling through a list that changes at random between the pages, and is compacted meanwhile.

use crate::helpers::TestApp;
use crate::test_client::{Visitor, names, page_of};
use common::graph::follows::RemoveFollower;
use common::graph::lists::{Direction, ListRequest, Order};
use kith::database::graph::counts::{compact, size::Size};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rocket::async_test;
use std::collections::HashMap;
use uuid::Uuid;

const SMALL: Size = Size { segment: 5, super_segment: 3 };

/// A list that a client scrolls through, and what happens to it meanwhile.
struct Changes<'a> {
    star: &'a Visitor<'a>,
    client: kith::database::Client,
    random: StdRng,
    newcomers: usize,
    left: Vec<String>,
}

impl Changes<'_> {
    /// A few leave from anywhere, a few come, of whom one is late, and some of it is compacted.
    async fn happen(&mut self, app: &TestApp, everybody: &[String]) {
        for _ in 0..self.random.random_range(0..4) {
            let user = everybody.choose(&mut self.random).expect("a person").clone();
            self.star.call(&RemoveFollower { user: user.clone() }).await.expect("a follower is removed");
            self.left.push(user);
        }
        let coming = self.random.random_range(0..6);
        let crowd = app.crowd(&format!("new{}-", self.newcomers), coming).await;
        self.newcomers += 1;
        let row = app.sql.query_one("SELECT follow_id FROM followers ORDER BY random() LIMIT 1", &[]).await;
        let late =
            row.expect("a follow").get::<_, Uuid>(0).as_u128() + u128::from(self.random.random::<u32>());
        let mut ids = (0..coming).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        if let Some(first) = ids.first_mut() {
            *first = Uuid::from_u128(late);
        }
        app.gather_at(&crowd, self.star.user_id, &ids).await;
        compact(Direction::Followers, &mut self.client, self.star.user_id, SMALL).await.expect("compaction");
    }
}

#[async_test]
async fn rows_that_stay_are_met_once_by_cursor_whatever_happens() {
    let app = TestApp::start().await;
    let star = app.join("star").await;
    for (round, order) in [Order::Newest, Order::Oldest, Order::Newest].into_iter().enumerate() {
        let fans = app.crowd(&format!("fan{round}-"), 120).await;
        app.gather(&fans, star.user_id).await;
        let mut everybody = app.followers(page_of("star", 1, 100)).await;
        let mut there = names(&everybody);
        while let Some(next) = everybody.next {
            everybody = app.followers(page_of("star", next, 100)).await;
            there.extend(names(&everybody));
        }
        there.shuffle(&mut StdRng::seed_from_u64(1));
        let random = StdRng::seed_from_u64(round as u64);
        let client = app.database.client().await;
        let mut changes = Changes { star: &star, client, random, newcomers: 1_000 * round, left: Vec::new() };
        let (mut met, mut page, mut cursor) = (HashMap::<String, usize>::new(), 1, None);
        loop {
            let found = app.followers(ListRequest { cursor, order, ..page_of("star", page, 7) }).await;
            for name in names(&found) {
                *met.entry(name).or_default() += 1;
            }
            let Some(next) = found.next else { break };
            (page, cursor) = (next, found.cursor);
            changes.happen(&app, &there).await;
        }
        for name in there.iter().filter(|name| !changes.left.contains(name)) {
            assert_eq!(met.get(name), Some(&1), "{name} stayed throughout round {round}");
        }
        assert!(met.values().all(|times| *times == 1), "nobody at all is met twice in round {round}");
        app.assert_counts_hold().await;
    }
}
