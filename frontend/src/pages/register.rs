//! Make an account, by the same rules that the server applies.

use crate::components::field::Input;
use crate::components::form::{FormProps, answer, form};
use crate::language::{fill, t, text};
use crate::pages::google;
use crate::pages::login::welcome;
use crate::state::app::App;
use crate::storage::Errand;
use common::Endpoint;
use common::accounts::Register;
use common::sessions::Login;
use yew::prelude::*;

/// The form, which makes the account and signs in to it.
pub fn register(app: &UseReducerHandle<App>) -> Html {
    let foot = html! {
        <>
            {google::button(app, Errand::SignIn, t("Go on with Google"))}
            <p>{t("Have one already?")}{" "}<a href="/login">{t("Sign in")}</a></p>
        </>
    };
    let wanted = app.intent.as_ref().map(|intent| {
        html! { <p role="status">{fill("Make an account to follow {}", &intent.name)}</p> }
    });
    form(FormProps {
        path: Register::PATH,
        then: Some(Login::PATH),
        title: text("Make an account"),
        inputs: vec![Input::USERNAME, Input::EMAIL, Input::NEW_PASSWORD],
        label: text("Make an account"),
        enters: true,
        is_page: true,
        keeps: true,
        head: wanted.unwrap_or_default(),
        on_done: welcome(app, false).reform(answer),
        foot,
        ..FormProps::default()
    })
}
