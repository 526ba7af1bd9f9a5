//! What the other part of the app shows, once it has come.

use super::notice::{Failed, loading};
use crate::history;
use crate::hooks::app::use_app;
use crate::language::t;
use crate::later::{Parts, load, not_loaded, parts};
use crate::state::app::{Action, Rest};
use yew::platform::spawn_local;
use yew::prelude::*;

/// What the other part shows, or that it is on its way.
pub fn later(show: impl FnOnce(&Parts) -> Html) -> Html {
    parts().map_or_else(|| html! { <Missing/> }, show)
}

/// Has the other part come, and says so where it does not.
#[component]
fn Missing() -> Html {
    let app = use_app();
    use_effect_with(app.attempt, {
        let app = app.dispatcher();
        move |_| {
            app.dispatch(Action::Rest(Rest::Coming));
            spawn_local(async move {
                let rest = load().await.map_or(Rest::Failed, |_| Rest::Here);
                app.dispatch(Action::Rest(rest));
            });
        }
    });
    if app.rest == Rest::Failed {
        let on_retry = move |()| app.dispatch(Action::TryAgain);
        let reload =
            html! { <button class="button plain" onclick={|_| history::reload()}>{t("Reload")}</button> };
        return html! { <Failed text={not_loaded()} wait=0 {on_retry}>{reload}</Failed> };
    }
    html! { <section class="card skeleton">{loading()}<p class="bar"/></section> }
}
