//! What follows a sign-in.

use crate::history;
use crate::state::app::{Action, App};
use common::accounts::sessions::LoggedIn;
use yew::prelude::*;

/// The one end of every way to sign in.
pub fn welcome(app: &UseReducerHandle<App>, stay: bool) -> Callback<LoggedIn> {
    let app = app.clone();
    Callback::from(move |session: LoggedIn| {
        app.dispatch(Action::SignedIn(session.into()));
        app.dispatch(Action::Fulfil);
        // Who has gone elsewhere meanwhile stays there.
        if !stay && history::here().is_sign_in() {
            history::replace(&app.dispatcher(), app.destination.as_deref().unwrap_or("/"));
        }
    })
}
