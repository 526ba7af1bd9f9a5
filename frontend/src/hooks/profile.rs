//! Loading who a person is.

use super::use_app;
use crate::api::Api;
use crate::lists::Source;
use crate::state::app::Action;
use crate::state::changes::Change;
use crate::state::people::{Next, Page};
use crate::state::remote::CallError;
use common::people::{Profile, ViewProfile};
use uuid::Uuid;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Followers that are named at the most, of those whom the viewer follows.
const NAMED: i64 = 3;

/// Asks for the profile, and then for followers by whom the viewer may know the person; after a failure, once more. Gives
/// what was wrong with the profile, and those followers.
#[hook]
pub fn use_profile(user: &AttrValue) -> (Option<CallError>, Option<Page>) {
    let app = use_app();
    let (answer, known) = (use_state(|| None::<Result<(), CallError>>), use_state(|| None));
    let (user, occasion) = (user.clone(), (app.attempt, app.ended));
    let (found, know) = (answer.clone(), known.setter());
    use_effect_with(occasion, move |_| {
        if matches!(*found, Some(Ok(()))) {
            return;
        }
        let (api, viewer) = (Api::new(&app), app.viewer());
        found.set(None);
        spawn_local(async move {
            let came = api.call(&ViewProfile { user: user.to_string() }).await;
            let source = came.as_ref().ok().and_then(|profile| known_by(profile, viewer));
            let seen = |profile| app.dispatch(Action::Follows(Change::Seen(viewer, profile)));
            found.set(Some(came.map(seen)));
            if let Some(source) = source {
                // Where they do not come, the page is whole without them.
                know.set(source.page(&api.quiet(), Next::FIRST, NAMED).await.ok());
            }
        });
    });
    (answer.as_ref().and_then(|answer| answer.clone().err()), (*known).clone())
}

/// The followers by whom the viewer may know the person, where the server would tell.
fn known_by(profile: &Profile<'_>, viewer: Option<Uuid>) -> Option<Source> {
    let person = &profile.person;
    let is_blocked = person.relationship.is_some_and(|relationship| relationship.blocking);
    let is_hidden = is_blocked || profile.privacy.hides_lists || profile.counts.followers == 0;
    let may_know = !is_hidden && viewer.is_some_and(|viewer| viewer != person.user_id);
    may_know.then(|| Source::Known(person.user_id.to_string().into()))
}
