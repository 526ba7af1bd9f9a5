//! What comes of actions, one after the other.

use super::*;
use crate::state::graph::freshness::{Moment, Subject};
use common::Success;
use common::graph::follows::FollowChanged;
use common::graph::live::{Kind, News};
use common::people::person::Counts;

const ADA: Uuid = Uuid::from_u128(2);

fn after(actions: impl IntoIterator<Item = Action>) -> App {
    let app = actions.into_iter().fold(Rc::new(App::default()), Reducible::reduce);
    (*app).clone()
}

fn session() -> Session {
    Session { token: "t".into(), user_id: Uuid::nil() }
}

fn went(path: &str) -> Action {
    Action::Navigated(Entry { id: 1, path: path.into(), query: String::new() })
}

fn follow() -> Action {
    Action::Follows(Change::Wanted(ADA, Relationship::default(), FollowAction::Follow))
}

#[test]
fn an_ended_session_is_waited_for_and_what_was_asked_for_goes_on_after_it() {
    let end = || Action::SessionEnded(session().token);
    let ended = || [Action::SignedIn(session()), follow(), end()];
    let app = after(ended());
    assert_eq!((app.viewer(), app.working_session(), app.next_follow()), (Some(Uuid::nil()), None, None));
    let again = Session { token: "new".into(), ..session() };
    assert!(after(ended().into_iter().chain([end()])).ended, "as each call under way tells");
    let app = after(ended().into_iter().chain([Action::SignedIn(again)]));
    assert_eq!((app.ended, app.next_follow()), (false, Some((ADA, FollowAction::Follow))));
}

#[test]
fn a_choice_is_saved_once_there_is_a_session_that_works() {
    let locked = Privacy { locked: true, hides_lists: false };
    let chosen = || [Action::SignedIn(session()), Action::Privacy(Choice::Wanted(locked))];
    assert_eq!(after(chosen()).next_choice(), Some(locked));
    let ended = after(chosen().into_iter().chain([Action::SessionEnded(session().token)]));
    assert_eq!(ended.next_choice(), None);
}

#[test]
fn a_password_is_as_long_as_the_server_asks_and_eight_characters_at_the_least() {
    let told = |password_min| Action::Features(Features { password_min, ..Features::default() });
    assert_eq!(after([]).password_min(), 8);
    assert_eq!([4, 15].map(|least| after([told(least)]).password_min()), [8, 15]);
}

#[test]
fn another_person_begins_anew() {
    let other = Session { token: "o".into(), user_id: Uuid::max() };
    let app = after([Action::SignedIn(session()), follow(), Action::SignedIn(other)]);
    assert_eq!((app.viewer(), app.next_follow()), (Some(Uuid::max()), None));
}

#[test]
fn a_late_refusal_of_an_old_token_ends_nothing() {
    let late = || Action::SessionEnded("old".into());
    assert!(!after([Action::SignedIn(session()), late()]).ended);
    assert!(!after([late()]).ended);
}

#[test]
fn a_destination_lasts_until_the_person_goes_elsewhere() {
    let remember = || Action::Remember("/search?q=zoe".into(), None);
    assert_eq!(after([remember(), went("/register")]).destination.as_deref(), Some("/search?q=zoe"));
    assert_eq!(after([remember(), went("/")]).destination, None);
}

fn intent(wish: FollowAction) -> Intent {
    Intent { person: ADA, name: "ada".into(), wish }
}

