//! Sending what the viewer has asked for: follows, blocks and the like, one at a time for each person.

use crate::api::Api;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::graph::changes::Change;
use crate::state::graph::follow_actions::FollowAction;
use crate::storage;
use common::graph::blocks::{Block, Unblock};
use common::graph::follows::{Follow, FollowChanged, RemoveFollower, Unfollow};
use common::graph::requests::{Accept, Reject};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Sends whatever is next. A refusal is told in a toast, from which it can be tried again; when the session has ended, the rest waits for the next one.
#[hook]
pub fn use_follow_queue(app: &UseReducerHandle<App>) {
    let api = Api::new(app);
    use_effect_with(app.next_follow(), move |next| {
        let Some((person, wish)) = *next else { return };
        let api = api.clone();
        api.dispatch(Action::Follows(Change::Sent(person)));
        spawn_local(async move {
            let answer = change(&api, wish, person.to_string()).await;
            let is_granted = answer.is_ok();
            api.dispatch(match answer {
                Ok(changed) => Action::Follows(Change::Granted(person, changed)),
                Err(CallError::SessionEnded) => Action::Follows(Change::Held(person)),
                Err(error) => Action::Refused(person, error.message().to_string(), error.may_pass()),
            });
            if is_granted {
                storage::tell_change();
            }
        });
    });
}

/// Asks for a change between the viewer and another person.
async fn change(api: &Api, wish: FollowAction, user: String) -> Result<FollowChanged, CallError> {
    match wish {
        FollowAction::Follow | FollowAction::Ask => api.call(&Follow { user }).await,
        FollowAction::Unfollow => api.call(&Unfollow { user }).await,
        FollowAction::Accept => api.call(&Accept { user }).await,
        FollowAction::Reject => api.call(&Reject { user }).await,
        FollowAction::Remove => api.call(&RemoveFollower { user }).await,
        FollowAction::Block => api.call(&Block { user }).await,
        FollowAction::Unblock => api.call(&Unblock { user }).await,
    }
}
