//! Make an account, by the same rules that the server applies.

use crate::api::Api;
use crate::components::field::Field;
use crate::components::submit::Submit;
use crate::hooks::{use_app, use_sign_in};
use crate::language::{t, told};
use crate::state::form::typing;
use crate::state::remote::CallError;
use crate::state::session::Session;
use common::sessions::Login;
use common::{Failure, accounts, failure};
use yew::prelude::*;

/// Makes the account and signs in to it.
async fn join(api: Api, wanted: accounts::Register) -> Result<Session, CallError> {
    api.call(&wanted).await?;
    let login = Login { username: wanted.username, password: wanted.password };
    // Asking for the account once more would be told that the name is taken.
    let made = t("Your account is made, but signing in did not work yet. Go to Sign in and try there.");
    let failure = Failure { error_message: made.to_string(), ..Failure::default() };
    Ok(api.call(&login).await.map_err(|_| CallError::Refused(failure))?.into())
}

/// The registration form.
#[component]
pub fn Register() -> Html {
    let api = Api::new(&use_app()).anonymous();
    let (form, submit) = use_sign_in(failure::check, move |wanted| join(api.clone(), wanted), false);
    let on_username = typing(&form, |wanted: &mut accounts::Register, text| wanted.username = text);
    let on_email = typing(&form, |wanted: &mut accounts::Register, text| wanted.email_id = text);
    let on_password = typing(&form, |wanted: &mut accounts::Register, text| wanted.password = text);
    let error = |name: &str| form.fields.get(name).map(|error| told(error));
    html! {
        <form class="card form" novalidate={true} onsubmit={submit}>
            <h1>{t("Make an account")}</h1>
            <Field label={t("Username")} name="Username" autocomplete="username" value={form.input.username.clone()}
                hint={t("2 to 30 letters, digits, and _ . -")} error={error("Username")} on_input={on_username}/>
            <Field label={t("E-mail")} name="Email_id" kind="email" autocomplete="email"
                value={form.input.email_id.clone()} error={error("Email_id")} on_input={on_email}/>
            <Field label={t("Password")} name="Password" kind="password" autocomplete="new-password"
                hint={t("At least 8 characters of any kind")} value={form.input.password.clone()}
                error={error("Password")} on_input={on_password}/>
            <p class="note error" role="alert">{&form.complaint}</p>
            <Submit label={t("Make an account")} busy={t("One moment…")} pending={form.pending} wait={form.wait} tries={form.tries}/>
            <p>{t("Have one already?")}{" "}<a href="/login">{t("Sign in")}</a></p>
        </form>
    }
}
