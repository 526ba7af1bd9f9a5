//! Sending what the viewer has asked for: follows, blocks and the like, one at a time for each person.

use crate::api::Api;
use crate::state::app::{Action, App};
use crate::state::changes::Change;
use crate::state::remote::CallError;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Sends whatever is next. A refusal is told in a toast; when the session has ended, the rest waits for the next one.
#[hook]
pub fn use_follow_queue(app: &UseReducerHandle<App>) {
    let (api, app) = (Api::new(app), app.clone());
    use_effect_with(app.next_follow(), move |next| {
        let Some((person, wish)) = *next else { return };
        let tell = |app: &UseReducerHandle<App>, change| app.dispatch(Action::Follows(change));
        tell(&app, Change::Sent(person));
        spawn_local(async move {
            match api.change(wish, person.to_string()).await {
                Ok(changed) => tell(&app, Change::Granted(person, changed)),
                Err(CallError::SessionEnded) => tell(&app, Change::Held(person)),
                Err(error) => {
                    tell(&app, Change::Refused(person));
                    app.dispatch(Action::Say(error.message().to_string()));
                }
            }
        });
    });
}
