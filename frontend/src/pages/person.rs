//! Anybody's page.

use crate::components::people_list::Direction;
use crate::components::person_view::PersonView;
use crate::route::Route;
use yew::prelude::*;

/// The page of the person who goes by a username or a user_id.
pub fn person(user: &str, direction: Direction) -> Html {
    let routes = (Route::Person { user: user.to_owned() }, Route::PersonFollowed { user: user.to_owned() });
    html! { <PersonView key={user} user={user.to_owned()} {direction} {routes}/> }
}
