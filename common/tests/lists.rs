//! What a list is asked for and answers with.

#![allow(clippy::unwrap_used)] // A sample that cannot be read is a failed test.

use common::Endpoint;
use common::failure::check;
use common::graph::blocks::Blocked;
use common::graph::lists::{Filter, Followed, Followers, ListRequest, Order, OwnListRequest, Page};
use common::graph::requests::{Requested, Requests};
use common::graph::suggestions::{KnownFollowers, Suggestions};
use common::pagination::List;
use common::people::person::Person;
use common::people::search::SearchPeople;
use serde_json::{Value, from_value, json, to_value};
use uuid::Uuid;

fn own(page: i64, limit: i64) -> OwnListRequest {
    OwnListRequest { page, limit, cursor: None }
}

#[test]
fn a_list_is_asked_for_its_first_thirty_rows_where_nothing_is_said() {
    let asked = from_value::<ListRequest>(json!({"user":"ada"})).unwrap();
    assert_eq!(asked, ListRequest::new("ada"));
    assert_eq!((asked.page, asked.limit, asked.order), (1, 30, Order::Newest));
    let asked = from_value::<SearchPeople>(json!({})).unwrap();
    assert_eq!((asked.prefix.as_str(), asked.page, asked.limit, asked.cursor), ("", 1, 30, None));
    assert_eq!(from_value::<OwnListRequest>(json!({})).unwrap(), own(1, 30));
    assert_eq!(OwnListRequest::default(), own(1, 30));
}

#[test]
fn a_list_is_whole_without_a_prefix_and_a_filter() {
    for (prefix, filter, is_whole) in [
        ("", None, true),
        (" ", None, true),
        ("a", None, false),
        ("", Some(Filter::Mutual), false),
        ("a", Some(Filter::NotFollowedBack), false),
    ] {
        let request = ListRequest { prefix: prefix.into(), filter, ..ListRequest::new("ada") };
        assert_eq!(request.is_whole(), is_whole, "{prefix:?} {filter:?}");
    }
}

#[test]
fn only_what_was_chosen_is_written() {
    let plain = json!({"user":"ada", "page":1, "limit":30});
    assert_eq!(to_value(ListRequest::new("ada")).unwrap(), plain);
    let chosen = ListRequest {
        cursor: Some("c".into()),
        prefix: "x".into(),
        filter: Some(Filter::NotFollowingBack),
        order: Order::Oldest,
        ..ListRequest::new("ada")
    };
    let sample = json!({"user":"ada", "page":1, "limit":30, "cursor":"c", "prefix":"x",
        "filter":"not_following_back", "order":"oldest"});
    assert_eq!(to_value(&chosen).unwrap(), sample);
    assert_eq!(from_value::<ListRequest>(sample).unwrap(), chosen);
}

#[test]
fn the_rules_of_a_page_hold_for_every_list() {
    let wrong = own(0, 101);
    let complaints = [
        check(&Requests(wrong.clone())),
        check(&Requested(wrong.clone())),
        check(&Blocked(wrong.clone())),
        check(&Suggestions(wrong)),
        check(&Followers(ListRequest { page: 0, limit: 101, ..ListRequest::new("ada") })),
        check(&Followed(ListRequest { page: 0, limit: 101, ..ListRequest::new("ada") })),
        check(&KnownFollowers(ListRequest { page: 0, limit: 101, ..ListRequest::new("ada") })),
        check(&SearchPeople { prefix: String::new(), page: 0, limit: 101, cursor: None }),
    ];
    for complaint in complaints {
        assert_eq!(complaint.unwrap_err().keys().collect::<Vec<_>>(), ["limit", "page"]);
    }
}

/// The rows of a list are under the key of its own, named like its endpoint or by the contract.
fn answers_under<L: List + Endpoint>(key: &str) {
    let person = Person {
        user_id: Uuid::nil(),
        avatar: "/avatars/x".into(),
        username: "ada".into(),
        location: "".into(),
        relationship: None,
    };
    let page = Page::<L>::new(vec![person], Some(2), Some(31), None);
    let written = to_value(&page).unwrap();
    assert_eq!(written[key][0]["username"], "ada", "{}", L::PATH);
    assert!(from_value::<Page<L>>(written).is_ok_and(|read| read.rows == page.rows), "{key}");
}

#[test]
fn each_list_has_a_key_of_its_own() {
    answers_under::<Followers>("followers");
    answers_under::<Followed>("followed");
    answers_under::<KnownFollowers>("known_followers");
    answers_under::<SearchPeople>("people");
    answers_under::<Suggestions>("suggestions");
    answers_under::<Requests>("requests");
    answers_under::<Requested>("requested");
    answers_under::<Blocked>("blocked");
}

#[test]
fn the_next_page_is_a_number_or_false() {
    let read = |next: Value| {
        let page = json!({"success":true, "followers":null, "next":next, "total":null, "cursor":null});
        from_value::<Page<Followers>>(page).map(|page| page.next).map_err(|error| error.to_string())
    };
    assert_eq!(read(json!(7)), Ok(Some(7)));
    assert_eq!(read(json!(false)), Ok(None));
    assert!(read(json!(u64::MAX)).is_err());
    assert!(read(json!("7")).unwrap_err().contains("a page number or false"));
}
