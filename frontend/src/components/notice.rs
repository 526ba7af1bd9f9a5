//! What stands where content is missing.

use yew::prelude::*;

/// Says why there is nothing.
pub fn notice(text: &str) -> Html {
    html! { <p class="notice">{text}</p> }
}

/// Says why something did not come, and offers to try again.
pub fn failed(text: &str, on_retry: Callback<()>) -> Html {
    html! {
        <div class="notice" role="alert">
            <p>{text}</p>
            <button class="button" onclick={move |_| on_retry.emit(())}>{"Try again"}</button>
        </div>
    }
}
