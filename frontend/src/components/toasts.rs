//! Short words about what has happened, which appear over the page, are read out, and go by themselves.

use crate::history;
use crate::language::t;
use crate::state::app::{Action, App, Retry, Toast};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// Milliseconds that the oldest toast stays, and one from which something can be tried again: there must be time to.
const STAY: [u32; 2] = [7_000, 30_000];

/// Takes toasts away, one after the other.
#[hook]
pub fn use_toasts(app: &UseReducerHandle<App>) {
    let dispatcher = app.dispatcher();
    let oldest = app.toasts.first().map(|toast| (toast.id, STAY[usize::from(toast.retry.is_some())]));
    use_effect_with(oldest, move |oldest| {
        let timer =
            oldest.map(|(id, stay)| Timeout::new(stay, move || dispatcher.dispatch(Action::Dismiss(id))));
        move || drop(timer)
    });
}

/// The toasts there are.
pub fn toasts(app: &UseReducerHandle<App>) -> Html {
    let toast = |toast: &Toast| {
        let (app, again, id) = (app.dispatcher(), app.dispatcher(), toast.id);
        let is_reload = toast.retry == Some(Retry::Reload);
        let retry = move |_| if is_reload { history::reload() } else { again.dispatch(Action::Retry(id)) };
        html! {
            <p key={id} class="toast">
                {&toast.text}
                if toast.retry.is_some() {
                    <button class="quiet" onclick={retry}>{if is_reload { t("Reload") } else { t("Retry") }}</button>
                }
                <button class="quiet" aria-label={t("Dismiss")} onclick={move |_| app.dispatch(Action::Dismiss(id))}>{"×"}</button>
            </p>
        }
    };
    html! { <div class="toasts" role="status" aria-atomic="false">{for app.toasts.iter().map(toast)}</div> }
}
