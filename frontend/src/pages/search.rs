//! Find people by how their username begins.

use crate::components::people_list::PeopleList;
use crate::history;
use crate::hooks::use_app;
use crate::language::t;
use crate::lists::Source;
use crate::pages::Shown;
use gloo_timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Milliseconds without a key before the search begins.
const PAUSE: u32 = 200;

/// The page to search on.
#[derive(PartialEq, Properties)]
pub struct SearchPageProps {
    /// Its address holds what is searched for.
    pub shown: Shown,
}

/// The search page. What is searched for stands in the address, so that Back, reload and a shared link find it again.
#[component]
pub fn SearchPage(props: &SearchPageProps) -> Html {
    let app = use_app();
    let query = props.shown.parameter("q").unwrap_or_default();
    let timer = use_mut_ref(|| None::<Timeout>);
    // What is typed and not searched for yet.
    let typed = use_state(|| None::<String>);
    use_effect_with(props.shown.is_shown, {
        let (timer, typed) = (timer.clone(), typed.setter());
        move |_| {
            timer.take();
            typed.set(None);
        }
    });
    let value = (*typed).clone().unwrap_or_else(|| query.clone());
    let entry = props.shown.entry.id;
    let oninput = move |event: InputEvent| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        let (app, typed) = (app.dispatcher(), typed.setter());
        typed.set(Some(text.clone()));
        *timer.borrow_mut() = Some(Timeout::new(PAUSE, move || {
            if history::is_at(entry) {
                let text = String::from(js_sys::encode_uri_component(&text));
                history::replace(&app, &format!("/search?q={text}"));
            }
            typed.set(None);
        }));
    };
    let prefix = query.trim().to_owned();
    let source = Source::Search(prefix.clone().into());
    html! {
        <>
            <h1 class="hidden">{t("Find people")}</h1>
            <label class="field search">
                <span class="hidden">{t("Username")}</span>
                <input type="search" placeholder={t("Find people by username")} {value}
                    autocomplete="off" autocapitalize="none" spellcheck="false" {oninput}/>
            </label>
            <PeopleList key={prefix.clone()} {source} label={t("People found")}
                empty={t("Nobody's username begins like that.")} start={props.shown.page()}
                is_shown={props.shown.is_shown}/>
        </>
    }
}
