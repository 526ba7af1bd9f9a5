//! The pages and their addresses.

use common::people::Person;
use yew_router::Routable;

/// An address of the app.
#[derive(Clone, Debug, PartialEq, Eq, Routable)]
pub enum Route {
    /// My followers, or the welcome page.
    #[at("/")]
    Home,
    /// Whom I follow.
    #[at("/followed")]
    HomeFollowed,
    /// Sign in.
    #[at("/login")]
    Login,
    /// Make an account.
    #[at("/register")]
    Register,
    /// Find people.
    #[at("/search")]
    Search,
    /// Anybody's page, with their followers.
    #[at("/people/:user")]
    Person {
        /// A username or a user_id.
        user: String,
    },
    /// Anybody's page, with whom they follow.
    #[at("/people/:user/followed")]
    PersonFollowed {
        /// A username or a user_id.
        user: String,
    },
    /// Anything else.
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    /// One signs in here, and then goes on to where one wanted to be.
    pub fn is_sign_in(&self) -> bool {
        matches!(self, Self::Login | Self::Register)
    }

    /// The page of somebody on a list. A browser takes a name of two dots for a way up.
    pub fn of(person: &Person<'_>) -> Self {
        let user =
            if person.username == ".." { person.user_id.to_string() } else { person.username.to_string() };
        Self::Person { user }
    }

    /// What the browser's tab says; a person's page says more once it knows more.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Home | Self::HomeFollowed => "Who follows whom",
            Self::Login => "Sign in",
            Self::Register => "Make an account",
            Self::Search => "Find people",
            Self::Person { .. } | Self::PersonFollowed { .. } => "A person",
            Self::NotFound => "There is no such page",
        }
    }
}

/// The path and query that the browser shows.
pub fn here() -> String {
    let location = web_sys::window().map(|window| window.location());
    let part = |read: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        location.as_ref().and_then(|location| read(location).ok()).unwrap_or_default()
    };
    part(web_sys::Location::pathname) + &part(web_sys::Location::search)
}
