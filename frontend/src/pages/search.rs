//! Find people by how their username begins.

use crate::components::people_list::{PeopleList, Source};
use gloo_timers::callback::Timeout;
use web_sys::{HtmlInputElement, UrlSearchParams};
use yew::prelude::*;
use yew_router::AnyRoute;
use yew_router::prelude::{use_location, use_navigator};

/// Milliseconds without a key before the search begins.
const PAUSE: u32 = 200;

/// The search page. What is searched for stands in the address, so that Back, reload and a shared link find it again.
#[component]
pub fn SearchPage() -> Html {
    let (location, navigator) = (use_location(), use_navigator());
    let asked = location.and_then(|location| UrlSearchParams::new_with_str(location.query_str()).ok());
    let query = asked.and_then(|asked| asked.get("q")).unwrap_or_default();
    let timer = use_mut_ref(|| None::<Timeout>);
    let oninput = move |event: InputEvent| {
        let typed = event.target_unchecked_into::<HtmlInputElement>().value();
        let navigator = navigator.clone();
        *timer.borrow_mut() = Some(Timeout::new(PAUSE, move || {
            if let Some(navigator) = navigator {
                let path = format!("/search?q={}", String::from(js_sys::encode_uri_component(&typed)));
                navigator.replace(&AnyRoute::new(path));
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
