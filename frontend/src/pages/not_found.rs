//! Nothing is here.

use crate::route::Route;
use yew::prelude::*;
use yew_router::prelude::*;

/// No page has this address.
pub fn not_found() -> Html {
    missing("There is no such page", "The address may be mistyped, or the page has moved.")
}

/// Nobody goes by this name.
pub fn no_such_user() -> Html {
    missing("There is no such person", "The name may be mistyped, or the account is gone.")
}

fn missing(heading: &str, text: &str) -> Html {
    html! {
        <section class="card trouble">
            <p class="code" aria-hidden="true">{"404"}</p>
            <h1>{heading}</h1>
            <p>{text}</p>
            <p class="actions">
                <Link<Route> to={Route::Home} classes="button">{"Home"}</Link<Route>>
                <Link<Route> to={Route::Search} classes="button plain">{"Find people"}</Link<Route>>
            </p>
        </section>
    }
}
