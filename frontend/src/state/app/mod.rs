//! The state that all pages share: who is signed in, where one is, what interrupts the work, and what is known of
//! follows.

mod change;

use super::form::Values;
use super::pages::{Entry, Pages};
use crate::state::accounts::confirmed_actions::ConfirmedAction;
use crate::state::accounts::overview::{AccountAction, AccountState};
use crate::state::accounts::session::Session;
use crate::state::graph::changes::Change;
use crate::state::graph::follow_actions::FollowAction;
use crate::state::graph::follows::Follows;
use crate::state::graph::intent::Intent;
use crate::state::graph::transfers::{Transfer, Transfers};
use crate::state::people::privacy::{Choice, Choices};
use common::accounts::google::Identified;
use common::accounts::second_factors::SecondFactor;
use common::features::Features;
use common::people::person::Person;
use common::people::privacy::Privacy;
use common::people::relationships::Relationship;
use common::rules;
use std::rc::Rc;
use uuid::Uuid;
use yew::Reducible;

/// Toasts at once at the most: they cover the page.
const TOASTS: usize = 3;

/// Words that appear for a while, and are read out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Tells it from the others.
    pub id: u32,
    /// In the person's language.
    pub text: String,
    /// What to do where the person wants to try again.
    pub retry: Option<Retry>,
}

/// What can be tried again. It is no [`Action`]: to copy and compare any of them would be much more to download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retry {
    /// What the viewer wants of this person.
    Wishes(Uuid, Vec<FollowAction>),
    /// What they let others see and do.
    Privacy(Privacy),
    /// What a button asks for.
    Act(Act),
    /// The app itself, which is loaded anew.
    Reload,
}

/// A call that a button makes, of which only the outcome is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Sends another mail that proves the viewer's address.
    VerifyEmail,
    /// Ends one of the viewer's sessions.
    EndSession(Uuid),
    /// Ends all but the one that asks.
    EndOtherSessions,
}

/// A text that is typed into a form and not saved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The path of the form.
    pub path: &'static str,
    /// The field.
    pub name: &'static str,
    /// What is typed.
    pub text: String,
}