#[test]
fn what_a_visitor_wanted_is_done_once_after_signing_in_and_only_on_that_way() {
    let press = || Action::Remember("/people/ada".into(), Some(intent(FollowAction::Follow)));
    let enter = || [Action::SignedIn(session()), Action::Fulfil];
    let done = |before: Vec<Action>| after(before.into_iter().chain(enter())).next_follow();
    assert_eq!(done(vec![press()]), Some((ADA, FollowAction::Follow)));
    assert_eq!(done(vec![press(), went("/login"), went("/register")]), Some((ADA, FollowAction::Follow)));
    let guarded = Action::SecondFactor(None);
    assert_eq!(done(vec![press(), went("/login"), guarded]), Some((ADA, FollowAction::Follow)));
    let asked = Action::Remember("/".into(), Some(intent(FollowAction::Ask)));
    assert_eq!(done(vec![asked]), Some((ADA, FollowAction::Ask)));
    for before in [
        vec![],
        vec![Action::Remember("/".into(), None)],
        vec![press(), went("/"), went("/login")],
        vec![press(), went("/people/ada")],
        vec![press(), went("/settings")],
        vec![press(), Action::SignedOut],
        vec![press(), Action::Remember("/".into(), None)],
    ] {
        assert_eq!(done(before.clone()), None, "{before:?}");
    }
    let twice = [press()].into_iter().chain(enter()).chain([Action::Follows(Change::Sent(ADA))]);
    let twice = twice.chain([Action::SignedOut]).chain(enter());
    assert_eq!(after(twice).next_follow(), None);
    let other_tab = after([press(), Action::SignedIn(session())]);
    assert_eq!(other_tab.next_follow(), None, "to sign in in another tab is not to press it here");
    let oneself = Session { user_id: ADA, ..session() };
    let app = after([press(), Action::SignedIn(oneself), Action::Fulfil]);
    assert_eq!((app.next_follow(), app.intent), (None, None));
}

fn failed(may_help: bool) -> Action {
    Action::Refused(ADA, "away".into(), may_help)
}

#[test]
fn what_failed_is_taken_back_and_can_be_tried_again_from_its_toast() {
    let failing =
        || vec![Action::SignedIn(session()), follow(), Action::Follows(Change::Sent(ADA)), failed(true)];
    let app = after(failing());
    assert_eq!((app.next_follow(), app.toasts.len(), app.broken.clone()), (None, 1, None));
    assert!(!app.follows.relationship(ADA, None).following);
    let again = after(failing().into_iter().chain([Action::Retry(1), Action::Retry(1)]));
    assert_eq!((again.next_follow(), again.toasts.len()), (Some((ADA, FollowAction::Follow)), 0));
}

#[test]
fn nothing_is_offered_where_it_would_not_help_or_nothing_is_lost() {
    let unfollow = Action::Follows(Change::Wanted(ADA, Relationship::default(), FollowAction::Unfollow));
    let sent = || vec![Action::SignedIn(session()), follow(), Action::Follows(Change::Sent(ADA))];
    for rest in [vec![failed(false)], vec![unfollow, failed(true)]] {
        let app = after(sent().into_iter().chain(rest));
        assert_eq!(app.toasts.iter().map(|toast| toast.retry.is_some()).collect::<Vec<_>>(), [false]);
    }
}

#[test]
fn a_follow_that_is_told_is_read_again_unless_it_is_known() {
    let person = Person {
        user_id: ADA,
        avatar: "".into(),
        username: "ada".into(),
        location: "".into(),
        relationship: None,
    };
    let news = News { success: Success, event: Kind::Followed, person, counts: Counts::default() };
    let told = || Action::Follows(Change::Arrived(news.clone()));
    let looked = |following| {
        let now = Relationship { following, ..Relationship::default() };
        Action::Follows(Change::Looked(Moment(u32::MAX), vec![(ADA, now)]))
    };
    let app = after([Action::SignedIn(session()), told()]);
    assert_eq!(
        (app.look_due, app.follows.relationship(ADA, None).following, app.toasts.len()),
        (true, false, 0)
    );
    assert_eq!(app.follows.doubtful(app.viewer()), None, "of whom this tab knows nothing");
    let app = after([Action::SignedIn(session()), told(), Action::Look, looked(true), told()]);
    assert_eq!((app.look_due, app.follows.relationship(ADA, None).following), (false, true));
    assert_eq!(app.follows.doubtful(app.viewer()), None);
    let app = after([Action::SignedIn(session()), looked(true), looked(false), told()]);
    assert_eq!((app.look_due, app.follows.relationship(ADA, None).following), (true, false));
    assert_eq!(app.follows.doubtful(app.viewer()), Some((Subject::Person(ADA), app.follows.now())));
    let wanted = [Action::SignedIn(session()), follow(), Action::Follows(Change::Sent(ADA)), looked(false)];
    assert!(after(wanted).follows.relationship(ADA, None).following, "a change under way counts for more");
}

