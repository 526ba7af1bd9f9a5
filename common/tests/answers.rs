//! What the server writes is read by clients as it was.

#![allow(clippy::expect_used)] // What cannot be written or read is a failed test.

use common::accounts::account::Account;
use common::accounts::emails::{EmailLink, LinkKind};
use common::accounts::google::{GoogleBegun, Identified};
use common::accounts::passkeys::{Ceremony, Passkey};
use common::accounts::second_factors::{AuthenticatorBegun, Method, RecoveryCodes, SecondFactor};
use common::accounts::security_events;
use common::accounts::security_events::{SecurityEvent, SecurityEventPage};
use common::accounts::sessions::{LoggedIn, Session, SessionList};
use common::features::Features;
use common::graph::blocks::Blocked;
use common::graph::follows::FollowChanged;
use common::graph::lists::{Followed, Followers, Page};
use common::graph::live::{Kind, News};
use common::graph::requests::{Requested, Requests};
use common::graph::suggestions::{KnownFollowers, Suggestions};
use common::graph::transfers::{Imported, Reason, Unmatched};
use common::people::person::{Counts, Person};
use common::people::privacy::Privacy;
use common::people::profiles::Details;
use common::people::profiles::Profile;
use common::people::relationships::Relationship;
use common::people::search::SearchPeople;
use common::{Done, Failure, Success};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use uuid::Uuid;

fn is_read<T: DeserializeOwned + Serialize + PartialEq + Debug>(written: T) {
    let text = serde_json::to_string(&written).expect("JSON");
    assert_eq!(serde_json::from_str::<T>(&text).expect(&text), written);
}

fn words() -> String {
    "a \"\\ é\n".to_owned()
}

fn person() -> Person<'static> {
    let relationship = Relationship { following: true, requested_by: true, ..Relationship::default() };
    Person {
        user_id: Uuid::from_u128(7),
        avatar: words().into(),
        username: words().into(),
        location: "".into(),
        relationship: Some(relationship),
    }
}

fn page<L>(rows: Vec<Person<'static>>) -> Page<'static, L> {
    Page::new(rows, Some(2), Some(31), Some(words()))
}

#[test]
fn lists_are_read_as_they_are_written_whatever_their_name() {
    let rows = || vec![person(), Person { relationship: None, ..person() }];
    is_read(page::<Followers>(rows()));
    is_read(page::<Followed>(rows()));
    is_read(page::<SearchPeople>(rows()));
    is_read(page::<Blocked>(rows()));
    is_read(page::<Requests>(rows()));
    is_read(page::<Requested>(rows()));
    is_read(page::<Suggestions>(rows()));
    is_read(page::<KnownFollowers>(rows()));
    is_read(Page::<Followers>::new(Vec::new(), None, None, None));
}

#[test]
fn people_are_read_as_they_are_written() {
    let (success, counts) = (Success, Counts { followers: 3, followed: 4 });
    let relationship = Relationship { followed_by: true, blocking: true, ..Relationship::default() };
    let privacy = Privacy { locked: true, hides_lists: false };
    let mut details = serde_json::to_value(Details::default()).expect("JSON");
    details.as_object_mut().expect("fields").values_mut().for_each(|text| *text = words().into());
    let details = serde_json::from_value::<Details>(details).expect("texts");
    is_read(Profile { success, person: person(), counts, privacy, details });
    is_read(FollowChanged { success, relationship, counts });
    for event in [Kind::Follower, Kind::Request, Kind::Followed] {
        is_read(News { success, event, person: person(), counts });
    }
}

#[test]
fn answers_are_read_as_they_are_written() {
    let (success, id) = (Success, Uuid::from_u128(7));
    is_read(LoggedIn::new(words(), id));
    is_read(Features { success, google: true, mail: false, password_min: 15, api_version: 1 });
    let passkey = Passkey { passkey_id: id, name: words(), created_at: words() };
    let account = Account {
        success,
        email_id: Some(words()),
        email_verified: true,
        email_confirmed: true,
        has_password: false,
        google: None,
        has_authenticator: true,
        recovery_codes: 7,
        passkeys: vec![passkey],
        undelivered: Some(words()),
    };
    let link =
        EmailLink { success, kind: LinkKind::Verify, username: words(), email_id: words(), done: None };
    for kind in [LinkKind::Verify, LinkKind::Change, LinkKind::Reset] {
        is_read(EmailLink { kind, done: Some(words()), ..link.clone() });
    }
    is_read(link);
    is_read(Account { google: Some(words()), passkeys: Vec::new(), ..account.clone() });
    is_read(Account { email_id: None, undelivered: None, ..account.clone() });
    is_read(account);
    let session = Session {
        session_id: id,
        created_at: words(),
        used_at: words(),
        address: words(),
        device: String::new(),
        current: true,
    };
    is_read(SessionList { success, sessions: vec![session] });
    is_read(AuthenticatorBegun { success, secret: words(), uri: words(), qr: words() });
    is_read(RecoveryCodes { success, recovery_codes: vec![words(), words()] });
    is_read(GoogleBegun { success, url: words(), secret: words(), nonce: words() });
    is_read(Identified { success, proof: words(), known: true, email: words() });
}

#[test]
fn what_happened_is_read_as_it_is_written_and_so_is_a_ceremony() {
    let happened = SecurityEvent {
        kind: security_events::Kind::SignedIn,
        at: words(),
        first_at: "before".to_owned(),
        count: 12,
        address: words(),
        device: words(),
    };
    let page = SecurityEventPage { success: Success, events: vec![happened], cursor: Some(words()) };
    is_read(page);
    let written = r#"{"success":true,"ceremony":"c","options":{"a":[1, 2]}}"#;
    let ceremony = serde_json::from_str::<Ceremony>(written).expect("a ceremony");
    assert_eq!((ceremony.ceremony.as_str(), ceremony.options.get()), ("c", r#"{"a":[1, 2]}"#));
}

#[test]
fn an_import_is_read_as_it_is_written() {
    let reasons = [Reason::Unknown, Reason::Elsewhere, Reason::Oneself];
    let unmatched = reasons.into_iter().map(|reason| Unmatched { line: 7, account: words(), reason });
    is_read(Imported { done: true, total: 9, unmatched: unmatched.collect(), ..Imported::default() });
    is_read(Imported::default());
}

#[test]
fn failures_are_read_as_they_are_written() {
    is_read(Done::new(&words()));
    let methods = vec![Method::Authenticator, Method::RecoveryCode, Method::Passkey];
    let second_factor = Some(SecondFactor { ticket: words(), methods });
    let fields = [("Username".to_owned(), words())].into();
    is_read(Failure { error_message: words(), error_code: Some(401), ..Failure::default() });
    is_read(Failure { second_factor, fields, ..Failure::default() });
}
