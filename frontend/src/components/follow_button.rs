//! Follows and unfollows a person.

use crate::api::{Api, use_api};
use crate::hooks::use_app;
use crate::route::{self, Route};
use crate::state::remote::CallError;
use crate::state::session::Action;
use common::follows::{Follow, FollowChanged, Relationship, Unfollow};
use uuid::Uuid;
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

/// Whom to follow.
#[derive(PartialEq, Properties)]
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
    let navigator = use_navigator();
    let wanted = use_state(|| None::<bool>);
    let complaint = use_state(String::new);
    if app.session.as_ref().is_some_and(|session| session.user_id == props.user_id) {
        return Html::default();
    }
    let known = app.relationship(props.user_id, props.relationship);
    let (pressed, busy, complaint_shown) =
        (wanted.unwrap_or(known.following), wanted.is_some(), complaint.to_string());
    let class = classes!("button", "small", "follow", pressed.then_some("on"));
    let (user_id, on_change) = (props.user_id, props.on_change.clone());
    let onclick = move |_: MouseEvent| {
        if app.session.is_none() {
            if let Some(navigator) = &navigator {
                app.dispatch(Action::Remember(route::here()));
                navigator.push(&Route::Login);
            }
            return;
        }
        if busy {
            return;
        }
        let (app, api, on_change) = (app.clone(), api.clone(), on_change.clone());
        let (wanted, complaint) = (wanted.setter(), complaint.setter());
        wanted.set(Some(!pressed));
        complaint.set(String::new());
        spawn_local(async move {
            match change(&api, user_id, !pressed).await {
                Ok(changed) => {
                    app.dispatch(Action::Related(user_id, changed.relationship));
                    on_change.emit(changed);
                }
                Err(error) => complaint.set(error.message()),
            }
            wanted.set(None);
        });
    };
    html! {
        <div class="follow-box">
            <button {class} aria-busy={busy.then_some("true")} {onclick}>
                {if pressed { "Following" } else { "Follow" }}
                <span class="hidden">{format!(" {}", props.username)}</span>
            </button>
            <span class="note error" role="status">{complaint_shown}</span>
        </div>
    }
}
