//! The pages that a first visit does not need: the build splits them off, and they come when one is opened, or when the
//! browser is idle.

use crate::language::t;
use crate::route::Section;
use crate::shown::Shown;
use crate::state::app::{Action, App, Retry};
use crate::storage::Errand;
use common::accounts::sessions::LoggedIn;
use common::people::profiles::Profile;
use gloo_events::EventListener;
use std::pin::Pin;
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

/// Has the other part fetched; `None` where it does not come.
type Fetch = fn() -> Pin<Box<dyn Future<Output = Option<Parts>>>>;

static FETCH: OnceLock<Fetch> = OnceLock::new();
static PARTS: OnceLock<Parts> = OnceLock::new();

/// Says how it is fetched, before anything asks for it.
pub fn install(fetch: Fetch) {
    // Nobody else has said so: it is called once, at the start.
    FETCH.get_or_init(|| fetch);
}

/// The other part, or nothing where it does not come.
pub async fn load() -> Option<Parts> {
    if let Some(parts) = PARTS.get() {
        return Some(*parts);
    }
    let parts = FETCH.get()?().await?;
    Some(*PARTS.get_or_init(|| parts))
}

/// The other part, where it has come.
pub fn parts() -> Option<&'static Parts> {
    PARTS.get()
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
pub fn not_loaded() -> AttrValue {
    t("This part of Kith could not be loaded. Check your connection, or reload the page.")
}
