//! A person: who it is, how many follow and are followed, and either list.

use super::follow_button::FollowButton;
use super::notice::failed;
use super::people_list::{Direction, PeopleList, Source};
use crate::api::Api;
use crate::format::count;
use crate::hooks::{use_app, use_remote, use_title};
use crate::pages::not_found::no_such_user;
use crate::route::Route;
use crate::state::remote::{CallError, Remote};
use crate::state::session::Action;
use common::follows::FollowChanged;
use common::people::{Counts, Profile, ViewProfile};
use yew::prelude::*;
use yew_router::prelude::*;

/// Whom to show.
#[derive(PartialEq, Properties)]
pub struct PersonViewProps {
    /// A username or a user_id; another person needs another key.
    pub user: AttrValue,
    /// Which of the lists.
    pub direction: Direction,
    /// The routes of the two lists.
    pub routes: (Route, Route),
}

async fn profile(api: Api, user: AttrValue) -> Result<Profile<'static>, CallError> {
    api.call(&ViewProfile { user: user.to_string() }).await
}

/// The person.
#[component]
pub fn PersonView(props: &PersonViewProps) -> Html {
    let app = use_app();
    let remote = use_remote(props.user.clone(), profile);
    let title = match &*remote {
        Remote::Loaded(profile) => profile.person.username.as_ref(),
        Remote::Failed(error) if error.is_not_found() => "There is no such person",
        _ => "A person",
    };
    use_title(title, "");
    match &*remote {
        Remote::Loading => {
            html! { <div class="card person skeleton" aria-busy="true"><span class="avatar"/><span class="bar"/></div> }
        }
        Remote::Failed(error) if error.is_not_found() => no_such_user(),
        Remote::Failed(error) => {
            let on_retry = Callback::from(move |()| app.dispatch(Action::TryAgain));
            failed(&error.message(), on_retry)
        }
        Remote::Loaded(profile) => html! {
            <Loaded profile={profile.clone()} direction={props.direction} routes={props.routes.clone()}/>
        },
    }
}

#[derive(PartialEq, Properties)]
struct LoadedProps {
    profile: Profile<'static>,
    direction: Direction,
    routes: (Route, Route),
}

#[component]
fn Loaded(props: &LoadedProps) -> Html {
    let person = &props.profile.person;
    let counts = use_state(|| props.profile.counts);
    let user = AttrValue::from(person.username.to_string());
    let on_change = {
        let counts = counts.clone();
        Callback::from(move |changed: FollowChanged| counts.set(changed.counts))
    };
    let (label, empty) = match props.direction {
        Direction::Followers => (format!("Followers of {user}"), "Nobody follows this account yet."),
        Direction::Followed => (format!("Followed by {user}"), "This account follows nobody yet."),
    };
    let key = format!("{:?}", props.direction);
    let source = Source::Follows(AttrValue::from(person.user_id.to_string()), props.direction);
    html! {
        <>
            <div class="card person">
                <img class="avatar large" src={person.avatar.to_string()} alt="" width="88" height="88"/>
                <div class="who">
                    <h1>{&user}</h1>
                    if person.relationship.is_some_and(|relationship| relationship.followed_by) {
                        <span class="badge">{"Follows you"}</span>
                    }
                    if !person.location.is_empty() { <p class="place" dir="auto">{person.location.to_string()}</p> }
                </div>
                <FollowButton user_id={person.user_id} username={user} relationship={person.relationship} {on_change}/>
            </div>
            {tabs(*counts, props.direction, &props.routes)}
            <PeopleList {key} {source} {label} {empty}/>
        </>
    }
}

fn tabs(counts: Counts, shown: Direction, (followers, followed): &(Route, Route)) -> Html {
    let tab = |to: &Route, direction: Direction, number: i64, name: &str| {
        let is_shown = direction == shown;
        let classes = classes!("tab", is_shown.then_some("current"));
        let note = if is_shown {
            html! { <span class="hidden">{" (shown)"}</span> }
        } else {
            Html::default()
        };
        html! { <Link<Route> to={to.clone()} {classes}><b>{count(number)}</b>{" "}{name}{note}</Link<Route>> }
    };
    html! {
        <nav class="tabs" aria-label="Lists">
            {tab(followers, Direction::Followers, counts.followers, "Followers")}
            {tab(followed, Direction::Followed, counts.followed, "Following")}
        </nav>
    }
}
