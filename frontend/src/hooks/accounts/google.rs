//! Going to Google, or the provider in its place, and coming back.

use super::welcome::welcome;
use crate::api::Api;
use crate::history;
use crate::language::t;
use crate::later::{parts, with};
use crate::route::Route;
use crate::state::accounts::confirmed_actions::ConfirmedAction;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::pages::Entry;
use crate::storage;
use crate::storage::Errand;
use common::accounts::google::{GoogleBegin, GoogleFinish, GoogleLogin, Identified};
use common::accounts::sessions::LoggedIn;
use web_sys::UrlSearchParams;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Goes there.
pub fn leave(app: UseReducerHandle<App>, errand: Errand) {
    spawn_local(begin(app, errand));
}

async fn begin(app: UseReducerHandle<App>, errand: Errand) {
    let api = Api::new(&app).anonymous();
    match api.call(&GoogleBegin {}).await {
        Ok(begun) => {
            let here = history::here();
            let back = match &app.destination {
                // One signs in on a page for nobody but its owner as well.
                _ if !here.is_sign_in() => here.path + &here.query,
                Some(wanted) => wanted.clone(),
                None => "/".to_owned(),
            };
            let intent = app.intent.as_ref().filter(|_| errand == Errand::SignIn);
            storage::leave(&begun.secret, errand, intent, &back);
            history::leave(&begun.url);
        }
        Err(error) => api.dispatch(Action::ShowToast(error.message().to_string())),
    }
}

/// Takes what an address says for its page alone out of it, and does what the person has gone to Google for: once the part of the
/// app is here that uses it. Until then it stays in the address, so that nothing is lost where the page must be reloaded.
#[hook]
pub fn use_return(app: &UseReducerHandle<App>) {
    let back = app.pages.shown().filter(|entry| {
        matches!(entry.route(), Route::Google | Route::Reset | Route::Confirm) && !entry.query.is_empty()
    });
    let back = back.filter(|_| parts().is_some());
    let app = app.clone();
    use_effect_with(back.cloned(), move |back: &Option<Entry>| {
        let Some(entry) = back else { return };
        history::conceal();
        if let (Route::Google, Ok(query)) = (entry.route(), UrlSearchParams::new_with_str(&entry.query)) {
            let came_with = query.get("code").zip(query.get("state"));
            with(&app, move |rest, app| (rest.come_back)(app, came_with));
        }
    });
}

/// Does what the person has gone to Google for, with the code and the state that they come back with.
pub fn come_back(app: UseReducerHandle<App>, came_with: Option<(String, String)>) {
    spawn_local(async move {
        let outcome = finish(&app, came_with).await;
        app.dispatch(Action::Identified(outcome.transpose()));
    });
}

/// Gives what is still to be shown: an identity that nobody here has yet, or what went wrong.
async fn finish(
    app: &UseReducerHandle<App>,
    came_with: Option<(String, String)>,
) -> Result<Option<Identified>, String> {
    let words = |error: CallError| error.message().to_string();
    let (secret, errand, intent, back) = storage::come_back().ok_or_else(|| not_begun().to_string())?;
    let (code, state) = came_with
        .ok_or_else(|| t("Google did not confirm that it is you. Nothing has changed.").to_string())?;
    let (api, dispatcher) = (Api::new(app).anonymous(), app.dispatcher());
    if errand == Errand::SignIn {
        app.dispatch(Action::Remember(back.clone(), intent));
    }
    let asked = GoogleFinish { secret, state: Some(state), code: Some(code), id_token: None };
    let identified = api.call(&asked).await.map_err(words)?;
    match errand {
        Errand::SignIn if !identified.known => return Ok(Some(identified)),
        Errand::SignIn => {
            let signed_in = Api::new(app).sign_in(&GoogleLogin { proof: identified.proof }).await;
            return sign_in(app, signed_in, &back).map(|()| None);
        }
        Errand::Link => {
            history::replace(&dispatcher, &back);
            api.dispatch(Action::Ask(Some(ConfirmedAction::LinkGoogle(identified.proof))));
        }
        Errand::Confirm => {
            history::replace(&dispatcher, &back);
            api.dispatch(Action::Proven(Some(identified.proof)));
            api.dispatch(Action::ShowToast(t("Google has confirmed that it is you. Now go on.").to_string()));
        }
    }
    Ok(None)
}

fn sign_in(
    app: &UseReducerHandle<App>,
    signed_in: Result<LoggedIn, CallError>,
    back: &str,
) -> Result<(), String> {
    match signed_in {
        Ok(session) => {
            welcome(app, true).emit(session);
            history::replace(&app.dispatcher(), back);
        }
        Err(error) => {
            let second = error.second_factor().ok_or_else(|| error.message().to_string())?;
            history::replace(&app.dispatcher(), "/login");
            app.dispatch(Action::SecondFactor(Some(second.clone())));
        }
    }
    Ok(())
}

/// Said to a person who comes back in a tab from which no sign-in was begun.
pub fn not_begun() -> AttrValue {
    t("This sign-in was not begun in this tab. Start again.")
}
