//! The bar over every page.

use crate::api::Api;
use crate::history;
use crate::language::{count, t};
use crate::own_lists::OwnList;
use crate::route::Route;
use crate::state::app::{Action, App};
use common::accounts::sessions::Logout;
use yew::platform::spawn_local;
use yew::prelude::*;

const GLASS: &str = "M15.5 15.5 21 21M4 10.5a6.5 6.5 0 1 1 13 0 6.5 6.5 0 0 1-13 0";
const PERSON: &str = "M5 8a4 4 0 1 1 8 0 4 4 0 0 1-8 0M2 20a7 7 0 0 1 14 0M19 8v6M16 11h6";
const SLIDERS: &str = "M3 7h8M15 7h6M13 4v6M3 17h4M11 17h10M9 14v6";

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
                {link("/search", "quiet", icon(GLASS, t("Find people")))}
                if app.session.is_some() {
                    {link(Route::own(OwnList::Requests), "quiet", requests(app.follows.requests()))}
                    {link("/settings", "quiet", icon(SLIDERS, t("Settings")))}
                    <button class="quiet" onclick={sign_out}>{t("Sign out")}</button>
                } else {
                    {link("/login", "quiet", t("Sign in").into())}
                    {link("/register", "button small", t("Register").into())}
                }
            </nav>
        </header>
    }
}

/// Where it is narrow the picture stands alone, and the words are for screen readers.
fn icon(path: &'static str, words: AttrValue) -> Html {
    html! {
        <>
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={path}/></svg>
            <span class="wide">{" "}{words}</span>
        </>
    }
}

fn requests(waiting: i64) -> Html {
    html! {
        <>
            {icon(PERSON, t("Requests"))}
            if waiting > 0 { {" "}<b class="count">{count(waiting)}</b> }
        </>
    }
}
