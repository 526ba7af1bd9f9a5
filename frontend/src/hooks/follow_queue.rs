//! Sending what the viewer has asked for: follows, blocks and the like, one at a time for each person.

use crate::api::Api;
use crate::state::app::{Action, App};
use crate::state::changes::Change;
use crate::state::remote::CallError;
use crate::storage;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Sends whatever is next. A refusal is told in a toast, from which it can be tried again; when the session has ended, the rest waits for the next one.
#[hook]
pub fn use_follow_queue(app: &UseReducerHandle<App>) {
    let (api, app) = (Api::new(app), app.clone());
    use_effect_with(app.next_follow(), move |next| {
        let Some((person, wish)) = *next else { return };
        let tell = |app: &UseReducerHandle<App>, change| app.dispatch(Action::Follows(change));
        tell(&app, Change::Sent(person));
        spawn_local(async move {
            match api.change(wish, person.to_string()).await {
                Ok(changed) => {
                    tell(&app, Change::Granted(person, changed));
                    storage::tell_change();
                }
                Err(CallError::SessionEnded) => tell(&app, Change::Held(person)),
                Err(error) => {
                    let words = error.message().to_string();
                    app.dispatch(Action::Refused(person, words, error.may_pass()));
                }
            }
        });
    });
}
