//! The state that all pages share: who is signed in, where one is, what interrupts the work, and what is known of
//! follows.

mod change;
#[cfg(test)]
mod tests;

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
