//! Holds the wire format against every sample of the contract.

#![allow(clippy::unwrap_used)] // A sample that cannot be read is a failed test.

use common::Code;
use common::accounts::account::{AccountDeleted, Register, Registered};
use common::accounts::passwords::{ChangePassword, ResetPassword};
use common::accounts::sessions::{LoggedIn, LoggedOut, Login};
use common::envelope::{Credentials, Signed};
use common::failure::{Failure, check};
use common::graph::lists::{Followed, Followers, ListRequest, Page};
use common::graph::live::{Kind, Live, News};
use common::people::person::{Counts, Person};
use common::people::relationships::Relationship;
use common::people::search::SearchPeople;
use common::{Done, Endpoint, Envelope, Success};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_string, to_value};
use std::fmt::Debug;
use uuid::Uuid;

/// `value` is written as `sample` and read back from it.
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, sample: Value) {
    let value = Envelope { payload: value };
    assert_eq!(to_value(&value).unwrap(), sample);
    assert_eq!(from_value::<Envelope<T>>(sample).unwrap(), value);
}

fn person() -> Person<'static> {
    Person {
        user_id: Uuid::nil(),
        avatar: "/avatars/x".into(),
        username: "ada".into(),
        location: "".into(),
        relationship: None,
    }
}

fn list_of(page: i64) -> ListRequest {
    ListRequest { page, ..ListRequest::new("defrtyui") }
}

#[test]
fn registration() {
    let request = Register {
        is_google: false,
        username: "wdq".into(),
        email_id: "waedw".into(),
        password: "wewr".into(),
        proof: None,
    };
    let sample = json!({"payload":{"is_google":0, "Username":"wdq", "Email_id":"waedw", "Password":"wewr"}});
    round_trip(request, sample);
    let sample = json!({"payload":{
        "success":true, "error_code":null, "error_message":null, "message":"User successfully registered"}});
    round_trip(Registered::default(), sample);
}

#[test]
fn with_google_no_password_is_asked_for_and_the_flag_is_a_number() {
    let request = Register {
        is_google: true,
        username: "ada".into(),
        email_id: "ada@example.org".into(),
        password: String::new(),
        proof: Some("p".into()),
    };
    assert!(check(&request).is_ok());
    let fields = check(&Register { is_google: false, ..request.clone() }).unwrap_err();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["Password"]);
    let sample = json!({"payload":{
        "is_google":1, "Username":"ada", "Email_id":"ada@example.org", "Password":"", "proof":"p"}});
    round_trip(request, sample);
}

#[test]
fn what_has_nothing_to_tell_has_words_for_people() {
    let sample = |message: &str| json!({"payload":{"success":true, "message":message}});
    round_trip(LoggedOut::default(), sample("user signed out"));
    round_trip(AccountDeleted::default(), sample("account deleted"));
    round_trip(Done::new("password changed"), sample("password changed"));
}

#[test]
fn internal_server_error() {
    let failure = Failure {
        error_code: Some(500),
        code: Code::InternalError,
        error_message: "internal server error".into(),
        ..Failure::default()
    };
    let sample = json!({"payload":{"success":false, "error_code":500, "code":"internal_error", "error_message":"internal server error"}});
    round_trip(failure, sample);
}

#[test]
fn login() {
    let request = Login { username: "desrdf".into(), password: "dert".into() };
    round_trip(request, json!({"payload":{"Username":"desrdf", "Password":"dert"}}));
    let id = Uuid::nil();
    let sample = json!({"payload":{
        "success":true, "message":"user authenticated successfully", "token":"t", "user_id":id.to_string()}});
    round_trip(LoggedIn::new("t".into(), id), sample);
    let (code, error_message) = (Code::WrongCredentials, "Wrong username or password".into());
    let failure = Failure { code, error_message, ..Failure::default() };
    let sample = json!({"payload":{
        "success":false, "error_code":null, "code":"wrong_credentials", "error_message":"Wrong username or password"}});
    round_trip(failure, sample);
}

#[test]
fn lists() {
    let asked = from_value::<Followers>(json!({"user":"defrtyui", "page":1})).unwrap();
    assert_eq!(asked, Followers(list_of(1)));
    let row =
        json!({"user_id":Uuid::nil().to_string(), "avatar":"/avatars/x", "username":"ada", "location":""});
    let sample = |key: &str| json!({"payload":{"success":true, key:[row.clone()], "next":2, "next_page":2, "total":31, "cursor":"c"}});
    let (total, cursor) = (Some(31), Some("c".to_owned()));
    round_trip(Page::<Followers>::new(vec![person()], Some(2), total, cursor.clone()), sample("followers"));
    round_trip(Page::<Followed>::new(vec![person()], Some(2), total, cursor.clone()), sample("followed"));
    round_trip(Page::<SearchPeople>::new(vec![person()], Some(2), total, cursor), sample("people"));
}

