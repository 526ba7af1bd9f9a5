//! Reading again what can no longer be relied on.

use crate::api::Api;
use crate::lists::Source;
use crate::own_lists::OwnList;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::graph::changes::Change;
use crate::state::graph::freshness::Subject;
use crate::state::list::people::Next;
use common::people::profiles::ViewProfile;
use gloo_timers::future::TimeoutFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Reads what is doubtful, one after the other, as soon as no call is under way that changes it. What does not come is asked
/// for again after a pause, or once the server can be reached.
#[hook]
pub fn use_rereading(app: &UseReducerHandle<App>) {
    let doubtful = app.working_session().and_then(|_| app.follows.doubtful(app.viewer()));
    let app = app.clone();
    use_effect_with((doubtful, app.attempt), move |(doubtful, _)| {
        let Some((subject, _)) = *doubtful else { return };
        let (api, asked) = (Api::new(&app).quiet(), app.follows.now());
        spawn_local(async move {
            let read = match subject {
                Subject::Person(person) => {
                    let profile = api.call(&ViewProfile { user: person.to_string() }).await;
                    profile.map(|profile| Change::Seen(asked, profile))
                }
                Subject::Requests => {
                    let page = Source::Own(OwnList::Requests).page(&api, Next::FIRST, 1).await;
                    page.map(|page| Change::Requests(asked, page.total.unwrap_or_default()))
                }
            };
            let change = match read {
                Ok(read) => read,
                Err(CallError::Refused(_)) => Change::Unreadable(asked, subject),
                Err(error) => {
                    // Until the server is reached, or the person has signed in, it stays doubtful.
                    let Some(pause) = error.pause() else { return };
                    TimeoutFuture::new(pause).await;
                    Change::PutOff(asked, subject)
                }
            };
            api.dispatch(Action::Follows(change));
        });
    });
}
