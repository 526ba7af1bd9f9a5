//! Follows and unfollows a person.

use crate::history;
use crate::language::{fill, t};
use crate::state::app::{Action, App};
use crate::state::changes::Change;
use common::follows::Relationship;
use common::people::Person;
use uuid::Uuid;
use yew::prelude::*;

/// Shows what was asked for at once. A visitor is led to sign-in, and back here afterwards. Nothing is shown where the
/// person is the viewer.
pub fn follow_button(
    app: &UseReducerDispatcher<App>,
    viewer: Option<Uuid>,
    person: &Person<'_>,
    relationship: Relationship,
) -> Html {
    let (app, user_id, following) = (app.clone(), person.user_id, relationship.following);
    if viewer == Some(user_id) {
        return Html::default();
    }
    let onclick = move |_: MouseEvent| {
        if viewer.is_some() {
            return app.dispatch(Action::Follows(Change::Wanted(user_id, relationship, !following)));
        }
        let here = history::here();
        app.dispatch(Action::Remember(here.path + &here.query));
        history::go(&app, "/login");
    };
    let name = &person.username;
    let (word, label) = match following {
        true => (t("Following"), fill("Following {}. Unfollow", name)),
        false => (t("Follow"), fill("Follow {}", name)),
    };
    let class = classes!("button", "small", "follow", following.then_some("on"));
    html! { <button {class} aria-label={label} {onclick}>{word}</button> }
}
