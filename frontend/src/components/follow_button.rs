//! Follows and unfollows a person.

use crate::api::{Api, CallError, use_api};
use crate::hooks::use_app;
use crate::route::Route;
use crate::state::session::Action;
use common::follows::{Follow, FollowChanged, Relationship, Unfollow};
use uuid::Uuid;
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

/// Whom to follow.
#[derive(Clone, PartialEq, Properties)]
pub struct FollowButtonProps {
    /// Whom it is about.
    pub user_id: Uuid,
    /// For screen readers.
    pub username: AttrValue,
    /// How the viewer stands to them; `None` where nobody is signed in.
    pub relationship: Option<Relationship>,
    /// Tells how things stand after a change.
    #[prop_or_default]
    pub on_change: Callback<FollowChanged>,
}

async fn change(api: &Api, user_id: Uuid, follow: bool) -> Result<FollowChanged, CallError> {
    let user = user_id.to_string();
    if follow { api.call(&Follow { user }).await } else { api.call(&Unfollow { user }).await }
}

/// Shows the state asked for at once, and goes back with a word where the server refuses. A visitor is led to
/// sign-in, and back here afterwards. Nothing is shown where the person is the viewer.
#[component]
pub fn FollowButton(props: &FollowButtonProps) -> Html {
    let (app, api) = (use_app(), use_api());
    let (route, navigator) = (use_route::<Route>(), use_navigator());
    let following = use_state(|| props.relationship.is_some_and(|relationship| relationship.following));
    let pending = use_state(|| false);
    let complaint = use_state(String::new);
    if app.session.as_ref().is_some_and(|session| session.user_id == props.user_id) {
        return Html::default();
    }
    let class = classes!("button", "small", "follow", following.then_some("on"));
    let (pressed, busy, complaint_shown) = (*following, *pending, complaint.to_string());
    let (user_id, on_change) = (props.user_id, props.on_change.clone());
    let onclick = move |_: MouseEvent| {
        if app.session.is_none() {
            if let (Some(route), Some(navigator)) = (route.clone(), &navigator) {
                app.dispatch(Action::Remember(route));
                navigator.push(&Route::Login);
            }
            return;
        }
        if busy {
            return;
        }
        let (api, on_change, wanted) = (api.clone(), on_change.clone(), !pressed);
        let (following, pending, complaint) = (following.clone(), pending.clone(), complaint.clone());
        following.set(wanted);
        pending.set(true);
        complaint.set(String::new());
        spawn_local(async move {
            match change(&api, user_id, wanted).await {
                Ok(changed) => on_change.emit(changed),
                Err(error) => {
                    following.set(!wanted);
                    complaint.set(error.message());
                }
            }
            pending.set(false);
        });
    };
    html! {
        <div class="follow-box">
            <button {class} aria-pressed={pressed.to_string()} aria-busy={busy.then_some("true")} {onclick}>
                {if pressed { "Following" } else { "Follow" }}
                <span class="hidden">{format!(" {}", props.username)}</span>
            </button>
            <span class="note error" role="status">{complaint_shown}</span>
        </div>
    }
}
