//! The pages and their addresses.

use crate::language::t;
use crate::own_lists::OwnList;
use common::graph::lists::Direction;
use common::pages;
use common::people::person::Person;
use yew::AttrValue;

/// A page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What others see and do, and the viewer's lists as files.
    Privacy,
    /// What the viewer tells of themselves.
    Profile,
    /// The address, the ways to sign in, and the end of it.
    Account,
    /// What is asked for beside the password.
    Security,
    /// Where the viewer is signed in, and what has happened.
    Devices,
}

impl Section {
    /// All of them, in the order of their tabs.
    pub const ALL: [Self; 5] = [Self::Privacy, Self::Profile, Self::Account, Self::Security, Self::Devices];

    /// Its path.
    pub fn path(self) -> &'static str {
        match self {
            Self::Privacy => "/settings",
            Self::Profile => "/settings/profile",
            Self::Account => "/settings/account",
            Self::Security => "/settings/security",
            Self::Devices => "/settings/devices",
        }
    }

    /// What its tab says.
    pub fn title(self) -> AttrValue {
        match self {
            Self::Privacy => t("Privacy"),
            Self::Profile => t("Profile"),
            Self::Account => t("Account"),
            Self::Security => t("Second factor"),
            Self::Devices => t("Devices"),
        }
    }
}

/// A page of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/` and `/followed`: my lists, or the welcome page.
    Home(Direction),
    /// `/login`: sign in.
    Login,
    /// `/register`: make an account.
    Register,
    /// `/search`: find people.
    Search,
    /// `/people/<name>` and `/people/<name>/followed`: the lists of the person with a username or a user_id.
    Person(String, Direction),
    /// `/people/<name>/known`: those of their followers whom I follow.
    Known(String),
    /// `/requests`, `/requests/sent`, `/suggestions` and `/settings/blocked`: the lists that only I see.
    Own(OwnList),
    /// `/settings` and below it: what I choose.
    Settings(Section),
    /// `/forgot`: ask for a new password.
    Forgot,
    /// `/reset?code=…`: choose a new password, by a mail.
    Reset,
    /// `/confirm?code=…`: answer a mail about an address.
    Confirm,
    /// `/google?code=…&state=…`: come back from Google.
    Google,
    /// Anything else.
    NotFound,
}