/// The part of the app that comes when a page wants it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// It is on its way, or not asked for yet.
    #[default]
    Coming,
    /// It is here.
    Here,
    /// It could not be loaded.
    Failed,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct App {
    /// `None` for a visitor.
    pub session: Option<Session>,
    /// Grows with each person who signs in or out: what comes of a call that was made before is not for whom is here now.
    pub generation: u32,
    /// The session has ended, against the person's will: they are asked to sign in again, over what they were at.
    pub ended: bool,
    /// The path and query to go to after signing in.
    pub destination: Option<String>,
    /// What is to be done after signing in.
    pub intent: Option<Intent>,
    /// The id of the request at which the server failed.
    pub broken: Option<String>,
    /// Grows when what failed is to be tried again.
    pub attempt: u32,
    /// Grows when what is shown may have changed elsewhere, and is to be read again.
    pub looks: u32,
    /// There is to be such a look, as soon as the last one is long enough ago.
    pub look_due: bool,
    /// The server cannot be reached.
    pub offline: bool,
    /// How far the rest of the app has come, once a page wants it.
    pub rest: Rest,
    /// The language that was chosen since the start.
    pub language: &'static str,
    /// The pages of this tab.
    pub pages: Pages,
    /// Who follows whom, as far as it was changed or counted here. The same allocation is the same state.
    pub follows: Rc<Follows>,
    /// What the viewer lets others see and do, as far as it is being changed.
    pub choices: Choices,
    /// The viewer's lists, as files.
    pub transfers: Rc<Transfers>,
    /// What this server is set up for, once that is known.
    pub features: Option<Features>,
    /// A sign-in waits for the second factor.
    pub second_factor: Option<SecondFactor>,
    /// What Google has said of the person who has come back from there, as far as it is to be shown: an identity that nobody
    /// here has yet, or why there is none.
    pub identity: Option<Result<Identified, String>>,
    /// What only the viewer knows of their account.
    pub known: Rc<AccountState>,
    /// What the viewer is asked to confirm.
    pub ask: Option<ConfirmedAction>,
    /// Stands for the viewer's Google account, which has just confirmed that it is them.
    pub proof: Option<String>,
    /// Whom the menu was last opened about, and how the viewer stood to them then.
    pub about: Option<Person<'static>>,
    /// The calls that buttons have asked for; the first one is on its way.
    pub acts: Vec<Act>,
    /// What is typed and not saved. It outlasts the page that it was typed on.
    pub drafts: Vec<Draft>,
    /// The oldest first.
    pub toasts: Vec<Toast>,
    toasted: u32,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// This comes of a call that was made in this generation.
    Answered(u32, Box<Action>),
    /// Login succeeded, here or in another tab.
    SignedIn(Session),
    /// Signed out, here or in another tab.
    SignedOut,
    /// The account is deleted: signs out, and says so.
    Deleted(String),
    /// The server no longer takes this token. It says nothing of a session that has begun since.
    SessionEnded(String),
    /// Sign-in is needed to go on from this path and query, and to do this.
    Remember(String, Option<Intent>),
    /// The person has signed in here, and what they wanted before is done.
    Fulfil,
    /// The person went to another page, or back to one.
    Navigated(Entry),
    /// The server failed at the request of this id.
    ServerFailed(String),
    /// The person wants to try again.
    TryAgain,
    /// The rest of the app has come, or has not.
    Rest(Rest),
    /// No answer came.
    Offline,
    /// The server answers.
    Online,
    /// Something to tell.
    ShowToast(String),
    /// Something was not done, for this reason; it can be tried again by that.
    Offer(String, Retry),
    /// The person wants to try again what the toast of this id is about.
    Retry(u32),
    /// The server did not do what the viewer wanted of this person, for this reason; whether trying again may help.
    Refused(Uuid, String, bool),
    /// A button asks for a call.
    Act(Act),
    /// The first of those calls has been answered.
    Acted,
    /// This is typed.
    Typed(Draft),
    /// These values of the form of a path are saved.
    Saved(&'static str, Values),
    /// The app speaks another language from here on.
    Speaks(&'static str),
    /// What is shown may have changed elsewhere.
    Changed,
    /// Time to read it again.
    Look,
    /// The toast of this id has been seen.
    Dismiss(u32),
    /// The menu about a person opens.
    About(Person<'static>),
    /// Something about what the viewer lets others see and do.
    Privacy(Choice),
    /// Something about files of the viewer's.
    Transfer(Transfer),
    /// What this server is set up for.
    Features(Features),
    /// A sign-in needs a second factor; with `None` it is given up.
    SecondFactor(Option<SecondFactor>),
    /// Google has said so much of a person.
    Identified(Option<Result<Identified, String>>),
    /// Something about the viewer's account.
    Account(AccountAction),
    /// The viewer wants something that must be confirmed; with `None` no more.
    Ask(Option<ConfirmedAction>),
    /// Google has confirmed that it is the viewer, which this stands for; with `None` it is used up.
    Proven(Option<String>),
    /// Something about follows.
    Follows(Change),
}

impl App {
    /// What a tab begins with.
    pub fn new(session: Option<Session>, entry: Entry) -> Self {
        Self { session, pages: Pages::new(entry), ..Self::default() }
    }

    /// Who is signed in, or was and is asked to sign in again.
    pub fn viewer(&self) -> Option<Uuid> {
        self.session.as_ref().map(|session| session.user_id)
    }

    /// Characters that a new password has at the least.
    pub fn password_min(&self) -> u32 {
        let least = *rules::PASSWORD_LENGTH.start() as u32;
        self.features.map_or(least, |features| features.password_min.max(least))
    }

    /// A session that works, as far as is known.
    pub fn working_session(&self) -> Option<&Session> {
        self.session.as_ref().filter(|_| !self.ended)
    }

    /// What to ask the server for now, of what the viewer wants of a person.
    pub fn next_follow(&self) -> Option<(Uuid, FollowAction)> {
        self.working_session().and_then(|_| self.follows.next())
    }

    /// What to save now, of what the viewer lets others see and do.
    pub fn next_choice(&self) -> Option<Privacy> {
        self.working_session().and_then(|_| self.choices.next())
    }

    fn forget_person(&mut self) {
        self.generation += 1;
        self.follows = Rc::default();
        self.toasts.clear();
        self.about = None;
        (self.choices, self.transfers) = Default::default();
        (self.known, self.ask, self.proof) = Default::default();
        (self.acts, self.drafts) = Default::default();
        self.pages.forget();
    }

    fn sign_out(&mut self) {
        (self.session, self.ended, self.destination) = (None, false, None);
        (self.second_factor, self.intent) = (None, None);
        self.forget_person();
    }

    /// Idempotent.
    fn act(&mut self, act: Act) {
        if !self.acts.contains(&act) {
            self.acts.push(act);
        }
    }

    fn say(&mut self, text: String, retry: Option<Retry>) {
        self.toasted += 1;
        self.toasts.push(Toast { id: self.toasted, text, retry });
        self.toasts.drain(..self.toasts.len().saturating_sub(TOASTS));
    }
}

impl Reducible for App {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let action = match action {
            Action::Answered(generation, _) if generation != self.generation => return self,
            Action::Answered(_, action) => *action,
            action => action,
        };
        let mut app = (*self).clone();
        match action {
            // Nothing that comes of a call is wrapped twice.
            Action::Answered(..) => return self,
            Action::SignedIn(session) => {
                if app.viewer() != Some(session.user_id) {
                    app.forget_person();
                }
                (app.session, app.ended, app.second_factor) = (Some(session), false, None);
            }
            Action::SignedOut => app.sign_out(),
            Action::Deleted(text) => {
                app.sign_out();
                app.say(text, None);
            }
            Action::SessionEnded(token) => {
                app.ended |= app.session.as_ref().is_some_and(|now| now.token == token)
            }
            Action::Remember(destination, intent) => {
                (app.destination, app.intent) = (Some(destination), intent)
            }
            Action::Fulfil => {
                let viewer = app.viewer();
                let intent =
                    app.intent.take().filter(|intent| viewer.is_some_and(|viewer| viewer != intent.person));
                if let Some(Intent { person, wish, .. }) = intent {
                    app.change(Change::Wanted(person, Relationship::default(), wish));
                }
            }
            Action::Navigated(entry) => {
                app.pages.show(entry);
                let to_sign_in = app.pages.shown().is_some_and(Entry::is_sign_in);
                app.destination = app.destination.filter(|_| to_sign_in);
                app.intent = app.intent.filter(|_| to_sign_in);
                (app.broken, app.ask, app.identity) = (None, None, None);
                app.second_factor = app.second_factor.filter(|_| app.ended);
                Rc::make_mut(&mut app.known).take(AccountAction::Left);
            }
            Action::ServerFailed(request_id) => app.broken = Some(request_id),
            Action::TryAgain => (app.broken, app.attempt) = (None, app.attempt + 1),
            Action::Offline => app.offline = true,
            Action::Online if app.offline => {
                (app.offline, app.attempt, app.looks) = (false, app.attempt + 1, app.looks + 1);
            }
            Action::Online => return self,
            Action::ShowToast(text) => app.say(text, None),
            Action::Offer(text, retry) => app.say(text, Some(retry)),
            Action::Retry(id) => {
                let Some(at) = app.toasts.iter().position(|toast| toast.id == id) else { return self };
                match app.toasts.remove(at).retry {
                    Some(Retry::Wishes(person, wishes)) => app.change(Change::Again(person, wishes)),
                    Some(Retry::Privacy(privacy)) => app.choices.take(Choice::Wanted(privacy)),
                    Some(Retry::Act(act)) => app.act(act),
                    Some(Retry::Reload) | None => {}
                }
            }
            Action::Refused(person, text, may_help) => {
                let viewer = app.viewer();
                let lost = Rc::make_mut(&mut app.follows).refused(person, viewer);
                let retry = (may_help && !lost.is_empty()).then_some(Retry::Wishes(person, lost));
                app.say(text, retry);
            }
            Action::Act(act) => app.act(act),
            Action::Acted => drop(app.acts.drain(..app.acts.len().min(1))),
            Action::Typed(draft) => {
                app.drafts.retain(|other| (other.path, other.name) != (draft.path, draft.name));
                app.drafts.push(draft);
            }
            Action::Saved(path, saved) => {
                // What was typed since is not saved yet.
                let is_saved =
                    |draft: &Draft| draft.path == path && saved.get(draft.name) == Some(&draft.text);
                app.drafts.retain(|draft| !is_saved(draft));
            }
            Action::Speaks(language) => app.language = language,
            Action::Changed => app.look_due = true,
            Action::Look => (app.looks, app.look_due) = (app.looks + 1, false),
            Action::Dismiss(id) => app.toasts.retain(|toast| toast.id != id),
            Action::About(person) => app.about = Some(person),
            Action::Privacy(choice) => app.choices.take(choice),
            Action::Transfer(transfer) => {
                // What pages kept for Back show is long past then.
                if matches!(transfer, Transfer::Ended(_)) {
                    app.pages.forget();
                }
                Rc::make_mut(&mut app.transfers).take(transfer);
            }
            Action::Rest(rest) => app.rest = rest,
            Action::Features(features) => app.features = Some(features),
            Action::Identified(identity) => app.identity = identity,
            Action::SecondFactor(second) => app.second_factor = second,
            Action::Account(told) => Rc::make_mut(&mut app.known).take(told),
            Action::Ask(ask) => app.ask = ask,
            Action::Proven(proof) => app.proof = proof,
            Action::Follows(change) => app.change(change),
        }
        app.into()
    }
}

#[cfg(test)]
mod tests {
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
        let app = after(ended().into_iter().chain([Action::SignedIn(again)]));
        assert_eq!((app.ended, app.next_follow()), (false, Some((ADA, FollowAction::Follow))));
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
        let wanted =
            [Action::SignedIn(session()), follow(), Action::Follows(Change::Sent(ADA)), looked(false)];
        assert!(
            after(wanted).follows.relationship(ADA, None).following,
            "a change under way counts for more"
        );
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
        let out = after([
            Action::SignedIn(session()),
            follow(),
            Action::Remember("/".into(), None),
            Action::SignedOut,
        ]);
        assert_eq!(out, App { generation: 2, ..App::default() });
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
        assert_eq!((back.offline, back.attempt), (false, 1));
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
        let app =
            after([Action::ShowToast("one".into()), Action::ShowToast("two".into()), Action::Dismiss(1)]);
        let left: Vec<_> = app.toasts.iter().map(|toast| (toast.id, toast.text.as_str())).collect();
        assert_eq!(left, [(2, "two")]);
    }
}
