//! My own lists, or for a visitor a word of welcome.

use crate::components::people_list::Direction;
use crate::components::person_view::PersonView;
use crate::route::Route;
use crate::state::session::Session;
use yew::prelude::*;
use yew_router::prelude::*;

/// The page at the root.
pub fn home(session: Option<&Session>, direction: Direction) -> Html {
    let Some(Session { user_id, .. }) = session else { return welcome() };
    let routes = (Route::Home, Route::HomeFollowed);
    html! { <PersonView key={user_id.to_string()} user={user_id.to_string()} {direction} {routes}/> }
}

fn welcome() -> Html {
    html! {
        <section class="welcome">
            <h1>{"Keep up with your people."}</h1>
            <p>{"Kith keeps who follows whom: find people, follow them, and scroll through any list to its very end."}</p>
            <p class="actions">
                <Link<Route> to={Route::Register} classes="button">{"Make an account"}</Link<Route>>
                <Link<Route> to={Route::Login} classes="button plain">{"Sign in"}</Link<Route>>
                <Link<Route> to={Route::Search} classes="button plain">{"Look around"}</Link<Route>>
            </p>
        </section>
    }
}
