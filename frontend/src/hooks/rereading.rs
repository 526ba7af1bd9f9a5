//! Reading again what can no longer be relied on.

use crate::api::Api;
use crate::lists::Source;
use crate::state::app::{Action, App};
use crate::state::changes::Change;
use crate::state::freshness::Subject;
use crate::state::own_lists::Own;
use crate::state::people::Next;
use crate::state::remote::CallError;
use common::people::ViewProfile;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Reads what is doubtful, one after the other, as soon as no call is under way that changes it. What does not come is asked
/// for again once the server can be reached.
#[hook]
pub fn use_rereading(app: &UseReducerHandle<App>) {
    let doubtful = app.working_session().and_then(|_| app.follows.doubtful(app.viewer()));
    let app = app.clone();
    use_effect_with((doubtful, app.attempt), move |(doubtful, _)| {
        let Some((subject, _)) = *doubtful else { return };
        let (api, asked) = (Api::new(&app).quiet(), app.asked());
        spawn_local(async move {
            let read = match subject {
                Subject::Person(person) => {
                    let profile = api.call(&ViewProfile { user: person.to_string() }).await;
                    profile.map(|profile| Change::Seen(asked, profile))
                }
                Subject::Requests => {
                    let page = Source::Own(Own::Requests).page(&api, Next::FIRST, 1).await;
                    page.map(|page| Change::Requests(asked, page.total.unwrap_or_default()))
                }
            };
            match read {
                Ok(read) => app.dispatch(Action::Follows(read)),
                Err(CallError::Refused(_)) => {
                    app.dispatch(Action::Follows(Change::Unreadable(asked, subject)));
                }
                // It stays doubtful.
                Err(_) => {}
            }
        });
    });
}
