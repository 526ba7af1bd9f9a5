//! What the viewer lets others see and do, saved as soon as it is chosen.

use super::notice::{Failed, loading};
use crate::api::Api;
use crate::hooks::{use_app, use_profile};
use crate::language::t;
use crate::state::app;
use crate::state::changes::Change;
use crate::state::privacy::{Action, Choices};
use common::people::Profile;
use common::privacy::{Privacy, SetPrivacy};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Whose it is.
#[derive(PartialEq, Properties)]
pub struct PrivacySwitchesProps {
    /// The viewer's user_id.
    pub user: AttrValue,
    /// It is on screen; else it is kept for Back.
    pub is_shown: bool,
}

/// The switches. What cannot be saved goes back to what it was, with a word.
#[component]
pub fn PrivacySwitches(props: &PrivacySwitchesProps) -> Html {
    let app = use_app();
    let (trouble, _) = use_profile(&props.user);
    let choices = use_reducer_eq(Choices::default);
    let profile = app.follows.profile(&props.user).cloned();
    use_effect_with(choices.next(), {
        let (app, profile, choices) = (app.clone(), profile.clone(), choices.dispatcher());
        move |next| {
            let (Some(privacy), Some(profile)) = (*next, profile) else { return };
            choices.dispatch(Action::Send);
            spawn_local(async move { choices.dispatch(save(&app, profile, privacy).await) });
        }
    });
    match (profile, trouble) {
        (Some(profile), _) => switches(&choices, choices.wanted.unwrap_or(profile.privacy)),
        (None, None) => html! { <>{loading()}<span class="bar"/></> },
        (None, Some(error)) => {
            let on_retry = Callback::from(move |()| app.dispatch(app::Action::TryAgain));
            html! { <Failed text={error.message()} wait={if props.is_shown { error.wait() } else { 0 }} {on_retry}/> }
        }
    }
}

async fn save(app: &UseReducerHandle<app::App>, profile: Profile<'static>, privacy: Privacy) -> Action {
    let asked = SetPrivacy { locked: Some(privacy.locked), hides_lists: Some(privacy.hides_lists) };
    match Api::new(app).call(&asked).await {
        Ok(set) => {
            let profile = Profile { privacy: set.privacy, ..profile };
            app.dispatch(app::Action::Follows(Change::Seen(app.viewer(), profile)));
            Action::Saved
        }
        Err(error) => {
            app.dispatch(app::Action::Say(error.message().to_string()));
            Action::Refused
        }
    }
}

fn switches(choices: &UseReducerHandle<Choices>, now: Privacy) -> Html {
    let switch = |checked: bool, chosen: Privacy, words: AttrValue, note: AttrValue| {
        let choices = choices.dispatcher();
        let onchange = move |_| choices.dispatch(Action::Choose(chosen));
        html! {
            <label class="switch">
                <input type="checkbox" role="switch" {checked} {onchange}/>
                <span>{words}<span class="note">{note}</span></span>
            </label>
        }
    };
    html! {
        <>
            {switch(now.locked, Privacy { locked: !now.locked, ..now }, t("Locked account"),
                t("Whoever wants to follow you must ask. Those who follow you already stay."))}
            {switch(now.hides_lists, Privacy { hides_lists: !now.hides_lists, ..now }, t("Hide my lists"),
                t("Nobody else sees who follows you and whom you follow. How many they are can still be seen."))}
        </>
    }
}