impl Route {
    /// The page at a path. The server answers the same list of paths, so that no page works without it.
    pub fn of(path: &str) -> Self {
        if pages::at(path).is_none() {
            return Self::NotFound;
        }
        let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Home(Direction::Followers),
            ["followed"] => Self::Home(Direction::Followed),
            ["login"] => Self::Login,
            ["register"] => Self::Register,
            ["search"] => Self::Search,
            ["requests"] => Self::Own(OwnList::Requests),
            ["requests", "sent"] => Self::Own(OwnList::Requested),
            ["suggestions"] => Self::Own(OwnList::Suggestions),
            ["settings", "blocked"] => Self::Own(OwnList::Blocked),
            ["settings", ..] => {
                let section =
                    Section::ALL.into_iter().find(|section| section.path() == path.trim_end_matches('/'));
                section.map_or(Self::NotFound, Self::Settings)
            }
            ["forgot"] => Self::Forgot,
            ["reset"] => Self::Reset,
            ["confirm"] => Self::Confirm,
            ["google"] => Self::Google,
            ["people", user, "known"] => Self::Known((*user).to_owned()),
            ["people", user] => Self::Person((*user).to_owned(), Direction::Followers),
            ["people", user, "followed"] => Self::Person((*user).to_owned(), Direction::Followed),
            _ => Self::NotFound,
        }
    }

    /// A path in its one spelling, where it has another: people write usernames with an `@`.
    pub fn canonical(path: &str) -> Option<String> {
        let user = path.strip_prefix("/people/")?;
        let user = user.strip_prefix('@').or_else(|| user.strip_prefix("%40"))?;
        Some(format!("/people/{user}"))
    }

    /// The path of one's own list.
    pub fn home(direction: Direction) -> String {
        if direction == Direction::Followers { "/".to_owned() } else { "/followed".to_owned() }
    }

    /// The path of a person's list. Usernames and ids are made of characters that a path may hold as they are.
    pub fn person(user: &str, direction: Direction) -> String {
        let end = if direction == Direction::Followers { "" } else { "/followed" };
        format!("/people/{user}{end}")
    }

    /// The path of a list that only I see.
    pub fn own(own: OwnList) -> &'static str {
        match own {
            OwnList::Requests => "/requests",
            OwnList::Requested => "/requests/sent",
            OwnList::Suggestions => "/suggestions",
            OwnList::Blocked => "/settings/blocked",
        }
    }

    /// Whether there is nothing here for a visitor.
    pub fn is_private(&self) -> bool {
        matches!(self, Self::Known(_) | Self::Own(_) | Self::Settings(_))
    }

    /// The path of a person on a list. A browser takes a name of two dots for a way up.
    pub fn row(person: &Person<'_>) -> String {
        if person.username == ".." {
            return Self::person(&person.user_id.to_string(), Direction::Followers);
        }
        Self::person(&person.username, Direction::Followers)
    }

    /// What the browser's tab says; a person's page says more once it knows more.
    pub fn title(&self) -> AttrValue {
        match self {
            Self::Home(_) => t("Who follows whom"),
            Self::Login => t("Sign in"),
            Self::Register => t("Make an account"),
            Self::Search => t("Find people"),
            Self::Person(..) => t("A person"),
            Self::Known(_) => t("Followers you know"),
            Self::Own(OwnList::Requests) => t("Follow requests"),
            Self::Own(OwnList::Requested) => t("Whom you have asked"),
            Self::Own(OwnList::Suggestions) => t("People you may know"),
            Self::Own(OwnList::Blocked) => t("Blocked people"),
            Self::Settings(Section::Privacy) => t("Settings"),
            Self::Settings(section) => section.title(),
            Self::Forgot => t("Forgotten your password?"),
            Self::Reset => t("Choose a new password"),
            Self::Confirm => t("Your e-mail address"),
            Self::Google => t("Google"),
            Self::NotFound => t("There is no such page"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_that_the_server_answers_has_a_page() {
        for pattern in pages::PAGES {
            assert_ne!(Route::of(&pattern.replace("<user>", "ada")), Route::NotFound, "{pattern}");
        }
    }

    #[test]
    fn every_address_leads_to_its_page_and_nothing_else_does() {
        let ada = |direction| Route::Person("ada".into(), direction);
        for (path, route) in [
            ("/", Route::Home(Direction::Followers)),
            ("/followed", Route::Home(Direction::Followed)),
            ("/login", Route::Login),
            ("/register/", Route::Register),
            ("/search", Route::Search),
            ("/people/ada", ada(Direction::Followers)),
            ("/people/ada/followed", ada(Direction::Followed)),
            ("/people/ada/known", Route::Known("ada".into())),
            ("/settings", Route::Settings(Section::Privacy)),
            ("/settings/devices/", Route::Settings(Section::Devices)),
            ("/reset", Route::Reset),
            ("/google", Route::Google),
            ("/settings/else", Route::NotFound),
            ("/people", Route::NotFound),
            ("/people/ada/else", Route::NotFound),
            ("/nowhere", Route::NotFound),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
        assert_eq!(Route::of(&Route::person("ada", Direction::Followed)), ada(Direction::Followed));
        for (path, canonical) in [
            ("/people/@ada", Some("/people/ada")),
            ("/people/%40ada/followed", Some("/people/ada/followed")),
            ("/people/ada", None),
            ("/search/@ada", None),
        ] {
            assert_eq!(Route::canonical(path).as_deref(), canonical, "{path}");
        }
        for section in Section::ALL {
            assert_eq!(Route::of(section.path()), Route::Settings(section));
        }
        for own in [OwnList::Requests, OwnList::Requested, OwnList::Suggestions, OwnList::Blocked] {
            assert_eq!(Route::of(Route::own(own)), Route::Own(own));
        }
    }
}
