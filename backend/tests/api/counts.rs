//! Counts and deep pages of lists that are compacted: the same as if every row were counted each time.

use crate::databases::is_citus;
use crate::helpers::TestApp;
use crate::test_client::{Visitor, names, page_of};
use common::graph::follows::RemoveFollower;
use common::graph::lists::{Direction, ListRequest, Order};
use kith::database::graph::counts::{
    compact,
    size::{SIZE, Size},
};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rocket::async_test;
use tokio_postgres::{Client, Row, SimpleQueryMessage};
use uuid::Uuid;

/// So small that a short list has several super-segments.
const SMALL: Size = Size { segment: 7, super_segment: 3 };

/// Compacts until nothing is left uncounted.
async fn compact_all(client: &mut kith::database::Client, owner: Uuid, size: Size) {
    while compact(Direction::Followers, client, owner, size).await.expect("compaction") > 0 {}
}

/// Who follows the star, newest first, as the table says.
async fn followers(app: &TestApp) -> Vec<String> {
    let sql = "SELECT username FROM followers JOIN people ON people.person_id = follower_id ORDER BY follow_id DESC";
    app.sql.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
}

/// Every bare page of the star's followers, in an order of one's own, put together.
async fn pages(app: &TestApp, limit: i64, order: Order, random: &mut StdRng) -> Vec<String> {
    let total = app.followers(page_of("star", 1, 1)).await.total.expect("a total");
    let last = (total + limit - 1) / limit;
    let mut numbers = (1..=last + 1).collect::<Vec<_>>();
    numbers.shuffle(random);
    let mut found = vec![Vec::new(); numbers.len()];
    for number in numbers {
        let page = app.followers(ListRequest { order, ..page_of("star", number, limit) }).await;
        assert_eq!(page.total, Some(total), "the total at page {number}");
        assert_eq!(page.next, (number < last).then_some(number + 1), "what follows page {number} of {last}");
        found[number as usize - 1] = names(&page);
    }
    found.concat()
}

async fn assert_partitioned(app: &TestApp, random: &mut StdRng) {
    let mut expected = followers(app).await;
    for limit in [1, 7, 30, 100] {
        assert_eq!(pages(app, limit, Order::Newest, random).await, expected, "{limit} a page");
    }
    expected.reverse();
    for limit in [1, 9] {
        assert_eq!(pages(app, limit, Order::Oldest, random).await, expected, "{limit} a page, oldest first");
    }
    app.assert_counts_hold().await;
}

async fn remove(star: &Visitor<'_>, names: &[String]) {
    for user in names {
        star.call(&RemoveFollower { user: user.clone() }).await.expect("a follower is removed");
    }
}

#[async_test]
async fn bare_pages_partition_a_list_however_it_came_to_be() {
    let app = TestApp::start().await;
    let mut client = app.database.client().await;
    let mut random = StdRng::seed_from_u64(4);
    let star = app.join("star").await;
    for round in 0..4 {
        let fans = app.crowd(&format!("fan{round}-"), 60).await;
        app.gather(&fans, star.user_id).await;
        compact_all(&mut client, star.user_id, SMALL).await;
        // Some follows come from servers whose clocks are behind: into the middle of sealed segments.
        let late = app.crowd(&format!("late{round}-"), 5).await;
        let when = app.sql.query("SELECT follow_id FROM followers ORDER BY random() LIMIT 5", &[]).await;
        let shortly_after =
            |row: &Row| Uuid::from_u128(row.get::<_, Uuid>(0).as_u128() + u128::from(random.random::<u32>()));
        let when = when.expect("ids").iter().map(shortly_after).collect::<Vec<_>>();
        app.gather_at(&late, star.user_id, &when).await;
        let mut leaving = followers(&app).await;
        leaving.shuffle(&mut random);
        remove(&star, &leaving[..random.random_range(3..15)]).await;
        assert_partitioned(&app, &mut random).await;
    }
    let everybody = followers(&app).await;
    remove(&star, &everybody[20..]).await;
    assert_partitioned(&app, &mut random).await;
    remove(&star, &everybody[..20]).await;
    assert_partitioned(&app, &mut random).await;
}

