//! Making the calls that buttons ask for, of which only the outcome is told.

use crate::api::Api;
use crate::language::{t, told};
use crate::state::accounts::overview::AccountAction;
use crate::state::app::{Act, Action, App, Retry};
use crate::state::call_error::CallError;
use crate::storage;
use common::accounts::emails::VerifyEmail;
use common::accounts::sessions::{EndSession, EndSessions};
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
            let done = carry_out(&api, &act).await;
            api.dispatch(Action::Acted);
            api.dispatch(match done {
                Ok(words) => {
                    storage::tell_change();
                    Action::ShowToast(words.to_string())
                }
                Err(error) if error.may_pass() => Action::Offer(error.message().to_string(), Retry::Act(act)),
                Err(error) => Action::ShowToast(error.message().to_string()),
            });
            api.dispatch(Action::Account(AccountAction::Changed));
        });
    });
}

/// Makes the call; gives what to say afterwards.
async fn carry_out(api: &Api, act: &Act) -> Result<AttrValue, CallError> {
    Ok(match act {
        Act::VerifyEmail => told(&api.call(&VerifyEmail {}).await?.message),
        Act::EndSession(session_id) => {
            api.call(&EndSession { session_id: *session_id }).await?;
            t("Signed out there.")
        }
        Act::EndOtherSessions => {
            api.call(&EndSessions { others: true }).await?;
            t("Signed out everywhere else.")
        }
    })
}
