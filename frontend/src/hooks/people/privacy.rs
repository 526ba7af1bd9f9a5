//! Saving what the viewer lets others see and do.

use crate::api::Api;
use crate::state::app::{Action, App, Retry};
use crate::state::call_error::CallError;
use crate::state::graph::changes::Change;
use crate::state::people::privacy::Choice;
use crate::storage;
use common::people::privacy::{Privacy, SetPrivacy};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Saves it as soon as it is chosen. A refusal is told in a toast; when the session has ended, it waits for the next one.
#[hook]
pub fn use_privacy(app: &UseReducerHandle<App>) {
    let api = Api::new(app);
    use_effect_with(app.next_choice(), move |next| {
        let Some(privacy) = *next else { return };
        let api = api.clone();
        api.dispatch(Action::Privacy(Choice::Sent));
        spawn_local(async move {
            let Privacy { locked, hides_lists } = privacy;
            let asked = SetPrivacy { locked: Some(locked), hides_lists: Some(hides_lists) };
            let choice = match api.call(&asked).await {
                Ok(_) => {
                    api.dispatch(Action::Follows(Change::Private(privacy)));
                    storage::tell_change();
                    Choice::Saved
                }
                Err(CallError::SessionEnded) => Choice::Held,
                Err(error) => {
                    let words = error.message().to_string();
                    api.dispatch(match error.may_pass() {
                        true => Action::Offer(words, Retry::Privacy(privacy)),
                        false => Action::ShowToast(words),
                    });
                    Choice::Refused
                }
            };
            api.dispatch(Action::Privacy(choice));
        });
    });
}
