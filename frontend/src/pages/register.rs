//! Make an account, by the same rules that the server applies.

use crate::components::field::Input;
use crate::components::form::{Form, answer};
use crate::language::t;
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
    let inputs =
        vec![Input::username(), Input::email(t("E-mail")), Input::new_password("Password", t("Password"))];
    let foot = html! {
        <>
            {google::button(app, Errand::SignIn, t("Go on with Google"))}
            <p>{t("Have one already?")}{" "}<a href="/login">{t("Sign in")}</a></p>
        </>
    };
    html! {
        <Form path={Register::PATH} then={Login::PATH} {inputs} label={t("Make an account")} busy={t("One moment…")}
            anonymous={true} on_done={welcome(app, false).reform(answer)} {foot}>
            <h1>{t("Make an account")}</h1>
        </Form>
    }
}
