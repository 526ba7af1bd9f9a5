//! Anybody's page.

use crate::components::people::person_view::PersonView;
use crate::route::Route;
use crate::shown::Shown;
use common::graph::lists::Direction;
use yew::prelude::*;

/// The page of the person who goes by a username or a user_id.
pub fn person(shown: &Shown, user: &str, direction: Direction) -> Html {
    let paths = [Direction::Followers, Direction::Followed].map(|direction| Route::person(user, direction));
    html! { <PersonView user={user.to_owned()} direction={Some(direction)} {paths} shown={shown.clone()}/> }
}
