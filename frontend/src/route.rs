//! The pages and their addresses.

use crate::language::t;
use crate::state::own_lists::Own;
use common::people::Person;
use yew::AttrValue;

/// Which of somebody's two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Who follows the person.
    Followers,
    /// Whom the person follows.
    Followed,
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
    /// `/people/<name>` and `/people/<name>/followed`: the lists of whoever goes by a username or a user_id.
    Person(String, Direction),
    /// `/people/<name>/known`: those of their followers whom I follow.
    Known(String),
    /// `/requests`, `/requests/sent`, `/suggestions` and `/settings/blocked`: the lists that only I see.
    Own(Own),
    /// `/settings`: what I choose, and my lists as files.
    Settings,
    /// Anything else.
    NotFound,
}

impl Route {
    /// The page at a path.
    pub fn of(path: &str) -> Self {
        let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Home(Direction::Followers),
            ["followed"] => Self::Home(Direction::Followed),
            ["login"] => Self::Login,
            ["register"] => Self::Register,
            ["search"] => Self::Search,
            ["requests"] => Self::Own(Own::Requests),
            ["requests", "sent"] => Self::Own(Own::Requested),
            ["suggestions"] => Self::Own(Own::Suggestions),
            ["settings"] => Self::Settings,
            ["settings", "blocked"] => Self::Own(Own::Blocked),
            ["people", user, "known"] => Self::Known((*user).to_owned()),
            ["people", user] => Self::Person((*user).to_owned(), Direction::Followers),
            ["people", user, "followed"] => Self::Person((*user).to_owned(), Direction::Followed),
            _ => Self::NotFound,
        }
    }

    /// The path of one's own list.
    pub fn home(direction: Direction) -> String {
        if direction == Direction::Followers { "/".to_owned() } else { "/followed".to_owned() }
    }

    /// The path of somebody's list. Usernames and ids are made of characters that a path may hold as they are.
    pub fn person(user: &str, direction: Direction) -> String {
        let end = if direction == Direction::Followers { "" } else { "/followed" };
        format!("/people/{user}{end}")
    }

    /// The path of a list that only I see.
    pub fn own(own: Own) -> &'static str {
        match own {
            Own::Requests => "/requests",
            Own::Requested => "/requests/sent",
            Own::Suggestions => "/suggestions",
            Own::Blocked => "/settings/blocked",
        }
    }

    /// Whether there is nothing here for a visitor.
    pub fn is_private(&self) -> bool {
        matches!(self, Self::Known(_) | Self::Own(_) | Self::Settings)
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
            Self::Own(Own::Requests) => t("Follow requests"),
            Self::Own(Own::Requested) => t("Whom you have asked"),
            Self::Own(Own::Suggestions) => t("People you may know"),
            Self::Own(Own::Blocked) => t("Blocked people"),
            Self::Settings => t("Settings"),
            Self::NotFound => t("There is no such page"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("/settings", Route::Settings),
            ("/settings/else", Route::NotFound),
            ("/people", Route::NotFound),
            ("/people/ada/else", Route::NotFound),
            ("/nowhere", Route::NotFound),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
        assert_eq!(Route::of(&Route::person("ada", Direction::Followed)), ada(Direction::Followed));
        for own in [Own::Requests, Own::Requested, Own::Suggestions, Own::Blocked] {
            assert_eq!(Route::of(Route::own(own)), Route::Own(own));
        }
    }
}
