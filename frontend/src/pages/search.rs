//! Find people by how their username begins.

use crate::components::people_list::{PeopleList, Source};
use crate::route::Route;
use gloo_timers::callback::Timeout;
use serde::{Deserialize, Serialize};
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_router::prelude::*;

/// Milliseconds without a key before the search begins.
const PAUSE: u32 = 200;

/// What is searched for stands in the address, so that Back, reload and a shared link find it again.
#[derive(Default, Serialize, Deserialize)]
struct Query {
    #[serde(default)]
    q: String,
}

/// The search page.
#[component]
pub fn SearchPage() -> Html {
    let (location, navigator) = (use_location(), use_navigator());
    let query = location.and_then(|location| location.query::<Query>().ok()).unwrap_or_default().q;
    let timer = use_mut_ref(|| None::<Timeout>);
    let oninput = move |event: InputEvent| {
        let q = event.target_unchecked_into::<HtmlInputElement>().value();
        let navigator = navigator.clone();
        *timer.borrow_mut() = Some(Timeout::new(PAUSE, move || {
            if let Some(Err(error)) = navigator.map(|to| to.replace_with_query(&Route::Search, Query { q })) {
                web_sys::console::warn_1(&error.to_string().into());
            }
        }));
    };
    let prefix = query.trim().to_owned();
    let key = format!("search {prefix}");
    html! {
        <>
            <h1 class="hidden">{"Find people"}</h1>
            <div class="field search">
                <label for="search" class="hidden">{"Username"}</label>
                <input id="search" type="search" placeholder="Find people by username" value={query}
                    autocomplete="off" autocapitalize="none" spellcheck="false" {oninput}/>
            </div>
            <PeopleList {key} source={Source::Search(prefix.into())} label="People found"
                empty="Nobody's username begins like that."/>
        </>
    }
}
