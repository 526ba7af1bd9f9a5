//! A person: who it is, how many follow and are followed, and either list.

use super::person_card::{known_followers, person_card};
use super::suggestions::suggestions;
use crate::api::Api;
use crate::components::graph::list_tools::{list_tools, part};
use crate::components::graph::people_list::PeopleList;
use crate::components::later::later;
use crate::components::not_found::no_such_user;
use crate::components::notice::{Failed, loading, notice};
use crate::hooks::app::use_app;
use crate::hooks::arrival::use_title;
use crate::hooks::list::news::Occasion;
use crate::hooks::people::profile::use_profile;
use crate::language::{count, fill, t};
use crate::lists::Source;
use crate::route::Route;
use crate::shown::Shown;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::graph::changes::Change;
use crate::state::list::people::Page;
use common::graph::lists::Direction;
use common::graph::lists::Order;
use common::people::person::Counts;
use common::people::profiles::Profile;
use uuid::Uuid;
use yew::prelude::*;

/// Whom to show.
#[derive(PartialEq, Properties)]
pub struct PersonViewProps {
    /// A username or a user_id; another person needs another key.
    pub user: AttrValue,
    /// Which of the lists; none, where the viewer's settings stand in their place.
    pub direction: Option<Direction>,
    /// The paths of the two lists.
    pub paths: [String; 2],
    /// The page that it is on.
    pub shown: Shown,
}

/// The person. A profile that was seen before shows at once, and is asked for anew.
#[component]
pub fn PersonView(props: &PersonViewProps) -> Html {
    let app = use_app();
    let (trouble, beside) = use_profile(&props.user, props.direction.is_some(), props.shown.is_shown);
    let profile = app.follows.profile(&props.user);
    let is_missing = trouble.as_ref().is_some_and(CallError::is_not_found);
    let title = match profile {
        _ if props.direction.is_none() => props.shown.entry.route().title(),
        _ if is_missing => t("There is no such person"),
        Some(profile) => profile.person.username.to_string().into(),
        None => t("A person"),
    };
    use_title(title, props.shown.is_shown);
    match (profile, trouble) {
        _ if is_missing => no_such_user(),
        (Some(profile), _) => loaded(&app, profile, beside, props),
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

fn loaded(
    app: &UseReducerHandle<App>,
    profile: &Profile<'static>,
    beside: Option<Page>,
    props: &PersonViewProps,
) -> Html {
    let direction = match (props.direction, props.shown.entry.route()) {
        (Some(direction), _) => direction,
        (None, Route::Settings(section)) => return later(|rest| (rest.settings)(app, profile, section)),
        _ => return Html::default(),
    };
    let (person, relationship) = (profile.person.user_id, profile.person.relationship);
    let is_blocking = app.follows.is_blocking(person, relationship);
    let beside = match app.viewer() {
        Some(viewer) if viewer == person => suggestions(app, beside),
        Some(_) => known_followers(beside.filter(|_| !is_blocking), format!("{}/known", props.paths[0])),
        None => Html::default(),
    };
    html! {
        <>
            {person_card(app, profile)}
            {beside}
            {tabs(app.follows.counts(profile, app.viewer()), direction, props)}
            {list(app, profile, direction, props)}
        </>
    }
}

/// The list, or why it is not to be seen.
fn list(
    app: &UseReducerHandle<App>,
    profile: &Profile<'static>,
    direction: Direction,
    props: &PersonViewProps,
) -> Html {
    let (person, shown) = (&profile.person, &props.shown);
    let (name, user_id) = (&person.username, person.user_id);
    let is_hidden = profile.privacy.hides_lists && app.viewer() != Some(user_id);
    let obstacle = match app.follows.is_blocking(user_id, person.relationship) {
        true => Some(fill("You have blocked {}.", name)),
        false => is_hidden.then(|| fill("{} keeps these lists to themselves.", name)),
    };
    if let Some(obstacle) = obstacle {
        return notice(&obstacle);
    }
    let (label, empty) = match direction {
        Direction::Followers => (fill("Followers of {}", name), t("Nobody follows this account yet.")),
        Direction::Followed => (fill("Followed by {}", name), t("This account follows nobody yet.")),
    };
    let api = Api::new(app);
    let part = part(shown, direction);
    let key = format!("{}\n{}\n{}", part.prefix, shown.parameter("filter"), shown.parameter("order"));
    let is_part = !part.prefix.is_empty() || part.filter.is_some();
    let is_newest = part.order == Order::Newest;
    let rows = rows(profile.counts, direction);
    let on_total = move |(asked, total)| {
        if !is_part {
            api.dispatch(Action::Follows(Change::Counted(asked, user_id, direction, total)));
        }
    };
    let occasion = (is_newest && !is_part).then(|| occasion(app, user_id, direction, rows));
    html! {
        <>
            if rows > 0 || is_part { {list_tools(&app.dispatcher(), shown, direction)} }
            <PeopleList {key} source={Source::Follows(user_id.to_string().into(), direction, part)} {label} {empty}
                whole={is_part.then(|| AttrValue::from(shown.entry.path.clone()))} start={if is_part { 1 } else { shown.page() }}
                {occasion} {on_total} is_shown={shown.is_shown}/>
        </>
    }
}

/// Others come onto the viewer's followers, and the viewer's calls change all other lists.
fn occasion(app: &App, owner: Uuid, direction: Direction, rows: i64) -> Occasion {
    let (follows, viewer) = (&app.follows, app.viewer());
    let is_mine = viewer == Some(owner);
    let changed = follows.settled(owner, viewer).filter(|_| !is_mine || direction == Direction::Followed);
    let arrivals = if is_mine { follows.arrivals() } else { 0 };
    Occasion { arrivals, rows: Some(rows), changed, standing: follows.standing(owner) }
}

fn rows(counts: Counts, direction: Direction) -> i64 {
    if direction == Direction::Followers { counts.followers } else { counts.followed }
}

fn tabs(counts: Counts, here: Direction, props: &PersonViewProps) -> Html {
    let tab = |direction: Direction, path: &str, name: AttrValue| {
        let is_shown = direction == here;
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
