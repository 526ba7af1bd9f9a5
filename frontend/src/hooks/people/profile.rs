//! Loading who a person is.

use crate::api::Api;
use crate::hooks::app::use_app;
use crate::hooks::graph::looks::use_look;
use crate::lists::Source;
use crate::own_lists::OwnList;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::graph::changes::Change;
use crate::state::graph::freshness::Subject;
use crate::state::list::people::{Next, Page};
use common::people::profiles::{Profile, ViewProfile};
use uuid::Uuid;
use yew::platform::spawn_local;
use yew::prelude::*;

/// People who are named beside a person at the most.
const NAMED: i64 = 3;

/// Asks for the profile, and then for some people to show beside it, if any are to be; after a failure, once more. Gives what
/// was wrong with the profile, and those people.
#[hook]
pub fn use_profile(user: &AttrValue, has_company: bool, is_shown: bool) -> (Option<CallError>, Option<Page>) {
    let app = use_app();
    let (answer, company) = (use_state(|| None::<Result<(), CallError>>), use_state(|| None));
    let is_new = app.follows.profile(user).is_none();
    let (wanted, occasion) = (user.clone(), (app.attempt, app.ended));
    let (found, company_came) = (answer.clone(), company.setter());
    use_effect_with(occasion, move |_| {
        if matches!(*found, Some(Ok(()))) {
            return;
        }
        let (api, asked, viewer) = (Api::new(&app).for_page(is_new), app.follows.now(), app.viewer());
        found.set(None);
        spawn_local(async move {
            let came = api.call(&ViewProfile { user: wanted.to_string() }).await;
            let source = came.as_ref().ok().and_then(|profile| beside(profile, viewer));
            let seen = |profile| api.dispatch(Action::Follows(Change::Seen(asked, profile)));
            found.set(Some(came.map(seen)));
            if let Some(source) = source.filter(|_| has_company) {
                // Where they do not come, the page is whole without them.
                let came = source.page(&api.quiet(), Next::FIRST, NAMED).await;
                company_came.set(Some(came.unwrap_or_default()));
            }
        });
    });
    let (app, is_first) = (use_app(), use_mut_ref(|| true));
    let looks = use_look(is_shown);
    use_effect_with(looks, {
        let (user, found) = (user.clone(), answer.setter());
        move |_| {
            if !is_first.replace(false) {
                spawn_local(async move {
                    let outcome = see(&app, user.to_string()).await;
                    // After another failure, what is shown stays.
                    if outcome.as_ref().err().is_some_and(CallError::is_not_found) {
                        found.set(Some(outcome));
                    }
                });
            }
        }
    });
    (answer.as_ref().and_then(|answer| answer.clone().err()), (*company).clone())
}

/// Looks at the viewer's own profile again, of which something has changed. What was being read before that is too old, and is
/// read again as well.
pub async fn look_again(app: &UseReducerHandle<App>) {
    // Where it does not come, what is known stays.
    let Some(viewer) = app.viewer() else { return };
    app.dispatch(Action::Follows(Change::Doubted(Subject::Person(viewer))));
    drop(see(app, viewer.to_string()).await);
}

/// Looks at a profile again, in the background.
async fn see(app: &UseReducerHandle<App>, user: String) -> Result<(), CallError> {
    let (api, asked) = (Api::new(app).quiet(), app.follows.now());
    let profile = api.call(&ViewProfile { user }).await?;
    api.dispatch(Action::Follows(Change::Seen(asked, profile)));
    Ok(())
}

/// Whom to show beside a person: to themselves those whom they may know, and to others, where the server would tell, those
/// by whom they may know the person.
fn beside(profile: &Profile<'_>, viewer: Option<Uuid>) -> Option<Source> {
    let person = &profile.person;
    if viewer? == person.user_id {
        return Some(Source::Own(OwnList::Suggestions));
    }
    let is_blocked = person.relationship.is_some_and(|relationship| relationship.blocking);
    let is_hidden = is_blocked || profile.privacy.hides_lists || profile.counts.followers == 0;
    (!is_hidden).then(|| Source::Known(person.user_id.to_string().into()))
}