#[test]
fn what_changes_again_and_again_is_looked_at_once() {
    let app = after([Action::Changed, Action::Changed]);
    assert_eq!((app.looks, app.look_due), (0, true));
    let app = after([Action::Changed, Action::Changed, Action::Look]);
    assert_eq!((app.looks, app.look_due), (1, false));
}

#[test]
fn a_button_that_is_pressed_twice_makes_one_call() {
    let act = || Act::VerifyEmail;
    let app = after([Action::Act(act()), Action::Act(act())]);
    assert_eq!(app.acts, [act()]);
    assert!(after([Action::Act(act()), Action::Acted, Action::Acted]).acts.is_empty());
    let again = after([Action::Offer("no".into(), Retry::Act(act())), Action::Retry(1)]);
    assert_eq!((again.acts.len(), again.toasts.len()), (1, 0));
}

#[test]
fn each_field_of_each_form_has_one_draft() {
    let typed = |path, name, text: &str| Action::Typed(Draft { path, name, text: text.into() });
    let app = after([
        typed("/api/x", "name", "A"),
        typed("/api/x", "about", "B"),
        typed("/api/y", "name", "C"),
        typed("/api/x", "name", "Ada"),
    ]);
    let texts: Vec<_> = app.drafts.iter().map(|draft| draft.text.as_str()).collect();
    assert_eq!(texts, ["B", "C", "Ada"]);
}

#[test]
fn what_is_typed_outlasts_its_page_but_not_its_author() {
    let typed = || Action::Typed(Draft { path: "/api/x", name: "name", text: "Ada".into() });
    let draft = |app: App| app.drafts.first().map(|draft| draft.text.clone());
    let written = || vec![Action::SignedIn(session()), typed(), went("/settings"), went("/")];
    assert_eq!(draft(after(written())).as_deref(), Some("Ada"));
    let again = Session { token: "new".into(), ..session() };
    let ended = [Action::SessionEnded(session().token), Action::SignedIn(again)];
    assert_eq!(draft(after(written().into_iter().chain(ended))).as_deref(), Some("Ada"));
    let other = Session { token: "o".into(), user_id: Uuid::max() };
    for end in [Action::SignedOut, Action::SignedIn(other)] {
        assert_eq!(draft(after(written().into_iter().chain([end]))), None);
    }
    let saved = |text: &str| Action::Saved("/api/x", Values::from([("name", text.to_owned())]));
    assert_eq!(draft(after(written().into_iter().chain([saved("Ad")]))).as_deref(), Some("Ada"));
    assert_eq!(draft(after(written().into_iter().chain([saved("Ada")]))), None);
}

#[test]
fn going_elsewhere_leaves_a_failure_behind_without_trying_again() {
    let moved = after([Action::ServerFailed("r".into()), went("/")]);
    assert_eq!((moved.broken, moved.attempt), (None, 0));
}

#[test]
fn signing_out_forgets_everything_about_the_person() {
    let out =
        after([Action::SignedIn(session()), follow(), Action::Remember("/".into(), None), Action::SignedOut]);
    assert_eq!(out, App { generation: 2, ..App::default() });
}

#[test]
fn pages_are_not_kept_for_another_person_nor_past_an_import() {
    let visited = |id, path: &str| Action::Navigated(Entry { id, path: path.into(), query: String::new() });
    let kept = |then| {
        let visits = [Action::SignedIn(session()), visited(1, "/"), visited(2, "/search"), visited(1, "/")];
        let pages = after(visits.into_iter().chain([then])).pages;
        pages.iter().map(|(entry, is_shown)| (entry.id, is_shown)).collect::<Vec<_>>()
    };
    assert_eq!(kept(Action::Changed), [(1, true), (2, false)]);
    let other = Session { user_id: ADA, ..session() };
    let imported = Action::Transfer(Transfer::Ended(String::new()));
    for then in [Action::SignedOut, Action::SignedIn(other), imported] {
        assert_eq!(kept(then.clone()), [(1, true)], "{then:?}");
    }
}

