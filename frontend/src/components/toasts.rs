//! Short words about what has happened, which appear over the page, are read out, and go by themselves.

use crate::language::t;
use crate::state::app::{Action, App, Toast};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// Milliseconds that the oldest toast stays.
const STAY: u32 = 7_000;

/// Takes toasts away, one after the other.
#[hook]
pub fn use_toasts(app: &UseReducerHandle<App>) {
    let dispatcher = app.dispatcher();
    use_effect_with(app.toasts.first().map(|toast| toast.id), move |oldest| {
        let timer = oldest.map(|id| Timeout::new(STAY, move || dispatcher.dispatch(Action::Dismiss(id))));
        move || drop(timer)
    });
}

/// The toasts there are.
pub fn toasts(app: &UseReducerHandle<App>) -> Html {
    let toast = |toast: &Toast| {
        let (app, id) = (app.dispatcher(), toast.id);
        html! {
            <p key={id} class="toast">
                {&toast.text}
                <button class="quiet" aria-label={t("Dismiss")} onclick={move |_| app.dispatch(Action::Dismiss(id))}>{"×"}</button>
            </p>
        }
    };
    html! { <div class="toasts" role="status" aria-atomic="false">{for app.toasts.iter().map(toast)}</div> }
}