#[async_test]
async fn a_list_is_compacted_while_it_grows() {
    let app = TestApp::start().await;
    let star = app.crowd("star", 1).await[0];
    let fans = app.crowd("fan", 2_500).await;
    app.gather(&fans, star).await;
    assert_eq!(app.number("SELECT count(*) FROM follower_tallies").await, 0, "nobody has followed yet");
    let mut visitors = 0;
    let mut has_looked = false;
    while !has_looked {
        let visitor = app.join(&format!("visitor{visitors}")).await;
        visitor.follow("star000").await;
        visitors += 1;
        // By chance one in 16 looks; its id tells which.
        let looks =
            "SELECT get_byte(uuid_send(follow_id), 15) % 16 = 0 FROM followers WHERE follower_id = $1";
        has_looked = app.sql.query_one(looks, &[&visitor.user_id]).await.expect("a follow").get(0);
        let counted = app.number("SELECT count(*) FROM followers WHERE counted").await;
        assert_eq!(counted, if has_looked { 1_000 } else { 0 }, "after {visitors} follows");
    }
    assert_eq!(app.profile("star000").await.counts.followers, 2_500 + visitors);
    app.assert_counts_hold().await;
}

#[async_test]
async fn two_who_fold_at_once_do_the_work_once() {
    let app = TestApp::start().await;
    let star = app.crowd("star", 1).await[0];
    app.gather(&app.crowd("fan", 300).await, star).await;
    let (mut one, mut other) = (app.database.client().await, app.database.client().await);
    let compacted = rocket::tokio::join!(
        compact(Direction::Followers, &mut one, star, SMALL),
        compact(Direction::Followers, &mut other, star, SMALL)
    );
    assert_eq!(compacted.0.expect("compaction") + compacted.1.expect("compaction"), 300);
    app.assert_counts_hold().await;
    assert_eq!(app.profile("star000").await.counts.followers, 300);
}

async fn explained(client: &Client, explain: &str) -> String {
    let messages = client.simple_query(explain).await.expect("a plan");
    let lines = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The rows that a plan has read from tables and indexes, those passed over included. The plan is read as text: Citus puts that of a
/// shard as text into one of any format.
fn rows_read(plan: &str) -> f64 {
    const OF_TABLES: [&str; 4] =
        ["Seq Scan on ", "Index Scan using ", "Index Only Scan using ", "Bitmap Heap Scan on "];
    let number = |line: &str, name: &str| {
        let (_, rest) = line.split_once(name)?;
        rest.split(|letter: char| !letter.is_ascii_digit() && letter != '.').next()?.parse::<f64>().ok()
    };
    let (mut read, mut loops) = (0.0, None);
    for line in plan.lines() {
        if let Some(rows) = number(line, "actual rows=") {
            loops = number(line, "loops=").filter(|_| OF_TABLES.iter().any(|scan| line.contains(scan)));
            read += rows * loops.unwrap_or_default();
        } else if let Some(removed) = number(line, "Rows Removed by Filter: ") {
            read += removed * loops.unwrap_or_default();
        }
    }
    read
}

#[async_test]
async fn no_page_of_a_long_list_reads_more_than_so_many_rows() {
    const LENGTH: i64 = 100_000;
    let app = TestApp::start().await;
    let star = app.crowd("star", 1).await[0];
    app.gather(&app.crowd("fan", LENGTH as usize).await, star).await;
    let mut client = app.database.client().await;
    compact_all(&mut client, star, SIZE).await;
    app.gather(&app.crowd("new", 250).await, star).await;
    let client = &app.sql;
    client.batch_execute("VACUUM ANALYZE").await.expect("a vacuum");
    // Citus plans for the shard that the parameters name, and never for all.
    let modes = match is_citus() {
        true => &["force_custom_plan"][..],
        false => &["force_custom_plan", "force_generic_plan"],
    };
    for (name, sql) in kith::database::graph::lists::statements(Direction::Followers) {
        let at = if name.ends_with("at") { "bigint" } else { "uuid" };
        client
            .batch_execute(&format!("PREPARE {name} (uuid, {at}, bigint) AS {sql}"))
            .await
            .expect("it prepares");
        for depth in (0..=LENGTH + 1_000).step_by(7_919) {
            let sql = format!(
                "SELECT follow_id FROM followers ORDER BY follow_id OFFSET {} LIMIT 1",
                depth.min(LENGTH - 1)
            );
            let id: Uuid = client.query_one(&sql, &[]).await.expect("a follow").get(0);
            let place = if at == "bigint" { depth.to_string() } else { format!("'{id}'") };
            for mode in modes {
                let explain = format!(
                    "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) EXECUTE {name} ('{star}', {place}, 31)"
                );
                client.batch_execute(&format!("SET plan_cache_mode = {mode}")).await.expect("a setting");
                let plan = explained(client, &explain).await;
                let rows = rows_read(&plan);
                assert!((1.0..2_200.0).contains(&rows), "{name} at {depth}, {mode}: {rows} rows in {plan}");
            }
        }
    }
}
