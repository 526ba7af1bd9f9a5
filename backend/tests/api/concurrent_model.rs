//! Random storms of everything that changes the graph, from several connections at once, against a simple model: after
//! each, lists, counts, relationships and both directions are what the model says.

use crate::helpers::TestApp;
use crate::model::{Model, What, Wish, what};
use crate::test_client::{Visitor, by_password, names, page_of};
use common::accounts::account::DeleteAccount;
use common::graph::blocks::{Block, Unblock};
use common::graph::follows::{Follow, RemoveFollower, Unfollow};
use common::graph::lists::{Direction, Followers, ListRequest, Order, Page};
use common::graph::requests::{Accept, Reject};
use common::pagination::List;
use common::people::person::Counts;
use common::people::privacy::SetPrivacy;
use common::people::profiles::ViewProfile;
use kith::database::Client;
use kith::database::graph::counts::{compact, size::Size};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rocket::futures::future::{join, join_all};
use rocket::tokio::runtime::Runtime;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// People in a storm; two of them are locked.
const PEOPLE: usize = 10;
/// Connections that make wishes at once. Each has pairs of people to itself, so that the order of what happens to a pair is
/// known; their lists are everybody's.
const CONNECTIONS: usize = 4;
/// So small that short lists have segments and super-segments.
const SIZE: Size = Size { segment: 2, super_segment: 2 };

/// One storm: wishes, and who deletes their account in the middle of it.
#[derive(Clone, Debug)]
struct Storm {
    wishes: Vec<Wish>,
    leaver: usize,
}

fn storm() -> impl Strategy<Value = Storm> {
    let wish = (0..PEOPLE, 1..PEOPLE, what()).prop_map(|(who, distance, what)| Wish {
        who,
        whom: (who + distance) % PEOPLE,
        what,
    });
    (vec(wish, 300..400), 0..PEOPLE).prop_map(|(wishes, leaver)| Storm { wishes, leaver })
}

/// The connection that makes a wish. All that concerns the leaver goes through one, where the leaving comes last.
fn connection(wish: &Wish, leaver: usize) -> usize {
    let (one, other) = (wish.who.min(wish.whom), wish.who.max(wish.whom));
    if one == leaver || other == leaver { 0 } else { (one * PEOPLE + other) % CONNECTIONS }
}

async fn ask(people: &[Visitor<'_>], Wish { who, whom, what }: Wish) -> bool {
    let (by, user) = (&people[who], people[whom].username.clone());
    match what {
        What::Follow => by.call(&Follow { user }).await.is_ok(),
        What::Unfollow => by.call(&Unfollow { user }).await.is_ok(),
        What::Remove => by.call(&RemoveFollower { user }).await.is_ok(),
        What::Block => by.call(&Block { user }).await.is_ok(),
        What::Unblock => by.call(&Unblock { user }).await.is_ok(),
        What::Accept => by.call(&Accept { user }).await.is_ok(),
        What::Reject => by.call(&Reject { user }).await.is_ok(),
    }
}

/// Starts the storm, and gives what the model makes of it.
async fn rage(people: &[Visitor<'_>], storm: &Storm, before: &Model) -> Model {
    let rows = (0..CONNECTIONS).map(|number| async move {
        let mut model = before.clone();
        for &wish in storm.wishes.iter().filter(|wish| connection(wish, storm.leaver) == number) {
            let allowed = model.grant(wish);
            assert_eq!(ask(people, wish).await, allowed, "whether {wish:?} is allowed");
        }
        if number == 0 {
            people[storm.leaver]
                .call(&DeleteAccount { confirmation: by_password() })
                .await
                .expect("an account is deleted");
        }
        model
    });
    let models = join_all(rows).await;
    let mut after = Model { locked: before.locked.clone(), ..Model::default() };
    let of = |pair: &(usize, usize)| {
        let wish = Wish { who: pair.0, whom: pair.1, what: What::Follow };
        connection(&wish, storm.leaver)
    };
    for (number, model) in models.into_iter().enumerate() {
        after.follows.extend(model.follows.iter().filter(|pair| of(pair) == number));
        after.requests.extend(model.requests.iter().filter(|pair| of(pair) == number));
        after.blocks.extend(model.blocks.iter().filter(|pair| of(pair) == number));
    }
    after.forget(storm.leaver);
    after
}

/// Compacts all lists, over and over, until the storm is over.
async fn keep_compacting(client: &mut Client, ids: &[Uuid], over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        for &id in ids {
            // A person who has just left has no list to compact.
            let _ = compact(Direction::Followers, client, id, SIZE).await;
            let _ = compact(Direction::Followed, client, id, SIZE).await;
        }
    }
}

/// A list read in three ways, which must agree: by cursor, by page number, and from its other end.
async fn read(app: &TestApp, name: &str, is_followers: bool) -> Vec<String> {
    let page = async |asked: ListRequest| match is_followers {
        true => parts(app.followers(asked).await),
        false => parts(app.followed(asked).await),
    };
    let mut found = [Vec::new(), Vec::new(), Vec::new()];
    for (way, rows) in found.iter_mut().enumerate() {
        let (mut number, mut cursor) = (1, None);
        loop {
            let order = if way == 2 { Order::Oldest } else { Order::Newest };
            let (names, next, after) = page(ListRequest { cursor, order, ..page_of(name, number, 2) }).await;
            rows.extend(names);
            assert!(rows.len() <= PEOPLE, "the list comes to an end: {rows:?}");
            let Some(next) = next else { break };
            (number, cursor) = (next, after.filter(|_| way == 0));
        }
    }
    found[2].reverse();
    assert_eq!(found[0], found[1], "by cursor and by number");
    assert_eq!(found[0], found[2], "from either end");
    found[0].clone()
}

/// Names, the next page's number and its cursor.
fn parts<L: List>(page: Page<'_, L>) -> (Vec<String>, Option<i64>, Option<String>) {
    (names(&page), page.next, page.cursor)
}

async fn assert_as_modelled(app: &TestApp, people: &[Visitor<'_>], model: &Model, gone: Option<usize>) {
    let name = |number: &usize| people[*number].username.clone();
    for who in (0..PEOPLE).filter(|who| Some(*who) != gone) {
        let lists = [(true, model.followers(who)), (false, model.followed(who))];
        for (is_followers, expected) in &lists {
            let rows = read(app, &name(&who), *is_followers).await;
            assert_eq!(rows.len(), expected.len(), "nobody stands in a list twice: {rows:?}");
            let expected = expected.iter().map(name).collect::<BTreeSet<_>>();
            assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), expected, "followers: {is_followers}");
        }
        let [followers, followed] = lists.map(|(_, list)| list.len() as i64);
        assert_eq!(app.profile(&name(&who)).await.counts, Counts { followers, followed });
        for whom in (0..PEOPLE).filter(|whom| Some(*whom) != gone && *whom != who) {
            let seen = people[who].call(&ViewProfile { user: name(&whom) }).await;
            if model.is_hidden(whom, who) {
                seen.expect_err("a person who blocks is hidden");
            } else {
                let relationship = seen.expect("a profile").person.relationship;
                assert_eq!(relationship, Some(model.relationship(who, whom)), "{who} and {whom}");
            }
            assert_searched_as_modelled(&people[who], &people[whom].username, model, (who, whom)).await;
        }
    }
    app.assert_directions_agree().await;
    app.assert_counts_hold().await;
}

