//! The bar over every page.

use crate::api::use_api;
use crate::hooks::use_app;
use crate::route::Route;
use crate::state::session::Action;
use common::sessions::Logout;
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

/// The name, the ways, and signing in or out. Signing out holds here at once, whether or not the server can be
/// told.
#[component]
pub fn TopBar() -> Html {
    let (app, api, navigator) = (use_app(), use_api(), use_navigator());
    let signed_in = app.session.is_some();
    let sign_out = move |_| {
        app.dispatch(Action::SignedOut);
        if let Some(navigator) = &navigator {
            navigator.push(&Route::Home);
        }
        let api = api.clone();
        spawn_local(async move {
            if let Err(error) = api.call(&Logout {}).await {
                web_sys::console::warn_1(&error.message().into());
            }
        });
    };
    html! {
        <header class="top">
            <nav class="top-inner" aria-label="Main">
                <Link<Route> to={Route::Home} classes="brand">{"Kith"}</Link<Route>>
                <Link<Route> to={Route::Search} classes="quiet">{find()}</Link<Route>>
                if signed_in {
                    <button class="quiet" onclick={sign_out}>{"Sign out"}</button>
                } else {
                    <Link<Route> to={Route::Login} classes="quiet">{"Sign in"}</Link<Route>>
                    <Link<Route> to={Route::Register} classes="button small">{"Register"}</Link<Route>>
                }
            </nav>
        </header>
    }
}

/// Where it is narrow the glass stands alone, and the words are for screen readers.
fn find() -> Html {
    html! {
        <>
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 21 21"/></svg>
            <span class="wide">{" Find people"}</span>
        </>
    }
}
