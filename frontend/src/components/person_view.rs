//! A person: who it is, how many follow and are followed, and either list.

use super::avatar::avatar;
use super::follow_button::follow_button;
use super::notice::{Failed, loading};
use super::people_list::PeopleList;
use super::person_row::{badge, location};
use crate::api::Api;
use crate::hooks::{use_app, use_title};
use crate::language::{count, fill, t};
use crate::lists::Source;
use crate::pages::Shown;
use crate::pages::not_found::no_such_user;
use crate::route::Direction;
use crate::state::app::{Action, App};
use crate::state::changes::Change;
use crate::state::remote::CallError;
use common::people::{Counts, Profile, ViewProfile};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Whom to show.
#[derive(PartialEq, Properties)]
pub struct PersonViewProps {
    /// A username or a user_id; another person needs another key.
    pub user: AttrValue,
    /// Which of the lists.
    pub direction: Direction,
    /// The paths of the two lists.
    pub paths: [String; 2],
    /// The page that it is on.
    pub shown: Shown,
}

/// The person. A profile that was seen before shows at once, and is asked for anew.
#[component]
pub fn PersonView(props: &PersonViewProps) -> Html {
    let app = use_app();
    let trouble = use_profile(&props.user);
    let profile = app.follows.profile(&props.user);
    let is_missing = trouble.as_ref().is_some_and(CallError::is_not_found);
    let title = match profile {
        _ if is_missing => t("There is no such person"),
        Some(profile) => profile.person.username.to_string().into(),
        None => t("A person"),
    };
    use_title(title, props.shown.is_shown);
    match (profile, trouble) {
        _ if is_missing => no_such_user(),
        (Some(profile), _) => loaded(&app, profile, props),
        (None, None) => skeleton(),
        (None, Some(error)) => {
            let on_retry = Callback::from(move |()| app.dispatch(Action::TryAgain));
            html! { <Failed text={error.message()} wait={if props.shown.is_shown { error.wait() } else { 0 }} {on_retry}/> }
        }
    }
}

/// The shape of a person to come.
fn skeleton() -> Html {
    html! { <div class="card person skeleton">{loading()}<span class="avatar large"/><span class="bar"/></div> }
}

/// Asks for the profile, and once more after a failure; gives what was wrong with it.
#[hook]
fn use_profile(user: &AttrValue) -> Option<CallError> {
    let app = use_app();
    let answer = use_state(|| None::<Result<(), CallError>>);
    let (user, occasion) = (user.clone(), (app.attempt, app.ended));
    let found = answer.clone();
    use_effect_with(occasion, move |_| {
        if matches!(*found, Some(Ok(()))) {
            return;
        }
        let (api, viewer) = (Api::new(&app), app.viewer());
        found.set(None);
        spawn_local(async move {
            let came = api.call(&ViewProfile { user: user.to_string() }).await;
            let seen = |profile| app.dispatch(Action::Follows(Change::Seen(viewer, profile)));
            found.set(Some(came.map(seen)));
        });
    });
    answer.as_ref().and_then(|answer| answer.clone().err())
}

fn loaded(app: &UseReducerHandle<App>, profile: &Profile<'static>, props: &PersonViewProps) -> Html {
    let (person, direction) = (&profile.person, props.direction);
    let relationship = app.follows.relationship(person.user_id, person.relationship);
    let name = &person.username;
    let (label, empty) = match direction {
        Direction::Followers => (fill("Followers of {}", name), t("Nobody follows this account yet.")),
        Direction::Followed => (fill("Followed by {}", name), t("This account follows nobody yet.")),
    };
    let (dispatcher, user_id) = (app.dispatcher(), person.user_id);
    let on_total = move |total| {
        dispatcher.dispatch(Action::Follows(Change::Counted(user_id, direction, total)));
    };
    let source = Source::Follows(person.user_id.to_string().into(), direction);
    html! {
        <>
            <div class="card person">
                {avatar(person, "avatar large", "88")}
                <div class="who">
                    <h1>{name.to_string()}</h1>
                    {badge(relationship.followed_by)}
                    {location(person)}
                </div>
                {follow_button(&app.dispatcher(), app.viewer(), person, relationship)}
            </div>
            {tabs(app.follows.counts(profile, app.viewer()), props)}
            <PeopleList {source} {label} {empty} start={props.shown.page()}
                {on_total} count={rows(profile.counts, direction)} is_shown={props.shown.is_shown}/>
        </>
    }
}

fn rows(counts: Counts, direction: Direction) -> i64 {
    if direction == Direction::Followers { counts.followers } else { counts.followed }
}

fn tabs(counts: Counts, props: &PersonViewProps) -> Html {
    let tab = |direction: Direction, path: &str, name: AttrValue| {
        let is_shown = direction == props.direction;
        let class = classes!("tab", is_shown.then_some("current"));
        html! {
            <a href={path.to_owned()} {class} aria-current={is_shown.then_some("page")}>
                <b>{count(rows(counts, direction))}</b>{" "}{name}
            </a>
        }
    };
    let [followers, followed] = &props.paths;
    html! {
        <nav class="tabs" aria-label={t("Lists")}>
            {tab(Direction::Followers, followers, t("Followers"))}
            {tab(Direction::Followed, followed, t("Following"))}
        </nav>
    }
}
