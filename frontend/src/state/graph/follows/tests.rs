//! What comes of actions, one after the other.

use super::*;
use common::Success;
use common::people::person::Person;
use common::people::privacy::Privacy;
use common::people::profiles::Details;

const ME: Uuid = Uuid::from_u128(1);
const ADA: Uuid = Uuid::from_u128(2);
const STRANGER: Relationship = Relationship {
    following: false,
    followed_by: false,
    requested: false,
    requested_by: false,
    blocking: false,
};

fn profile(user_id: Uuid, name: &'static str) -> Profile<'static> {
    let person =
        Person { user_id, avatar: "".into(), username: name.into(), location: "".into(), relationship: None };
    let (counts, privacy) = (Counts { followers: 5, followed: 7 }, Privacy::default());
    Profile { success: Success, person, counts, privacy, details: Details::default() }
}

fn seen() -> Follows {
    let mut follows = Follows::default();
    follows.see(profile(ME, "me"), Some(ME), follows.now());
    follows.see(profile(ADA, "Ada"), Some(ME), follows.now());
    follows
}

/// Ada's followers and whom I follow, as a page shows them.
fn shown(follows: &Follows) -> (i64, i64) {
    let counts = |user: &str| {
        follows.profile(user).map(|profile| follows.counts(profile, Some(ME))).unwrap_or_default()
    };
    (counts("ada").followers, counts(&ME.to_string()).followed)
}

fn changed(following: bool, followers: i64) -> FollowChanged {
    let counts = Counts { followers, followed: 7 };
    FollowChanged { success: Success, relationship: Relationship { following, ..STRANGER }, counts }
}

#[test]
fn a_profile_that_has_changed_elsewhere_counts_for_more_than_older_lists() {
    let mut follows = seen();
    let told = |following| {
        let mut told = profile(ADA, "Ada");
        told.person.relationship = Some(Relationship { following, ..STRANGER });
        told
    };
    follows.see(told(true), Some(ME), follows.now());
    assert_eq!(follows.standing(ADA), None);
    follows.see(told(false), Some(ME), follows.now());
    assert_eq!(follows.standing(ADA), Some(STRANGER));
}

#[test]
fn a_follow_shows_at_once_in_every_count() {
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    assert!(follows.relationship(ADA, None).following);
    assert_eq!(shown(&follows), (6, 8));
    follows.send(ADA);
    follows.granted(ADA, changed(true, 6), Some(ME));
    assert_eq!((shown(&follows), follows.next()), ((6, 8), None));
}

#[test]
fn a_refusal_takes_it_back_everywhere() {
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.send(ADA);
    follows.refused(ADA, Some(ME));
    assert!(!follows.relationship(ADA, None).following);
    assert_eq!((shown(&follows), follows.next()), ((5, 7), None));
}

#[test]
fn quick_toggles_end_in_the_last_state_asked_for() {
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.send(ADA);
    follows.want(ADA, STRANGER, FollowAction::Unfollow);
    assert_eq!(follows.next(), None, "one call at a time");
    follows.granted(ADA, changed(true, 6), Some(ME));
    assert_eq!((shown(&follows), follows.next()), ((5, 7), Some((ADA, FollowAction::Unfollow))));
    follows.send(ADA);
    follows.granted(ADA, changed(false, 5), Some(ME));
    assert_eq!((shown(&follows), follows.next()), ((5, 7), None));
}

#[test]
fn a_change_taken_back_before_it_was_sent_is_never_sent() {
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.want(ADA, STRANGER, FollowAction::Unfollow);
    assert_eq!((follows.next(), shown(&follows)), (None, (5, 7)));
}

#[test]
fn what_could_not_be_asked_for_is_asked_for_later() {
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.send(ADA);
    follows.held(ADA);
    assert_eq!((follows.next(), shown(&follows)), (Some((ADA, FollowAction::Follow)), (6, 8)));
}

#[test]
fn what_a_list_tells_later_holds_but_not_against_a_change_under_way() {
    let followed = Relationship { following: true, ..STRANGER };
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.send(ADA);
    follows.told(ADA, followed, follows.now());
    follows.granted(ADA, changed(true, 6), Some(ME));
    assert_eq!(shown(&follows), (6, 8), "counted once");
    follows.told(ADA, STRANGER, follows.now());
    assert!(!follows.relationship(ADA, None).following);
}

#[test]
fn a_new_follower_is_noted_beside_what_i_asked_for() {
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.arrived(ADA, Relationship { followed_by: true, ..STRANGER }, Counts::default(), Some(ME));
    assert!(follows.relationship(ADA, None).is_mutual());
}

#[test]
fn to_ask_is_not_to_follow_and_counts_nothing() {
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.send(ADA);
    let requested = Relationship { requested: true, ..STRANGER };
    follows.granted(ADA, FollowChanged { relationship: requested, ..changed(false, 5) }, Some(ME));
    assert_eq!((follows.relationship(ADA, None), shown(&follows)), (requested, (5, 7)));
    follows.want(ADA, STRANGER, FollowAction::Unfollow);
    assert_eq!((follows.relationship(ADA, None), shown(&follows)), (STRANGER, (5, 7)));
}

#[test]
fn a_block_ends_both_follows_in_every_count_and_replaces_what_was_to_be_asked_for() {
    let mut follows = seen();
    let mutual = Relationship { following: true, followed_by: true, ..STRANGER };
    follows.want(ADA, mutual, FollowAction::Remove);
    follows.want(ADA, mutual, FollowAction::Block);
    assert_eq!(follows.next(), Some((ADA, FollowAction::Block)));
    assert_eq!(shown(&follows), (4, 6));
    let mine = follows.profile(&ME.to_string()).map(|me| follows.counts(me, Some(ME)).followers);
    assert_eq!(mine, Some(4));
}

#[test]
fn until_it_is_granted_that_a_block_ends_there_is_nothing_to_see() {
    let mut follows = seen();
    let blocked = Relationship { blocking: true, ..STRANGER };
    follows.want(ADA, blocked, FollowAction::Unblock);
    follows.send(ADA);
    follows.want(ADA, blocked, FollowAction::Follow);
    assert!(follows.relationship(ADA, None).following && follows.is_blocking(ADA, None));
    follows.granted(ADA, changed(false, 5), Some(ME));
    assert_eq!((follows.is_blocking(ADA, None), follows.next()), (false, Some((ADA, FollowAction::Follow))));
}

#[test]
fn an_answer_counts_as_soon_as_it_is_given_and_once() {
    let asks = Relationship { requested_by: true, ..STRANGER };
    let mut follows = seen();
    follows.count_requests(3, Some(ME), follows.now());
    follows.want(ADA, asks, FollowAction::Reject);
    assert_eq!((follows.requests(), follows.known(ADA, None)), (2, asks));
    follows.send(ADA);
    follows.granted(ADA, changed(false, 5), Some(ME));
    assert_eq!((follows.requests(), follows.known(ADA, None)), (2, STRANGER));
    follows.want(ADA, asks, FollowAction::Accept);
    follows.refused(ADA, Some(ME));
    assert_eq!(follows.requests(), 2);
}

#[test]
fn another_number_of_requests_is_news_and_the_same_once_more_is_none() {
    let mut follows = seen();
    let mut count = |total| {
        follows.count_requests(total, Some(ME), follows.now());
        follows.arrivals()
    };
    assert_eq!([0, 3, 3, 2].map(&mut count), [0, 1, 1, 2]);
}

#[test]
fn wishes_about_different_matters_are_all_sent_in_their_order() {
    let mut follows = seen();
    let asks = Relationship { requested_by: true, ..STRANGER };
    follows.want(ADA, asks, FollowAction::Accept);
    follows.want(ADA, asks, FollowAction::Follow);
    assert!(follows.relationship(ADA, None).is_mutual());
    assert_eq!(follows.next(), Some((ADA, FollowAction::Accept)));
    follows.send(ADA);
    let accepted = Relationship { followed_by: true, ..STRANGER };
    follows.granted(ADA, FollowChanged { relationship: accepted, ..changed(false, 5) }, Some(ME));
    assert_eq!(follows.next(), Some((ADA, FollowAction::Follow)));
}

fn counts(follows: &Follows, person: Uuid) -> (i64, i64) {
    let profile = follows.profile(&person.to_string()).expect("a profile");
    let Counts { followers, followed } = follows.counts(profile, Some(ME));
    (followers, followed)
}

#[test]
fn each_wish_counts_on_both_sides_and_for_no_others() {
    let bob = Uuid::from_u128(3);
    let mut follows = seen();
    follows.see(profile(bob, "bob"), Some(ME), follows.now());
    let mutual = Relationship { following: true, followed_by: true, ..STRANGER };
    let asks = Relationship { requested_by: true, ..STRANGER };
    for (before, wish, mine, theirs) in [
        (STRANGER, FollowAction::Follow, (5, 8), (6, 7)),
        (mutual, FollowAction::Unfollow, (5, 6), (4, 7)),
        (mutual, FollowAction::Remove, (4, 7), (5, 6)),
        (asks, FollowAction::Accept, (6, 7), (5, 8)),
        (mutual, FollowAction::Block, (4, 6), (4, 6)),
    ] {
        let mut follows = follows.clone();
        follows.want(ADA, before, wish);
        let now = [ME, ADA, bob].map(|person| counts(&follows, person));
        assert_eq!(now, [mine, theirs, (5, 7)], "{wish:?}");
        follows.send(ADA);
        let changed = FollowChanged {
            relationship: wish.granted(before),
            counts: Counts { followers: theirs.0, followed: theirs.1 },
            ..changed(false, 0)
        };
        follows.granted(ADA, changed, Some(ME));
        let now = [ME, ADA, bob].map(|person| counts(&follows, person));
        assert_eq!(now, [mine, theirs, (5, 7)], "{wish:?}, granted");
    }
    let profile = follows.profile("ada").expect("a profile").clone();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    let Counts { followers, followed } = follows.counts(&profile, None);
    assert_eq!((followers, followed), (6, 7));
}

#[test]
fn a_page_of_a_list_tells_how_long_it_is_and_nothing_about_the_other() {
    let mut follows = seen();
    follows.count_list(ADA, Direction::Followers, 90, Some(ME), follows.now());
    assert_eq!([ADA, ME].map(|person| counts(&follows, person)), [(90, 7), (5, 7)]);
    follows.count_list(ADA, Direction::Followed, 80, Some(ME), follows.now());
    assert_eq!([ADA, ME].map(|person| counts(&follows, person)), [(90, 80), (5, 7)]);
}

#[test]
fn a_page_that_was_overtaken_counts_nothing_and_its_owner_is_read_again() {
    let before = seen().now();
    let mut follows = seen();
    follows.want(ADA, STRANGER, FollowAction::Follow);
    follows.send(ADA);
    follows.count_list(ADA, Direction::Followers, 90, Some(ME), follows.now());
    assert_eq!((counts(&follows, ADA), follows.doubtful(Some(ME))), ((6, 7), None), "while it is under way");
    follows.granted(ADA, changed(true, 6), Some(ME));
    follows.count_list(ADA, Direction::Followers, 90, Some(ME), before);
    assert_eq!((counts(&follows, ADA), counts(&follows, ME)), ((6, 7), (5, 8)));
    assert_eq!(follows.doubtful(Some(ME)), Some((Subject::Person(ADA), follows.now())));
    follows.see(profile(ADA, "Ada"), Some(ME), follows.now());
    assert_eq!(follows.doubtful(Some(ME)), Some((Subject::Person(ME), follows.now())));
    follows.see(profile(ME, "me"), Some(ME), before);
    assert_eq!(counts(&follows, ME), (5, 8), "what is older is dropped");
    follows.see(profile(ME, "me"), Some(ME), follows.now());
    assert_eq!((counts(&follows, ME), follows.doubtful(Some(ME))), ((5, 7), None));
}

#[test]
fn what_is_chosen_is_the_viewers_alone_and_older_profiles_do_not_undo_it() {
    let locked = Privacy { locked: true, hides_lists: false };
    let mut follows = seen();
    let before = follows.now();
    follows.choose(Some(ME), locked);
    let privacy = |follows: &Follows, user: Uuid| follows.profile(&user.to_string()).map(|seen| seen.privacy);
    assert_eq!([ME, ADA].map(|user| privacy(&follows, user)), [Some(locked), Some(Privacy::default())]);
    follows.see(profile(ME, "me"), Some(ME), before);
    assert_eq!(privacy(&follows, ME), Some(locked));
    follows.see(profile(ME, "me"), Some(ME), follows.now());
    assert_eq!(privacy(&follows, ME), Some(Privacy::default()));
    follows.choose(None, locked);
    assert_eq!(privacy(&follows, ME), Some(Privacy::default()));
}

#[test]
fn only_an_answer_to_a_request_is_counted_as_one() {
    let asks = Relationship { requested_by: true, ..STRANGER };
    let mut follows = seen();
    follows.count_requests(3, Some(ME), follows.now());
    for (before, wish, after, left) in [
        (STRANGER, FollowAction::Follow, Relationship { following: true, ..STRANGER }, 3),
        (asks, FollowAction::Follow, Relationship { following: true, ..asks }, 3),
        (asks, FollowAction::Accept, Relationship { followed_by: true, ..STRANGER }, 2),
    ] {
        let mut follows = follows.clone();
        follows.want(ADA, before, wish);
        follows.send(ADA);
        follows.granted(ADA, FollowChanged { relationship: after, ..changed(false, 5) }, Some(ME));
        assert_eq!((follows.requests(), follows.relationship(ADA, None)), (left, after));
    }
}

#[test]
fn a_call_about_one_leaves_what_is_read_of_another() {
    let bob = Uuid::from_u128(3);
    let mut follows = seen();
    let before = follows.now();
    follows.want(bob, STRANGER, FollowAction::Follow);
    follows.send(bob);
    assert_eq!(follows.settled(ADA, Some(ME)), Some(Moment::default()));
    assert_eq!([bob, ME].map(|person| follows.settled(person, Some(ME))), [None, None]);
    follows.count_list(ADA, Direction::Followers, 6, Some(ME), before);
    assert_eq!(counts(&follows, ADA), (6, 7));
    follows.held(bob);
    assert_eq!([bob, ME].map(|person| follows.settled(person, Some(ME))), [Some(follows.now()); 2]);
}

#[test]
fn an_event_changes_no_list_that_is_being_read() {
    let mut follows = seen();
    let before = follows.settled(ME, Some(ME));
    follows.arrived(
        ADA,
        Relationship { followed_by: true, ..STRANGER },
        Counts { followers: 6, followed: 7 },
        Some(ME),
    );
    assert_eq!((follows.settled(ME, Some(ME)), follows.arrivals()), (before, 1));
    assert_eq!(counts(&follows, ME), (6, 7));
    assert_eq!(follows.doubtful(Some(ME)), Some((Subject::Person(ADA), follows.now())));
}

#[test]
fn what_could_not_be_read_just_now_is_read_again_after_the_others() {
    let mut follows = seen();
    follows.doubt(Subject::Person(ADA));
    follows.doubt(Subject::Person(ME));
    let asked = follows.now();
    follows.put_off(Subject::Person(ADA), asked);
    assert_eq!(follows.doubtful(Some(ME)), Some((Subject::Person(ME), asked)));
    follows.see(profile(ME, "me"), Some(ME), asked);
    assert_eq!(follows.doubtful(Some(ME)), Some((Subject::Person(ADA), follows.now())));
    let again = follows.now();
    follows.put_off(Subject::Person(ADA), again);
    assert_ne!(follows.doubtful(Some(ME)), Some((Subject::Person(ADA), again)), "it is asked for anew");
    follows.see(profile(ADA, "Ada"), Some(ME), follows.now());
    follows.put_off(Subject::Person(ADA), follows.now());
    assert_eq!(follows.doubtful(Some(ME)), None, "it has been read since");
}

#[test]
fn what_cannot_be_read_is_given_up_unless_it_is_doubted_since() {
    let mut follows = seen();
    follows.doubt(Subject::Person(ADA));
    let asked = follows.now();
    follows.doubt(Subject::Requests);
    follows.settle(Subject::Person(ADA), asked);
    assert_eq!(follows.doubtful(Some(ME)), Some((Subject::Requests, follows.now())));
    follows.settle(Subject::Requests, asked);
    assert_eq!(follows.doubtful(Some(ME)), Some((Subject::Requests, follows.now())));
    assert_eq!(follows.doubtful(None), None);
}
