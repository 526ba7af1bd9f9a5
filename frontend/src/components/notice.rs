//! What stands where content is missing.

use crate::hooks::app::use_app;
use crate::hooks::countdown::use_countdown;
use crate::language::{plural, t};
use yew::prelude::*;

/// Says why there is nothing.
pub fn notice(text: &str) -> Html {
    html! { <p class="notice">{text}</p> }
}

/// A few words about what stands beside them.
pub fn note(words: AttrValue) -> Html {
    html! { <p class="note">{words}</p> }
}

/// Buttons in a row.
pub fn actions(buttons: Html) -> Html {
    html! { <p class="actions">{buttons}</p> }
}

/// One of them.
pub fn small_button(words: AttrValue, onclick: Callback<MouseEvent>) -> Html {
    html! { <button class="button small plain" {onclick}>{words}</button> }
}

/// What a skeleton says to those who do not see it.
pub fn loading() -> Html {
    html! { <p class="hidden" role="status">{t("Loading…")}</p> }
}

/// What did not come.
#[derive(PartialEq, Properties)]
pub struct FailedProps {
    /// Why, in plain words.
    pub text: AttrValue,
    /// Seconds after which it is tried again without being asked; 0 for not at all.
    pub wait: u32,
    /// Tries again.
    pub on_retry: Callback<()>,
    /// What else can be done.
    #[prop_or_default]
    pub children: Html,
}

/// Says why something did not come, and tries again when asked or when the server said it would be worth it.
#[component]
pub fn Failed(props: &FailedProps) -> Html {
    // Its words are those of the language that is chosen by now.
    use_app();
    let left = use_countdown(props.wait, 0);
    use_effect_with(left == 0 && props.wait > 0, {
        let on_retry = props.on_retry.clone();
        move |is_time| {
            if *is_time {
                on_retry.emit(());
            }
        }
    });
    let on_retry = props.on_retry.clone();
    html! {
        <div class="notice" role="alert">
            <p>{&props.text}</p>
            <button class="button" onclick={move |_| on_retry.emit(())}>{t("Try again")}</button>
            {props.children.clone()}
            if left > 0 { <p class="note" aria-live="off">{again_in(left)}</p> }
        </div>
    }
}

/// Says when it is worth trying again.
pub fn again_in(seconds: u32) -> AttrValue {
    plural("Again in one second", "Again in {} seconds", i64::from(seconds))
}
