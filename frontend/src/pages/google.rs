//! Where Google, or the provider in its place, leads to and back from.

use crate::api::Api;
use crate::components::field::Input;
use crate::components::form::{FormProps, form};
use crate::components::notice::loading;
use crate::history;
use crate::language::{t, text};
use crate::later::with;
use crate::pages::Shown;
use crate::pages::register::registering;
use crate::route::Section;
use crate::state::app::{Action, App};
use crate::state::form::value;
use crate::storage::{self, Errand};
use common::Endpoint;
use common::accounts::Register;
use common::google::{GoogleBegin, GoogleLogin, Identified};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Leads to Google, where the server is set up for it.
pub fn button(app: &UseReducerHandle<App>, errand: Errand, words: AttrValue) -> Html {
    if !app.features.is_some_and(|features| features.google) {
        return Html::default();
    }
    let app = app.clone();
    let onclick = move |_| with(&app, move |rest, app| (rest.leave)(app, errand));
    // In the settings it stands among small ones.
    let class = if errand == Errand::Link { "button small plain" } else { "button plain" };
    html! { <button type="button" {class} {onclick}>{words}</button> }
}

/// Goes there.
pub fn leave(app: UseReducerHandle<App>, errand: Errand) {
    spawn_local(begin(app, errand));
}

async fn begin(app: UseReducerHandle<App>, errand: Errand) {
    let api = Api::new(&app).anonymous();
    match api.call(&GoogleBegin {}).await {
        Ok(begun) => {
            let here = history::here();
            let back = match &app.destination {
                // One signs in on a page for nobody but its owner as well.
                _ if !here.is_sign_in() => here.path + &here.query,
                Some(wanted) => wanted.clone(),
                None => "/".to_owned(),
            };
            let intent = app.intent.as_ref().filter(|_| errand == Errand::SignIn);
            storage::leave(&begun.secret, errand, intent, &back);
            history::leave(&begun.url);
        }
        Err(error) => api.dispatch(Action::Say(error.message().to_string())),
    }
}

/// The page one comes back to.
pub fn google(app: &UseReducerHandle<App>, shown: &Shown) -> Html {
    match &app.identity {
        // Opened once more: what one came back with is used up.
        None if shown.entry.query.is_empty() => failed(app, &not_begun()),
        None => {
            html! { <div class="card form"><h1>{t("Google")}</h1>{loading()}<progress aria-label={t("Loading…")}/></div> }
        }
        Some(Err(words)) => failed(app, words),
        Some(Ok(identified)) => choose_name(app, identified),
    }
}

/// What somebody is told who comes back from where nobody has gone.
pub fn not_begun() -> AttrValue {
    t("This sign-in was not begun in this tab. Start again.")
}

fn failed(app: &UseReducerHandle<App>, words: &str) -> Html {
    let (back, to) = match app.session.is_some() {
        true => (Section::Account.path(), t("Settings")),
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
    let proof = identified.proof.clone();
    let submit = registering(app, move |values| {
        let made = Register {
            is_google: true,
            username: value(values, Input::USERNAME.name),
            email_id: value(values, Input::EMAIL.name),
            proof: Some(proof.clone()),
            ..Register::default()
        };
        (made, GoogleLogin { proof: proof.clone() })
    });
    form(FormProps {
        title: text("Make an account"),
        text: text("Nobody here uses this Google account yet. Choose a username, and you have an account."),
        inputs: vec![Input::USERNAME, Input::EMAIL],
        initial: [(Input::EMAIL.name, identified.email.clone())].into(),
        takes_focus: true,
        ..FormProps::new(Register::PATH, submit, text("Make an account"))
    })
}
