//! The bar over every page.

use crate::api::Api;
use crate::history;
use crate::language::t;
use crate::state::app::{Action, App};
use common::sessions::Logout;
use yew::platform::spawn_local;
use yew::prelude::*;

/// The name, the ways, and signing in or out. Signing out holds here at once, whether or not the server can be
/// told.
pub fn top_bar(app: &UseReducerHandle<App>) -> Html {
    let here = app.pages.shown().map(|entry| entry.path.as_str()).unwrap_or_default();
    let link = |path: &'static str, class: &'static str, words: Html| {
        html! { <a href={path} {class} aria-current={(here == path).then_some("page")}>{words}</a> }
    };
    let (dispatcher, api) = (app.dispatcher(), Api::new(app).quiet());
    let sign_out = move |_| {
        dispatcher.dispatch(Action::SignedOut);
        history::go(&dispatcher, "/");
        let api = api.clone();
        spawn_local(async move {
            if let Err(error) = api.call(&Logout {}).await {
                web_sys::console::warn_1(&error.message().as_str().into());
            }
        });
    };
    html! {
        <header class="top">
            <nav class="top-inner" aria-label={t("Main")}>
                {link("/", "brand", "Kith".into())}
                {link("/search", "quiet", find())}
                if app.session.is_some() {
                    <button class="quiet" onclick={sign_out}>{t("Sign out")}</button>
                } else {
                    {link("/login", "quiet", t("Sign in").into())}
                    {link("/register", "button small", t("Register").into())}
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
            <span class="wide">{" "}{t("Find people")}</span>
        </>
    }
}
