//! Where Google, or the provider in its place, leads back to.

use crate::api::Api;
use crate::components::field::Input;
use crate::components::form::{Form, answer};
use crate::components::notice::loading;
use crate::history;
use crate::hooks::use_app;
use crate::language::t;
use crate::pages::Shown;
use crate::pages::login::welcome;
use crate::state::app::{Action, App};
use crate::state::asks::Ask;
use crate::state::remote::{self, CallError};
use crate::storage::{self, Errand};
use common::Endpoint;
use common::accounts::Register;
use common::google::{GoogleBegin, GoogleFinish, GoogleLogin, Identified};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Leads to Google, where the server is set up for it.
pub fn button(app: &UseReducerHandle<App>, errand: Errand, words: AttrValue) -> Html {
    if !app.features.is_some_and(|features| features.google) {
        return Html::default();
    }
    let app = app.clone();
    let onclick = move |_| {
        let app = app.clone();
        spawn_local(async move {
            match Api::new(&app).anonymous().call(&GoogleBegin {}).await {
                Ok(begun) => {
                    let back = match errand {
                        Errand::SignIn => app.destination.clone().unwrap_or_else(|| "/".to_owned()),
                        _ => history::here().path,
                    };
                    storage::leave(&begun.state, errand, &back);
                    history::leave(&begun.url);
                }
                Err(error) => app.dispatch(Action::Say(error.message().to_string())),
            }
        });
    };
    html! { <button type="button" class="button plain" {onclick}>{words}</button> }
}

/// The page one comes back to.
#[derive(PartialEq, Properties)]
pub struct GoogleProps {
    /// Its address holds what Google says.
    pub shown: Shown,
}

/// What is to be told of it.
enum Outcome {
    /// It did not work.
    Failed(AttrValue),
    /// Nobody has an account with this identity yet.
    Unknown(Identified),
}

/// Does what the person went there for.
#[component]
pub fn Google(props: &GoogleProps) -> Html {
    let (app, outcome) = (use_app(), use_state(|| None));
    use_effect_with((), {
        let (app, shown, outcome) = (app.clone(), props.shown.clone(), outcome.setter());
        move |()| spawn_local(async move { outcome.set(finish(&app, &shown).await) })
    });
    match outcome.as_ref() {
        None => {
            html! { <div class="card form"><h1>{t("Google")}</h1>{loading()}<progress aria-label={t("Loading…")}/></div> }
        }
        Some(Outcome::Failed(words)) => failed(&app, words),
        Some(Outcome::Unknown(identified)) => choose_name(&app, identified),
    }
}

fn failed(app: &UseReducerHandle<App>, words: &AttrValue) -> Html {
    let (back, to) = match app.session.is_some() {
        true => ("/settings/account", t("Settings")),
        false => ("/login", t("Sign in")),
    };
    html! {
        <div class="card form">
            <h1>{t("Google")}</h1>
            <p role="alert">{words}</p>
            <p><a href={back}>{to}</a></p>
        </div>
    }
}

/// An account for an identity that has none.
fn choose_name(app: &UseReducerHandle<App>, identified: &Identified) -> Html {
    let email = Input { value: identified.email.clone().into(), ..Input::email(t("E-mail")) };
    let given = format!("\"is_google\":1,{}", remote::field("proof", &identified.proof));
    html! {
        <Form path={Register::PATH} then={GoogleLogin::PATH} {given} inputs={vec![Input::username(), email]}
            label={t("Make an account")} busy={t("One moment…")} anonymous={true} takes_focus={true}
            on_done={welcome(app, false).reform(answer)}>
            <h1>{t("Make an account")}</h1>
            <p>{t("Nobody here uses this Google account yet. Choose a username, and you have an account.")}</p>
        </Form>
    }
}

async fn finish(app: &UseReducerHandle<App>, shown: &Shown) -> Option<Outcome> {
    let state = shown.parameter("state");
    let begun = storage::come_back(&state);
    history::conceal();
    let Some((errand, back)) = begun else {
        return Some(Outcome::Failed(t("This sign-in was not begun in this tab. Start again.")));
    };
    if shown.parameter("code").is_empty() {
        return Some(Outcome::Failed(t("Google did not confirm that it is you. Nothing has changed.")));
    }
    let api = Api::new(app).anonymous();
    let asked = GoogleFinish { state, code: Some(shown.parameter("code")), id_token: None };
    let identified = match api.call(&asked).await {
        Ok(identified) => identified,
        Err(error) => return Some(Outcome::Failed(error.message())),
    };
    let dispatcher = app.dispatcher();
    match errand {
        Errand::SignIn if !identified.known => return Some(Outcome::Unknown(identified)),
        Errand::SignIn => return sign_in(app, &api, identified, back).await,
        Errand::Link => {
            history::replace(&dispatcher, &back);
            app.dispatch(Action::Ask(Some(Ask::LinkGoogle(identified.proof))));
        }
        Errand::Confirm => {
            history::replace(&dispatcher, &back);
            app.dispatch(Action::Proven(Some(identified.proof)));
            app.dispatch(Action::Say(t("Google has confirmed that it is you. Now go on.").to_string()));
        }
    }
    None
}

async fn sign_in(
    app: &UseReducerHandle<App>,
    api: &Api,
    identified: Identified,
    back: String,
) -> Option<Outcome> {
    match api.tell(&GoogleLogin { proof: identified.proof }).await {
        Ok(answer) => {
            welcome(app, true).emit(answer);
            history::replace(&app.dispatcher(), &back);
            None
        }
        Err(CallError::Refused(failure)) if failure.second_factor.is_some() => {
            history::replace(&app.dispatcher(), "/login");
            app.dispatch(Action::Remember(back));
            app.dispatch(Action::SecondFactor(failure.second_factor));
            None
        }
        Err(error) => Some(Outcome::Failed(error.message())),
    }
}
