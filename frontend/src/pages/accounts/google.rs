//! Where Google, or the provider in its place, leads to and back from.

use super::register::registering;
use crate::components::field::Input;
use crate::components::form::{FormProps, form};
use crate::components::notice::loading;
use crate::hooks::accounts::google::not_begun;
use crate::language::{t, text};
use crate::route::Section;
use crate::shown::Shown;
use crate::state::app::App;
use crate::state::form::value;
use common::Endpoint;
use common::accounts::account::Register;
use common::accounts::google::{GoogleLogin, Identified};
use yew::prelude::*;

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
