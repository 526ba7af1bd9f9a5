//! The pages that a first visit does not need: the build splits them off, and they come when one is opened, or when the
//! browser is idle.

use crate::components::confirm::confirm;
use crate::components::notice::{Failed, loading};
use crate::history;
use crate::hooks::{ask_account, come_back, use_app};
use crate::language::t;
use crate::pages::Shown;
use crate::pages::google::{google, leave};
use crate::pages::mails::{forgot, mailed};
use crate::pages::settings::settings;
use crate::passkeys;
use crate::route::Section;
use crate::state::app::{Action, App, Rest, Retry};
use crate::storage::Errand;
use common::people::Profile;
use common::sessions::LoggedIn;
use gloo_events::EventListener;
use std::sync::OnceLock;
use yew::platform::spawn_local;
use yew::prelude::*;

type Handle = UseReducerHandle<App>;

/// Where everything in the other part begins.
#[derive(Clone, Copy)]
pub struct Parts {
    /// The settings.
    pub settings: fn(&Handle, &Profile<'static>, Section) -> Html,
    /// What the settings tell, asked for.
    pub ask_account: fn(Handle, Section),
    /// The dialog that something is confirmed in.
    pub confirm: fn(&Handle) -> Html,
    /// The page one comes back to from Google.
    pub google: fn(&Handle, &Shown) -> Html,
    /// Goes to Google.
    pub leave: fn(Handle, Errand),
    /// Does what one went there for.
    pub come_back: fn(Handle, Option<(String, String)>),
    /// Signs in with a passkey.
    pub sign_in_by_passkey: fn(&Handle, Callback<LoggedIn>),
    /// Asks for a mail.
    pub forgot: fn() -> Html,
    /// What a mail leads to.
    pub mailed: fn(&Shown, bool) -> Html,
}

static PARTS: OnceLock<Parts> = OnceLock::new();

fn parts() -> Parts {
    Parts {
        settings,
        ask_account,
        confirm,
        google,
        leave,
        come_back,
        sign_in_by_passkey: passkeys::sign_in,
        forgot,
        mailed,
    }
}

/// Without the splitter everything is in one part.
#[cfg(not(feature = "split"))]
async fn fetched() -> Result<Parts, std::convert::Infallible> {
    Ok(parts())
}

#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(rest, fallible)]
fn fetched() -> Result<Parts, wasm_split_helpers::SplitLoaderError> {
    Ok(parts())
}

/// The other part, or nothing where it does not come.
pub async fn load() -> Option<Parts> {
    match PARTS.get() {
        Some(parts) => Some(*parts),
        None => fetched().await.ok().map(|parts| *PARTS.get_or_init(|| parts)),
    }
}

/// Whether it has come.
pub fn is_here() -> bool {
    PARTS.get().is_some()
}

/// Has it come once the browser has nothing else to do.
pub fn load_when_idle() {
    let Some(window) = web_sys::window() else { return };
    // The page tells when.
    EventListener::once(&window, "idle", |_| {
        spawn_local(async {
            load().await;
        })
    })
    .forget();
}

/// Does something that is in the other part, and says so where that does not come.
pub fn with(app: &Handle, act: impl FnOnce(Parts, Handle) + 'static) {
    let app = app.clone();
    spawn_local(async move {
        match load().await {
            Some(rest) => act(rest, app),
            None => app.dispatch(Action::Offer(not_loaded().to_string(), Retry::Reload)),
        }
    });
}

/// Why there is nothing. It may also be that there is a newer version, and the file is gone for good.
fn not_loaded() -> AttrValue {
    t("This part of Kith could not be loaded. Check your connection, or reload the page.")
}

/// What the other part shows, or that it is on its way.
pub fn later(show: impl FnOnce(&Parts) -> Html) -> Html {
    PARTS.get().map_or_else(|| html! { <Missing/> }, show)
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
