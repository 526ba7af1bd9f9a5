//! What only the viewer knows of their own account, as far as it has been asked for.

use common::accounts::account::Account;
use common::accounts::second_factors::AuthenticatorBegun;
use common::accounts::security_events::{SecurityEvent, SecurityEventPage};
use common::accounts::sessions::Session;

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountState {
    /// How it is set up.
    pub account: Option<Account>,
    /// A new authenticator, until a code of it is typed in.
    pub begun: Option<AuthenticatorBegun>,
    /// New recovery codes, for as long as the page that shows them.
    pub codes: Vec<String>,
    /// Where the viewer is signed in.
    pub sessions: Option<Vec<Session>>,
    /// What has happened to the account, newest first, as far as it has come.
    pub events: Vec<SecurityEvent>,
    /// Where more of that begins.
    pub cursor: Option<String>,
    /// Why something did not come.
    pub trouble: String,
    /// Grows when what is known must be asked for anew.
    pub changes: u32,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountAction {
    /// How the account is set up.
    Account(Account),
    /// An authenticator waits for its first code.
    Begun(AuthenticatorBegun),
    /// There are new recovery codes.
    Codes(Vec<String>),
    /// Where the viewer is signed in.
    Sessions(Vec<Session>),
    /// A page of what has happened: the first one, or one more.
    Events(bool, SecurityEventPage),
    /// Something has not come.
    Failed(String),
    /// What is known may be true no more.
    Changed,
    /// The page that shows what nobody else is to see is left.
    Left,
}

impl AccountState {
    /// Takes it in.
    pub fn take(&mut self, told: AccountAction) {
        match told {
            AccountAction::Account(account) => (self.account, self.trouble) = (Some(account), String::new()),
            AccountAction::Begun(begun) => self.begun = Some(begun),
            AccountAction::Codes(codes) => {
                (self.begun, self.changes) = (None, self.changes + 1);
                // None come where the account has some, which may be shown right now.
                if !codes.is_empty() {
                    self.codes = codes;
                }
            }
            AccountAction::Sessions(sessions) => {
                (self.sessions, self.trouble) = (Some(sessions), String::new())
            }
            AccountAction::Events(is_first, page) => {
                if is_first {
                    self.events.clear();
                }
                self.events.extend(page.events);
                self.cursor = page.cursor;
            }
            AccountAction::Failed(trouble) => self.trouble = trouble,
            AccountAction::Changed => (self.changes, self.trouble) = (self.changes + 1, String::new()),
            AccountAction::Left => (self.begun, self.codes, self.trouble) = Default::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::Success;
    use common::accounts::security_events::Kind;

    fn after(told: impl IntoIterator<Item = AccountAction>) -> AccountState {
        let mut known = AccountState::default();
        told.into_iter().for_each(|told| known.take(told));
        known
    }

    fn page(at: &str, cursor: Option<&str>) -> SecurityEventPage {
        let event = SecurityEvent {
            kind: Kind::SignedIn,
            at: at.into(),
            first_at: at.into(),
            count: 1,
            address: String::new(),
            device: String::new(),
        };
        SecurityEventPage { success: Success, events: vec![event], cursor: cursor.map(str::to_owned) }
    }

    #[test]
    fn a_page_more_comes_after_the_first_and_the_first_begins_anew() {
        let [first, second] = [page("2", Some("c")), page("1", None)];
        let known = after([AccountAction::Events(true, first.clone()), AccountAction::Events(false, second)]);
        let when: Vec<_> = known.events.iter().map(|event| event.at.as_str()).collect();
        assert_eq!((when, known.cursor), (vec!["2", "1"], None));
        let again = after([AccountAction::Events(true, first.clone()), AccountAction::Events(true, first)]);
        assert_eq!((again.events.len(), again.cursor.as_deref()), (1, Some("c")));
    }

    #[test]
    fn each_change_and_all_new_codes_have_it_asked_for_anew() {
        let known = after([AccountAction::Changed, AccountAction::Changed, AccountAction::Codes(Vec::new())]);
        assert_eq!(known.changes, 3);
    }

    #[test]
    fn codes_are_gone_once_their_page_is_left() {
        let known = after([AccountAction::Codes(vec!["a".into()]), AccountAction::Left]);
        assert_eq!((known.codes.len(), known.changes), (0, 1));
    }

    #[test]
    fn codes_stay_while_their_page_is_shown() {
        let codes = || AccountAction::Codes(vec!["a".into()]);
        for then in
            [AccountAction::Codes(Vec::new()), AccountAction::Changed, AccountAction::Failed("no".into())]
        {
            assert_eq!(after([codes(), then]).codes, ["a"]);
        }
        let tried_again = after([codes(), AccountAction::Failed("no".into()), AccountAction::Changed]);
        assert_eq!((tried_again.codes.len(), tried_again.trouble.as_str()), (1, ""));
    }
}