#[test]
fn a_deletion_is_told_though_nobody_is_signed_in_any_more() {
    let deleted = |generation| Action::Answered(generation, Action::Deleted("gone".into()).into());
    let app = after([Action::SignedIn(session()), Action::ShowToast("before".into()), deleted(1)]);
    let told = app.toasts.iter().map(|toast| toast.text.as_str()).collect::<Vec<_>>();
    assert_eq!((app.viewer(), told), (None, vec!["gone"]));
    let other = Session { user_id: ADA, ..session() };
    let app = after([Action::SignedIn(session()), Action::SignedIn(other), deleted(1)]);
    assert_eq!((app.viewer(), app.toasts.len()), (Some(ADA), 0), "of another person's account");
}

#[test]
fn what_failed_is_tried_again_when_the_person_asks_or_the_server_is_back() {
    let again = after([Action::ServerFailed("r".into()), Action::TryAgain]);
    assert_eq!((again.broken, again.attempt), (None, 1));
    let back = after([Action::Offline, Action::Offline, Action::Online, Action::Online]);
    assert_eq!((back.offline, back.attempt, back.looks), (false, 1, 1));
}

#[test]
fn what_was_to_be_confirmed_and_codes_that_were_shown_are_gone_with_their_page() {
    let codes = Action::Account(AccountAction::Codes(vec!["a code".into()]));
    let shown = [Action::SignedIn(session()), codes, Action::Ask(Some(ConfirmedAction::DeleteAccount))];
    let app = after(shown.into_iter().chain([went("/")]));
    assert_eq!((app.ask, app.known.codes.len()), (None, 0));
}

#[test]
fn what_is_known_of_an_account_is_its_owners_alone() {
    let codes = |generation| {
        let codes = Action::Account(AccountAction::Codes(vec!["a code".into()]));
        Action::Answered(generation, codes.into())
    };
    let known = |app: App| app.known.codes.len();
    assert_eq!(known(after([Action::SignedIn(session()), codes(0)])), 0, "asked for before");
    assert_eq!(known(after([Action::SignedIn(session()), codes(1)])), 1);
    let out = after([Action::SignedIn(session()), codes(1), Action::SignedOut]);
    assert_eq!(out, App { generation: 2, ..App::default() });
}

#[test]
fn what_comes_of_a_call_reaches_nobody_else() {
    let busy = || {
        let act = Act::VerifyEmail;
        let [wanted, sent] = [Choice::Wanted(Privacy::default()), Choice::Sent].map(Action::Privacy);
        [follow(), Action::Follows(Change::Sent(ADA)), Action::Act(act), wanted, sent]
    };
    let before = || [Action::SignedIn(session())].into_iter().chain(busy());
    let (relationship, counts) = Default::default();
    let answers = [
        Action::Follows(Change::Granted(ADA, FollowChanged { success: Success, relationship, counts })),
        Action::Follows(Change::Held(ADA)),
        failed(true),
        Action::Acted,
        Action::Privacy(Choice::Saved),
        Action::Privacy(Choice::Held),
        Action::Privacy(Choice::Refused),
        Action::ShowToast("done".into()),
        Action::SignedOut,
        Action::Deleted("gone".into()),
    ];
    let other = Session { token: "o".into(), user_id: Uuid::max() };
    let anew = Session { token: "new".into(), ..session() };
    let ended = vec![Action::SessionEnded(session().token), Action::SignedIn(anew)];
    for answer in answers {
        for (next, is_for_them) in [
            (vec![], true),
            (ended.clone(), true),
            (vec![Action::SignedIn(other.clone())], false),
            (vec![Action::SignedOut, Action::SignedIn(session())], false),
        ] {
            let now = || before().chain(next.clone()).chain(busy());
            let then = after(now().chain([Action::Answered(1, answer.clone().into())]));
            assert_eq!(then != after(now()), is_for_them, "{answer:?} after {next:?}");
        }
    }
}

#[test]
fn of_many_toasts_the_latest_are_shown() {
    let app = after((0..100).map(|number| Action::ShowToast(number.to_string())));
    assert_eq!(app.toasts.last().map(|toast| toast.text.as_str()), Some("99"));
    assert_eq!(app.toasts.len(), TOASTS);
}

#[test]
fn a_toast_stays_until_it_is_dismissed() {
    let app = after([Action::ShowToast("one".into()), Action::ShowToast("two".into()), Action::Dismiss(1)]);
    let left: Vec<_> = app.toasts.iter().map(|toast| (toast.id, toast.text.as_str())).collect();
    assert_eq!(left, [(2, "two")]);
}