/// A search in another person's followers shows and counts those whom no block hides from the viewer.
async fn assert_searched_as_modelled(
    viewer: &Visitor<'_>,
    name: &str,
    model: &Model,
    (who, whom): (usize, usize),
) {
    let asked = ListRequest { prefix: "person".to_owned(), ..page_of(name, 1, 100) };
    let page = viewer.call(&Followers(asked)).await;
    let apart = |other| model.blocks.contains(&(who, other)) || model.blocks.contains(&(other, who));
    if apart(whom) {
        page.expect_err("a block is in the way");
        return;
    }
    let page = page.expect("a page");
    let expected = model.followers(whom).into_iter().filter(|other| !apart(*other));
    let expected = expected.map(|number| format!("person{number}")).collect::<BTreeSet<_>>();
    assert_eq!(page.total, Some(expected.len() as i64), "{who} looks at {whom}");
    assert_eq!(names(&page).into_iter().collect::<BTreeSet<_>>(), expected, "{who} looks at {whom}");
}

async fn gather(app: &TestApp) -> Vec<Visitor<'_>> {
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(app.join(&format!("person{number}")).await);
    }
    people
}

#[test]
fn after_a_storm_everything_is_as_the_model_says() {
    let runtime = Runtime::new().expect("a runtime");
    // No persistence and no shrinking: a storm that failed once may pass the next time.
    let config = Config { cases: 6, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(storm(), 2), |storms| {
        runtime.block_on(async {
            let app = TestApp::start().await;
            let mut people = gather(&app).await;
            let mut model = Model { locked: BTreeSet::from([1, 2]), ..Model::default() };
            for &locked in &model.locked {
                let lock = SetPrivacy { locked: Some(true), hides_lists: None };
                people[locked].call(&lock).await.expect("an account is locked");
            }
            let mut client = app.database.client().await;
            for storm in &storms {
                let ids = people.iter().map(|person| person.user_id).collect::<Vec<_>>();
                let over = AtomicBool::new(false);
                let raging = async {
                    let after = rage(&people, storm, &model).await;
                    over.store(true, Ordering::Relaxed);
                    after
                };
                (model, ()) = join(raging, keep_compacting(&mut client, &ids, &over)).await;
                assert_as_modelled(&app, &people, &model, Some(storm.leaver)).await;
                // The name of a deleted account rests; here it is to come back.
                app.sql.execute("DELETE FROM resting_names", &[]).await.expect("free names");
                people[storm.leaver] = app.join(&format!("person{}", storm.leaver)).await;
                assert_as_modelled(&app, &people, &model, None).await;
            }
        });
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
