//! Live updates: who follows the viewer is told to the viewer, in order, once, and to nobody else.

use crate::helpers::TestApp;
use common::Success;
use common::graph::live::{Kind, News};
use common::graph::requests::Accept;
use common::people::person::Counts;
use common::people::relationships::Relationship;
use rocket::async_test;
use serde_json::{Value, from_str, json};
use uuid::Uuid;

#[async_test]
async fn a_follow_is_told_as_it_happens() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut stream = app.listen(&ada.token).await;
    stream.start().await;
    let header = |name: &str| stream.response.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("Content-Type"), "text/event-stream");
    assert_eq!((header("Cache-Control"), header("X-Accel-Buffering")), ("no-store".into(), "no".into()));
    assert!(Uuid::try_parse(&header("X-Request-Id")).is_ok());
    bob.follow("ada").await;
    let event = stream.next().await;
    let row = app.sql.query_one("SELECT follow_id FROM followers", &[]).await.expect("one follow");
    assert_eq!(event.id, row.get::<_, Uuid>(0));
    let bob = json!({
        "user_id": bob.user_id, "avatar": format!("/avatars/{}.svg", bob.user_id), "username": "bob", "location": "",
        "relationship": {"following": false, "followed_by": true},
    });
    let payload = json!({"success": true, "event": "follower", "person": bob, "counts": {"followers": 1, "followed": 0}});
    assert_eq!(from_str::<Value>(&event.data).expect("JSON"), json!({ "payload": payload }));
}

#[async_test]
async fn a_stream_that_broke_before_any_news_goes_on_where_it_began() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    eve.follow("ada").await;
    let start = app.listen(&ada.token).await.start().await;
    bob.follow("ada").await;
    assert_eq!(app.resume(&ada.token, start).await.next().await.name(), "bob");
}

#[async_test]
async fn following_again_is_told_again() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    let mut stream = app.listen(&ada.token).await;
    bob.follow("ada").await;
    let first = stream.next().await;
    bob.unfollow("ada").await;
    bob.follow("ada").await;
    let second = stream.next().await;
    assert!(first.id < second.id, "{first:?} {second:?}");
    let relationship = Some(Relationship { following: true, followed_by: true, ..Relationship::default() });
    for News { success: Success, event, person, counts } in [first.news(), second.news()] {
        assert_eq!((event, person.relationship), (Kind::Follower, relationship));
        assert_eq!(counts, Counts { followers: 1, followed: 1 });
    }
}

#[async_test]
async fn only_what_happens_to_the_viewer_and_only_from_now_on() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    eve.follow("ada").await;
    let (mut to_ada, mut to_bob) = (app.listen(&ada.token).await, app.listen(&bob.token).await);
    eve.follow("bob").await;
    ada.follow("bob").await;
    let mut told = to_bob.names(2).await;
    told.sort();
    assert_eq!(told, ["ada", "eve"]);
    bob.follow("ada").await;
    assert_eq!(to_ada.next().await.name(), "bob", "nothing came before");
}

#[async_test]
async fn every_stream_of_a_person_is_told_by_every_server() {
    let app = TestApp::start().await;
    let other = app.beside().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut streams =
        [app.listen(&ada.token).await, other.listen(&ada.token).await, other.listen(&ada.token).await];
    bob.follow("ada").await;
    for stream in &mut streams {
        assert_eq!(stream.next().await.name(), "bob");
    }
}

