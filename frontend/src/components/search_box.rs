//! A box to search with.

use crate::history;
use crate::hooks::app::use_app;
use crate::shown::Shown;
use gloo_timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Milliseconds without a key before the search begins.
const PAUSE: u32 = 200;

/// What one searches.
#[derive(PartialEq, Properties)]
pub struct SearchBoxProps {
    /// For screen readers.
    pub label: AttrValue,
    /// Shown while nothing is typed.
    pub hint: AttrValue,
    /// The page that it is on.
    pub shown: Shown,
}

/// What is searched for stands in the address, so that Back, reload and a shared link find it again.
#[component]
pub fn SearchBox(props: &SearchBoxProps) -> Html {
    let app = use_app();
    let timer = use_mut_ref(|| None::<Timeout>);
    // What is typed and not searched for yet.
    let typed = use_state(|| None::<String>);
    use_effect_with(props.shown.is_shown, {
        let (timer, typed) = (timer.clone(), typed.setter());
        // Not when it is mounted: by the time that effects run, something may have been typed.
        move |is_shown| {
            if !is_shown {
                timer.take();
                typed.set(None);
            }
        }
    });
    let value = (*typed).clone().unwrap_or_else(|| props.shown.parameter("q"));
    let entry = props.shown.entry.id;
    let oninput = move |event: InputEvent| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        let (app, typed) = (app.dispatcher(), typed.setter());
        typed.set(Some(text.clone()));
        *timer.borrow_mut() = Some(Timeout::new(PAUSE, move || {
            if history::is_at(entry) {
                history::set(&app, "q", &text);
            }
            typed.set(None);
        }));
    };
    html! {
        <label class="field search">
            <span class="hidden">{&props.label}</span>
            <input type="search" placeholder={&props.hint} maxlength="100" {value}
                autocomplete="off" autocapitalize="none" spellcheck="false" {oninput}/>
        </label>
    }
}
