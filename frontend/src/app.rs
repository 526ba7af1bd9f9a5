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
use crate::route::{self, Route};
use crate::state::session::{Action, App as State, Session};
use crate::storage;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;
use yew_router::prelude::*;

/// Everything.
#[component]
pub fn App() -> Html {
    let state = use_reducer_eq(|| State { session: storage::load(), ..State::default() });
    use_effect_with(state.session.clone(), |session| storage::save(session.as_ref()));
    use_effect_with(state.dispatcher(), |dispatcher| {
        let dispatcher = dispatcher.clone();
        let watch = storage::watch(move |session| {
            dispatcher.dispatch(session.map_or(Action::SignedOut, Action::SignedIn));
        });
        move || drop(watch)
    });
    html! {
        <ContextProvider<UseReducerHandle<State>> context={state}>
            <BrowserRouter><Frame/></BrowserRouter>
        </ContextProvider<UseReducerHandle<State>>>
    }
}

/// A page that broke stays in place under the notice, so that nothing typed into it and no place in a list is lost.
/// Whoever signs in or out sees a page of their own.
#[component]
fn Frame() -> Html {
    let app = use_app();
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    let viewer = app.session.as_ref().map_or_else(String::new, |session| session.user_id.to_string());
    use_sign_in_again(&route);
    use_arrival(&route);
    use_title(route.title(), &viewer);
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
                <div key={viewer} inert={app.broken.is_some()}>{page(&route, app.session.as_ref())}</div>
            </main>
            <footer class="foot"><p>{"Kith keeps who follows whom."}</p></footer>
        </>
    }
}

/// Begins each page at its top, with the focus on it, and leaves behind what was wrong with the page before.
#[hook]
fn use_arrival(route: &Route) {
    let app = use_app();
    let is_first = use_mut_ref(|| true);
    use_effect_with(route.clone(), move |route| {
        app.dispatch(Action::Moved { to_sign_in: route.is_sign_in() });
        if is_first.replace(false) {
            return;
        }
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
            let main = window.document().and_then(|document| document.get_element_by_id("main"));
            if let Some(Ok(main)) = main.map(|main| main.dyn_into::<HtmlElement>()) {
                // Where the browser refuses, the focus stays where it was.
                drop(main.focus());
            }
        }
    });
}

/// Leads to sign-in, and back afterwards, when the session ends in the middle of something.
#[hook]
fn use_sign_in_again(route: &Route) {
    let (app, navigator) = (use_app(), use_navigator());
    let on_the_way = route.is_sign_in();
    use_effect_with(app.session_ended, move |ended| {
        if let (true, false, Some(navigator)) = (*ended, on_the_way, navigator) {
            app.dispatch(Action::Remember(route::here()));
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