#[test]
fn an_empty_list_is_null_and_false() {
    let empty = Page::<Followers>::new(vec![], None, Some(0), None);
    let sample = json!({"payload":{
        "success":true, "followers":null, "next":false, "next_page":false, "total":0, "cursor":null}});
    round_trip(empty, sample);
}

#[test]
fn live_updates() {
    round_trip(Live { after: None }, json!({"payload":{}}));
    round_trip(Live { after: Some("i".into()) }, json!({"payload":{"after":"i"}}));
    let counts = Counts { followers: 1, followed: 2 };
    let news = News { success: Success, event: Kind::Follower, person: person(), counts };
    let sample = json!({"payload":{"success":true, "event":"follower", "person":to_value(person()).unwrap(),
        "counts":{"followers":1, "followed":2}}});
    round_trip(news, sample);
}

#[test]
fn success_comes_first_as_in_the_samples() {
    let page = Page::<Followed>::new(vec![], None, None, None);
    assert!(to_string(&page).unwrap().starts_with(r#"{"success":true,"followed":null"#));
}

#[test]
fn a_failure_never_reads_as_a_success() {
    let mut answer = to_value(LoggedIn::new("t".into(), Uuid::nil())).unwrap();
    answer["success"] = json!(false);
    assert!(from_value::<LoggedIn>(answer).is_err());
}

#[test]
fn unknown_fields_lower_case_and_every_flag_are_read() {
    for (flag, google) in [(json!(0), false), (json!(1), true), (json!(false), false), (json!(true), true)] {
        let request =
            json!({"is_google":flag, "username":"ada", "email_id":"ada@example.org", "password":"p", "x":1});
        assert_eq!(from_value::<Register>(request).unwrap().is_google, google);
    }
    let absent = json!({"Username":"ada", "Email_id":"ada@example.org", "Password":"p"});
    assert!(!from_value::<Register>(absent).unwrap().is_google);
    for wrong in [json!(2), json!("1"), json!(null)] {
        assert!(from_value::<Register>(json!({"is_google":wrong, "Username":"a", "Email_id":"b"})).is_err());
    }
}

#[test]
fn credentials_stand_beside_the_requests_own_fields() {
    let credentials = Credentials { token: Some("t".into()), user_id: Some("i".into()) };
    let signed = Signed { request: &Followed(list_of(2)), credentials: &credentials };
    let sample = json!({"user":"defrtyui", "page":2, "limit":30, "token":"t", "user_id":"i"});
    assert_eq!(to_value(signed).unwrap(), sample);
}

#[test]
fn relationship_is_written_only_where_it_is_known() {
    assert!(to_value(person()).unwrap().get("relationship").is_none());
    let known = Person { relationship: Some(Relationship::default()), ..person() };
    assert_eq!(to_value(known).unwrap()["relationship"], json!({"following":false, "followed_by":false}));
}

#[test]
fn a_relationship_is_mutual_with_both_follows_and_tells_what_is_rare_only_where_it_is_true() {
    for bits in 0..32_u8 {
        let [following, followed_by, requested, requested_by, blocking] =
            [1, 2, 4, 8, 16].map(|bit| bits & bit != 0);
        let relationship = Relationship { following, followed_by, requested, requested_by, blocking };
        assert_eq!(relationship.is_mutual(), bits & 3 == 3);
        let mut sample = json!({"following":following, "followed_by":followed_by});
        for (rare, is_true) in
            [("requested", requested), ("requested_by", requested_by), ("blocking", blocking)]
        {
            if is_true {
                sample[rare] = json!(true);
            }
        }
        round_trip(relationship, json!({"payload":sample}));
    }
}

#[test]
fn complaints_name_fields_as_the_contract_spells_them() {
    let request = Register { username: "a b".into(), ..Register::default() };
    let fields = check(&request).unwrap_err();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["Email_id", "Password", "Username"]);
    let fields = check(&Followers(list_of(0))).unwrap_err();
    assert_eq!(fields["page"], "Pages count from 1.");
}

#[test]
fn each_form_field_is_named_as_it_is_written() {
    let reset = ResetPassword { code: "a\0b".into(), password: "short".into() };
    let fields = check(&reset).unwrap_err();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["Password", "code"]);
    let written = to_value(reset).unwrap();
    assert!(fields.keys().all(|field| written.get(field).is_some()));
    let fields = check(&ChangePassword::default()).unwrap_err();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["new_password"]);
}

#[test]
fn every_path_is_different() {
    let mut paths = common::endpoint::PATHS.to_vec();
    assert!(paths.contains(&Register::PATH));
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), common::endpoint::PATHS.len());
}
