//! Follows and unfollows a person, asks to, and answers who asks.

use crate::history;
use crate::language::{fill, t};
use crate::state::app::{Action, App};
use crate::state::graph::changes::Change;
use crate::state::graph::follow_actions::FollowAction;
use crate::state::graph::intent::Intent;
use common::people::person::Person;
use common::people::relationships::Relationship;
use uuid::Uuid;
use yew::prelude::*;

/// Shows what was asked for at once. A visitor is led to sign-in, and back here afterwards, where it is then done. Nothing is shown where the
/// person is the viewer.
pub fn follow_button(
    app: &UseReducerDispatcher<App>,
    viewer: Option<Uuid>,
    person: &Person<'_>,
    relationship: Relationship,
    is_locked: bool,
) -> Html {
    if viewer == Some(person.user_id) {
        return Html::default();
    }
    let name = &person.username;
    let (word, label, wish) = match relationship {
        Relationship { blocking: true, .. } => {
            (t("Unblock"), fill("Unblock {}", name), FollowAction::Unblock)
        }
        Relationship { following: true, .. } => {
            (t("Following"), fill("Following {}. Unfollow", name), FollowAction::Unfollow)
        }
        Relationship { requested: true, .. } => {
            (t("Requested"), fill("Requested: {}. Withdraw", name), FollowAction::Unfollow)
        }
        _ if is_locked => (t("Ask to follow"), fill("Ask to follow {}", name), FollowAction::Ask),
        _ => (t("Follow"), fill("Follow {}", name), FollowAction::Follow),
    };
    let class = classes!("button", "small", "follow", (wish == FollowAction::Unfollow).then_some("on"));
    let onclick = asking(app, viewer, person, relationship, wish);
    html! { <button {class} aria-label={label} {onclick}>{word}</button> }
}

/// Lets the person who asks to follow the viewer do so, or not.
pub fn answer_buttons(
    app: &UseReducerDispatcher<App>,
    viewer: Option<Uuid>,
    person: &Person<'_>,
    relationship: Relationship,
) -> Html {
    let answer = |wish: FollowAction, word: AttrValue, class: &'static str| {
        let onclick = asking(app, viewer, person, relationship, wish);
        html! { <button {class} {onclick}>{word}<span class="hidden">{" "}{person.username.to_string()}</span></button> }
    };
    html! {
        <div class="answers">
            {answer(FollowAction::Accept, t("Accept"), "button small")}
            {answer(FollowAction::Reject, t("Reject"), "button small plain")}
        </div>
    }
}

/// Asks for something of a person, to whom the viewer stands as a part of the page says.
pub fn asking(
    app: &UseReducerDispatcher<App>,
    viewer: Option<Uuid>,
    person: &Person<'_>,
    relationship: Relationship,
    wish: FollowAction,
) -> Callback<MouseEvent> {
    let (app, user_id, intent) = (app.clone(), person.user_id, Intent::new(person, wish));
    Callback::from(move |_| {
        if viewer.is_some() {
            return app.dispatch(Action::Follows(Change::Wanted(user_id, relationship, wish)));
        }
        let here = history::here();
        app.dispatch(Action::Remember(here.path + &here.query, Some(intent.clone())));
        history::go(&app, "/login");
    })
}