#[async_test]
async fn a_stream_goes_on_where_another_was() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut stream = app.listen(&ada.token).await;
    bob.follow("ada").await;
    let last = stream.next().await.id;
    drop(stream);
    let crowd = app.crowd("p", 3).await;
    app.gather(&crowd, ada.user_id).await;
    let mut stream = app.beside().await.resume(&ada.token, last).await;
    assert_eq!(stream.next().await.name(), "p000");
    let middle = stream.next().await.id;
    let mut again = app.resume(&ada.token, middle).await;
    app.gather(&app.crowd("q", 1).await, ada.user_id).await;
    assert_eq!(
        (stream.names(2).await, again.names(2).await),
        (names(&["p002", "q000"]), names(&["p002", "q000"]))
    );
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[async_test]
async fn who_was_away_for_long_is_told_the_newest_hundred() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let crowd = app.crowd("p", 131).await;
    app.gather(&crowd[..130], ada.user_id).await;
    let mut stream = app.resume(&ada.token, Uuid::nil()).await;
    let newest = (30..130).map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    assert_eq!(stream.names(100).await, newest);
    app.gather(&crowd[130..], ada.user_id).await;
    let event = stream.next().await.news();
    assert_eq!((event.person.username.as_ref(), event.counts.followers), ("p130", 131));
}

#[async_test]
async fn a_follow_that_is_committed_late_is_told_once_and_moves_no_position_back() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let mut stream = app.listen(&ada.token).await;
    bob.follow("ada").await;
    let newest = stream.next().await.id;
    let (high, low) = newest.as_u64_pair();
    let late = Uuid::from_u64_pair(high - (3_000 << 16), low);
    let crowd = app.crowd("p", 2).await;
    let sql = "INSERT INTO followers (person_id, follower_id, follow_id) VALUES ($1, $2, $3)";
    app.sql.execute(sql, &[&ada.user_id, &crowd[0], &late]).await.expect("a late follow");
    let event = stream.next().await;
    assert_eq!((event.name().as_str(), event.id), ("p000", newest), "the client goes on after the newest");
    let mut again = app.resume(&ada.token, event.id).await;
    app.gather(&crowd[1..], ada.user_id).await;
    for stream in [&mut stream, &mut again] {
        assert_eq!(stream.next().await.name(), "p001");
    }
}

#[async_test]
async fn what_the_viewer_follows_elsewhere_is_told_and_so_is_a_request_that_is_accepted() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    eve.lock(true).await;
    let (mut to_ada, mut to_eve) = (app.listen(&ada.token).await, app.listen(&eve.token).await);
    ada.follow("bob").await;
    let news = to_ada.next().await.news();
    assert_eq!((news.event, news.person.user_id), (Kind::Followed, bob.user_id));
    assert_eq!(news.person.relationship, Some(Relationship { following: true, ..Relationship::default() }));
    assert_eq!(news.counts, Counts { followers: 0, followed: 1 });

    ada.follow("eve").await;
    assert_eq!(to_eve.next().await.news().event, Kind::Request);
    eve.call(&Accept { user: "ada".into() }).await.expect("accepted");
    let news = to_ada.next().await.news();
    assert_eq!((news.event, news.person.user_id), (Kind::Followed, eve.user_id), "to ask was no news");
    assert!(news.person.relationship.is_some_and(|now| now.following && !now.requested));
    let news = to_eve.next().await.news();
    assert_eq!((news.event, news.person.user_id), (Kind::Follower, ada.user_id));
}

#[async_test]
async fn two_who_follow_each_other_at_once_are_told_of_both() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let start = app.listen(&ada.token).await.start().await;
    ada.follow("bob").await;
    bob.follow("ada").await;
    let mut stream = app.resume(&ada.token, start).await;
    let told = [stream.next().await.news().event, stream.next().await.news().event];
    assert_eq!(told, [Kind::Followed, Kind::Follower]);
}

#[async_test]
async fn an_import_does_not_crowd_out_what_others_do() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let start = app.listen(&ada.token).await.start().await;
    bob.follow("ada").await;
    let sql = "INSERT INTO followed (person_id, followed_id, follow_id) VALUES ($1, $2, $2)";
    for person in app.crowd("p", 150).await {
        app.sql.execute(sql, &[&ada.user_id, &person]).await.expect("a follow");
    }
    let mut stream = app.resume(&ada.token, start).await;
    assert_eq!(stream.next().await.name(), "bob");
    assert_eq!(stream.next().await.name(), "p140", "and the newest of the viewer's own");
}
