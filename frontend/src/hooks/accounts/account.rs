//! Loading what the server is set up for, and what only the viewer knows of their account.

use crate::api::Api;
use crate::later::load;
use crate::route::{Route, Section};
use crate::state::accounts::overview::AccountAction;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::pages::Entry;
use common::accounts::account::ViewAccount;
use common::accounts::security_events::SecurityEvents;
use common::accounts::sessions::Sessions;
use common::features::ViewFeatures;
use gloo_timers::future::TimeoutFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Asks once what the server is set up for, as soon as a page depends on it. Until it has come, nothing is offered.
#[hook]
pub fn use_features(app: &UseReducerHandle<App>) {
    let shown = app.pages.shown();
    let depends = app.session.is_none() && shown.is_some_and(|entry| entry.route().is_private());
    let depends = depends || app.ended || shown.is_some_and(Entry::is_sign_in) || section(app).is_some();
    let app = app.clone();
    use_effect_with((depends && app.features.is_none(), app.attempt), move |&(wanted, _)| {
        if wanted {
            spawn_local(async move {
                let api = Api::new(&app).anonymous().quiet();
                while app.features.is_none() {
                    match api.call(&ViewFeatures {}).await {
                        Ok(features) => return app.dispatch(Action::Features(features)),
                        Err(error) => {
                            let Some(pause) = error.pause() else { return };
                            TimeoutFuture::new(pause).await;
                        }
                    }
                }
            });
        }
    });
}

/// Asks for what the page of the settings that is shown tells, and anew when that may have changed.
#[hook]
pub fn use_account(app: &UseReducerHandle<App>) {
    let wanted = section(app).zip(app.working_session().map(|session| session.user_id));
    // The log of events may have been read further than its first page.
    let looks = app.looks * u32::from(section(app) != Some(Section::Devices));
    let app = app.clone();
    use_effect_with((wanted, app.known.changes, app.attempt, looks), move |&(wanted, ..)| {
        let Some((section, _)) = wanted else { return };
        spawn_local(async move {
            // Where the page itself does not come, it says so.
            if let Some(rest) = load().await {
                (rest.ask_account)(app, section);
            }
        });
    });
}

/// Asks for what a page of the settings tells.
pub fn ask_account(app: UseReducerHandle<App>, section: Section) {
    spawn_local(async move {
        let is_new = match section {
            Section::Devices => app.known.sessions.is_none(),
            _ => app.known.account.is_none(),
        };
        let api = Api::new(&app).for_page(is_new);
        let tell = |told| api.dispatch(Action::Account(told));
        match ask(&api, section).await {
            Ok(told) => told.into_iter().for_each(tell),
            Err(error) => tell(AccountAction::Failed(error.message().to_string())),
        }
    });
}

/// The page of the settings that is shown.
fn section(app: &App) -> Option<Section> {
    match app.pages.shown()?.route() {
        Route::Settings(section) => Some(section),
        _ => None,
    }
}

async fn ask(api: &Api, section: Section) -> Result<Vec<AccountAction>, CallError> {
    Ok(match section {
        Section::Privacy | Section::Profile => Vec::new(),
        Section::Account | Section::Security => {
            vec![AccountAction::Account(api.call(&ViewAccount {}).await?)]
        }
        Section::Devices => {
            let sessions = api.call(&Sessions {}).await?.sessions;
            let events = api.call(&SecurityEvents { cursor: None }).await?;
            vec![AccountAction::Sessions(sessions), AccountAction::Events(true, events)]
        }
    })
}
