//! Making the calls that buttons ask for, of which only the outcome is told.

use crate::api::{self, Api};
use crate::language::{t, told};
use crate::state::account::Told;
use crate::state::app::{Action, App, Retry};
use crate::storage;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Makes the first of them, and then the next. One that fails can be tried again from its toast.
#[hook]
pub fn use_acts(app: &UseReducerHandle<App>) {
    let app = app.clone();
    use_effect_with(app.acts.first().cloned(), move |act| {
        let Some(act) = act.clone() else { return };
        let api = Api::new(&app);
        spawn_local(async move {
            let answer = api.post(act.path, &act.request).await;
            api.dispatch(Action::Acted);
            api.dispatch(match answer {
                Ok(answer) => {
                    storage::tell_change();
                    let words = if act.done.is_empty() { told(&api::message(&answer)) } else { t(act.done) };
                    Action::Say(words.to_string())
                }
                Err(error) if error.may_pass() => Action::Offer(error.message().to_string(), Retry::Act(act)),
                Err(error) => Action::Say(error.message().to_string()),
            });
            api.dispatch(Action::Account(Told::Changed));
        });
    });
}
