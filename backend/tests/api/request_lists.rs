//! Who waits for an answer: lists of requests, page by page, and requests told live.

use crate::helpers::TestApp;
use crate::test_client::names;
use common::graph::lists::OwnListRequest;
use common::graph::live::Kind;
use common::graph::requests::{Requested, Requests};
use common::people::person::Counts;
use common::people::relationships::Relationship;
use rocket::async_test;
use uuid::Uuid;

#[async_test]
async fn long_lists_of_requests_are_paged() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let crowd = app.crowd("p", 7).await;
    let ids = crowd.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    for table in ["requests", "requested"] {
        let sql = format!("INSERT INTO {table} SELECT $1, * FROM unnest($2::uuid[], $3::uuid[])");
        app.sql.execute(&sql, &[&ada.user_id, &crowd, &ids]).await.expect("requests");
    }
    let ask = async |list: &str, asked: OwnListRequest| match list {
        "requests" => {
            let page = ada.call(&Requests(asked)).await.expect("a page");
            (names(&page), page.next, page.total, page.cursor)
        }
        _ => {
            let page = ada.call(&Requested(asked)).await.expect("a page");
            (names(&page), page.next, page.total, page.cursor)
        }
    };
    for list in ["requests", "requested"] {
        for by_cursor in [false, true] {
            let (mut seen, mut page, mut cursor) = (Vec::new(), 1, None);
            loop {
                let (rows, next, total, after) = ask(list, OwnListRequest { page, limit: 3, cursor }).await;
                assert_eq!((total, next.is_some()), (Some(7), after.is_some()), "{list}, page {page}");
                seen.extend(rows);
                let Some(next) = next else { break };
                (page, cursor) = (next, after.filter(|_| by_cursor));
            }
            assert_eq!((page, seen.join(" ").as_str()), (3, "p006 p005 p004 p003 p002 p001 p000"), "{list}");
        }
    }
    let forged = Requests(OwnListRequest { cursor: Some("x".to_owned()), ..OwnListRequest::default() });
    let failure = ada.call(&forged).await.expect_err("no cursor");
    assert_eq!(failure.fields["cursor"], "This cursor is not one that a page came with.");
}

#[async_test]
async fn a_request_is_told_live_and_so_is_what_comes_of_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let mut stream = app.listen(&ada.token).await;
    ada.lock(true).await;
    bob.follow("ada").await;
    let request = stream.next().await;
    let news = request.news();
    assert_eq!((news.event, news.person.username.as_ref()), (Kind::Request, "bob"));
    assert_eq!(
        news.person.relationship,
        Some(Relationship { requested_by: true, ..Relationship::default() })
    );
    assert_eq!(news.counts, Counts::default(), "the caller's own, and nobody follows yet");
    eve.follow("ada").await;
    assert_eq!(stream.next().await.name(), "eve", "requests are told in their order, and once");
    ada.accept("bob").await;
    let news = stream.next().await.news();
    assert_eq!((news.event, news.person.username.as_ref()), (Kind::Follower, "bob"));
    assert_eq!(news.counts, Counts { followers: 1, followed: 0 });
    let mut again = app.resume(&ada.token, request.id).await;
    let told = [again.next().await.news(), again.next().await.news()];
    let told = told.map(|news| (news.event, news.person.username.into_owned()));
    assert_eq!(told, [(Kind::Request, "eve".to_owned()), (Kind::Follower, "bob".to_owned())]);
}
