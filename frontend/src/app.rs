//! The root: the state all pages share, the frame around them, and which page is shown.

use crate::components::people_list::Direction;
use crate::components::top_bar::TopBar;
use crate::hooks::{use_app, use_title};
use crate::pages::home::home;
use crate::pages::login::Login;
use crate::pages::not_found::not_found;
use crate::pages::person::person;
use crate::pages::register::Register;
use crate::pages::search::SearchPage;
use crate::pages::server_error::server_error;
use crate::route::Route;
use crate::state::session::{Action, App as State, Session};
use crate::storage;
use gloo_events::EventListener;
use yew::prelude::*;
use yew_router::prelude::*;

/// Everything.
#[component]
pub fn App() -> Html {
    let state = use_reducer_eq(|| State { session: storage::load(), ..State::default() });
    use_effect_with(state.session.clone(), |session| storage::save(session.as_ref()));
    use_effect_with(state.dispatcher(), |dispatcher| {
        let dispatcher = dispatcher.clone();
        let listener = web_sys::window().map(|window| {
            // Another tab signed in or out.
            EventListener::new(&window, "storage", move |_| {
                dispatcher.dispatch(storage::load().map_or(Action::SignedOut, Action::SignedIn));
            })
        });
        move || drop(listener)
    });
    html! {
        <ContextProvider<UseReducerHandle<State>> context={state}>
            <BrowserRouter><Frame/></BrowserRouter>
        </ContextProvider<UseReducerHandle<State>>>
    }
}

/// A page that broke stays in place, hidden, so that nothing typed into it is lost.
#[component]
fn Frame() -> Html {
    let app = use_app();
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    use_sign_in_again(&route);
    use_title(route.title());
    use_effect_with(route.clone(), |_| {
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    let trouble = app.broken.as_ref().map(|request_id| {
        let app = app.clone();
        server_error(request_id, Callback::from(move |_| app.dispatch(Action::TryAgain)))
    });
    html! {
        <>
            <a class="skip" href="#main">{"Skip to the content"}</a>
            <TopBar/>
            <main id="main" class="page" tabindex="-1">
                {trouble}
                <div hidden={app.broken.is_some()}>{page(&route, app.session.as_ref())}</div>
            </main>
            <footer class="foot"><p>{"Kith keeps who follows whom."}</p></footer>
        </>
    }
}

/// Leads to sign-in, and back afterwards, when the session ends in the middle of something.
#[hook]
fn use_sign_in_again(route: &Route) {
    let (app, navigator, route) = (use_app(), use_navigator(), route.clone());
    use_effect_with(app.session_ended, move |ended| {
        if let (true, Some(navigator)) = (*ended, navigator) {
            app.dispatch(Action::Remember(route));
            navigator.push(&Route::Login);
        }
    });
}

fn page(route: &Route, session: Option<&Session>) -> Html {
    match route {
        Route::Home => home(session, Direction::Followers),
        Route::HomeFollowed => home(session, Direction::Followed),
        Route::Login => html! { <Login/> },
        Route::Register => html! { <Register/> },
        Route::Search => html! { <SearchPage/> },
        Route::Person { user } => person(user, Direction::Followers),
        Route::PersonFollowed { user } => person(user, Direction::Followed),
        Route::NotFound => not_found(),
    }
}
