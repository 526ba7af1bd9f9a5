//! Who is signed in, and what interrupts the work.

use common::follows::Relationship;
use common::sessions::LoggedIn;
use std::rc::Rc;
use uuid::Uuid;
use yew::Reducible;

/// What login answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Sent with every call.
    pub token: String,
    /// Who is signed in.
    pub user_id: Uuid,
}

impl From<LoggedIn> for Session {
    fn from(answer: LoggedIn) -> Self {
        Self { token: answer.token, user_id: answer.user_id }
    }
}

/// The state that all pages share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct App {
    /// `None` for a visitor.
    pub session: Option<Session>,
    /// The session ended against the person's will.
    pub session_ended: bool,
    /// The path and query to go to after signing in.
    pub destination: Option<String>,
    /// The id of the request at which the server failed.
    pub broken: Option<String>,
    /// How the viewer stands to people after what was changed here; it counts for more than what a list said before.
    pub relationships: Vec<(Uuid, Relationship)>,
    /// How often the person chose to try again after that.
    pub attempt: u32,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Login succeeded, here or in another tab.
    SignedIn(Session),
    /// Signed out, here or in another tab.
    SignedOut,
    /// The server no longer takes this token. It says nothing of a session that has begun since.
    SessionEnded(String),
    /// The viewer stands to somebody like this from here on.
    Related(Uuid, Relationship),
    /// Sign-in is needed to go on from this path and query.
    Remember(String),
    /// The person went to another page, perhaps in order to sign in.
    Moved {
        /// That page leads on to the destination.
        to_sign_in: bool,
    },
    /// The server failed.
    Broke {
        /// As the failed answer carried it.
        request_id: String,
    },
    /// The person wants to try again.
    TryAgain,
}

impl App {
    /// How the viewer stands to a person of whom a list said `listed`.
    pub fn relationship(&self, person: Uuid, listed: Option<Relationship>) -> Relationship {
        let changed = self.relationships.iter().find(|(known, _)| *known == person);
        changed.map(|(_, relationship)| *relationship).or(listed).unwrap_or_default()
    }
}

impl Reducible for App {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut app = (*self).clone();
        match action {
            Action::SignedIn(session) => {
                if app.session.as_ref().is_none_or(|before| before.user_id != session.user_id) {
                    app.relationships.clear();
                }
                (app.session, app.session_ended) = (Some(session), false);
            }
            Action::SignedOut => app = Self { attempt: app.attempt, ..Self::default() },
            Action::SessionEnded(token) if app.session.as_ref().is_none_or(|now| now.token != token) => {
                return self;
            }
            Action::SessionEnded(_) => {
                (app.session, app.session_ended) = (None, true);
                app.relationships.clear();
            }
            Action::Related(person, relationship) => {
                app.relationships.retain(|(known, _)| *known != person);
                app.relationships.push((person, relationship));
            }
            Action::Remember(destination) => app.destination = Some(destination),
            Action::Moved { to_sign_in } => {
                app.broken = None;
                app.destination = app.destination.filter(|_| to_sign_in);
            }
            Action::Broke { request_id } => app.broken = Some(request_id),
            Action::TryAgain => (app.broken, app.attempt) = (None, app.attempt + 1),
        }
        app.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(actions: impl IntoIterator<Item = Action>) -> App {
        let app = actions.into_iter().fold(Rc::new(App::default()), Reducible::reduce);
        (*app).clone()
    }

    fn session() -> Session {
        Session { token: "t".into(), user_id: Uuid::nil() }
    }

    #[test]
    fn an_ended_session_remembers_that_it_ended_until_the_next_sign_in() {
        let end = || Action::SessionEnded(session().token);
        let ended = after([Action::SignedIn(session()), end()]);
        assert_eq!((ended.session, ended.session_ended), (None, true));
        let back = after([Action::SignedIn(session()), end(), Action::SignedIn(session())]);
        assert_eq!((back.session, back.session_ended), (Some(session()), false));
    }

    #[test]
    fn a_late_refusal_of_an_old_token_ends_nothing() {
        let late = || Action::SessionEnded("old".into());
        assert_eq!(after([Action::SignedIn(session()), late()]).session, Some(session()));
        assert!(!after([late()]).session_ended);
    }

    #[test]
    fn a_destination_lasts_until_the_person_goes_elsewhere() {
        let remember = || Action::Remember("/search?q=zoe".into());
        let kept = after([remember(), Action::Moved { to_sign_in: true }]);
        assert_eq!(kept.destination.as_deref(), Some("/search?q=zoe"));
        assert_eq!(after([remember(), Action::Moved { to_sign_in: false }]).destination, None);
    }

    #[test]
    fn going_elsewhere_leaves_a_failure_behind_without_trying_again() {
        let moved = after([Action::Broke { request_id: "r".into() }, Action::Moved { to_sign_in: false }]);
        assert_eq!((moved.broken, moved.attempt), (None, 0));
    }

    #[test]
    fn signing_out_forgets_everything_about_the_person() {
        let related = Action::Related(Uuid::nil(), Relationship::default());
        let out = after([
            Action::SignedIn(session()),
            related,
            Action::Remember("/search".into()),
            Action::SignedOut,
        ]);
        assert_eq!(out, App::default());
    }

    #[test]
    fn trying_again_clears_the_failure_and_counts() {
        let broke = Action::Broke { request_id: "r".into() };
        let again = after([broke, Action::TryAgain]);
        assert_eq!((again.broken, again.attempt), (None, 1));
    }
}
